"""Write the key once more with the types of its columns.

In: key.csv. Out: key.parquet.
"""

from synthscope.core.jobs import job
from synthscope.dataset.key.parquet import write_parquet
from synthscope.dataset.key.table import read_table


def main():
    write_parquet(read_table(snakemake.input[0]), snakemake.output[0])


if __name__ == "__main__":
    with job(snakemake):
        main()
