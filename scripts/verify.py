"""Compare every file of the data set with SHA256SUMS, and with the same data set of elsewhere.

In: the folder of the data set, and where asked for that of the other. Out: nothing; what is
missing, altered, unknown or different is named on standard error, and ends the job with an error.
"""

import sys

from synthscope.core.jobs import job
from synthscope.dataset.agreement import refuse_different
from synthscope.dataset.verify import verify

PROGRAM_MB = 500  # what this job takes besides the files that it compares


def main():
    verify(snakemake.params.folder, snakemake.params.aside, sys.stderr)
    if snakemake.params.against:
        params, memory = snakemake.params, snakemake.resources.mem_mb - PROGRAM_MB
        refuse_different(params.folder, params.against, memory, sys.stderr)


if __name__ == "__main__":
    with job(snakemake):
        main()
