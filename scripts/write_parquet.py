"""Write the key once more with the types of its columns, whole and a file each part.

In: key.csv. Out: key.parquet, and a file each part that is named after it.
"""

from pathlib import Path

from synthscope.core.jobs import job
from synthscope.dataset.key.parquet import write_parquet
from synthscope.dataset.key.table import read_table


def main():
    rows, output = read_table(snakemake.input[0]), snakemake.output
    write_parquet(rows, output.key)
    for path in output.parts:
        part = Path(path).stem
        write_parquet([row for row in rows if row.get("split") == part], path)


if __name__ == "__main__":
    with job(snakemake):
        main()
