"""Compare every file of the data set with SHA256SUMS, after what differed was made again.

In: all files that the data set promises. Out: nothing; what still is missing, altered or unknown is
named on standard error, and ends the job with an error.
"""

import sys

from synthscope.core.jobs import job
from synthscope.dataset.verify import verify


def main():
    verify(snakemake.params.folder, snakemake.params.aside, sys.stderr)


if __name__ == "__main__":
    with job(snakemake):
        main()
