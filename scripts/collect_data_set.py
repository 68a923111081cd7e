"""Bring the data set together where Snakemake was started, out of the storage.

In: archives of images, and all other files. Out: the data set's folder.
"""

import shutil
from pathlib import Path

from synthscope.core.archive import unpack
from synthscope.core.files import replacing
from synthscope.core.jobs import job


def main():
    results = snakemake.params.results
    for path in map(Path, snakemake.input.files):
        name = path.as_posix().rpartition(f"{results}/")[2]
        for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
            if file.is_file():
                with replacing(Path(results) / name / file.relative_to(path)) as beside:
                    shutil.copyfile(file, beside)
    for archive in snakemake.input.archives:
        unpack(archive, results)


if __name__ == "__main__":
    with job(snakemake):
        main()
