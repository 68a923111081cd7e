"""Write the checksums of what was made on the way to the data set.

In: the last files of a run. Out: provenance/SHA256SUMS.
"""

from synthscope.core.jobs import job
from synthscope.dataset.aside import write_aside_checksums


def main():
    write_aside_checksums(snakemake.params.folder, snakemake.params.aside)


if __name__ == "__main__":
    with job(snakemake):
        main()
