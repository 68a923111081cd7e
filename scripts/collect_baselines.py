"""Put the comparisons of all samples into one table.

In: the tables of the shards. Out: one table, sorted by mode, sample, view, row and method.
"""

from pathlib import Path

from synthscope.core.files import replacing
from synthscope.core.jobs import job


def main():
    lines, header = [], ""
    for path in snakemake.input:
        header, *rest = Path(path).read_text().splitlines()
        lines += rest
    lines.sort(key=lambda line: line.split(",", 5)[:5])
    with replacing(snakemake.output[0]) as beside:
        Path(beside).write_text("\n".join([header, *lines]) + "\n")


if __name__ == "__main__":
    with job(snakemake):
        main()
