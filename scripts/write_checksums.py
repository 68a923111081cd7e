"""Write SHA256SUMS over every file of the data set.

In: key.csv, whose rows hold the digests of the image files as their jobs wrote them, and all other
files. Out: SHA256SUMS. Files that belong to nothing (left by another configuration, say) are told
on standard error and left out.
"""

import sys
from pathlib import Path

from synthscope.core.files import sha256
from synthscope.core.jobs import job
from synthscope.dataset.checksums import list_files, refuse_missing, write_checksums
from synthscope.dataset.key.table import read_table


def main():
    folder = Path(snakemake.output[0]).parent
    digests = {row["filename"]: row["sha256"] for row in read_table(snakemake.input.key)}
    for path in map(Path, snakemake.input):
        digests[path.relative_to(folder).as_posix()] = sha256(path)
    if not snakemake.params.apart:  # else the images are in their archives
        refuse_missing(folder, digests)
    write_checksums(folder, digests)
    stray = sorted(set(list_files(folder, snakemake.params.aside)) - digests.keys())
    if stray:
        some = ", ".join(stray[:5]) + (", ..." if len(stray) > 5 else "")
        print(
            f"{folder}: {len(stray)} files belong to no job of this configuration and are not in "
            f"SHA256SUMS: {some}",
            file=sys.stderr,
        )


if __name__ == "__main__":
    with job(snakemake):
        main()
