"""Collect the tables of all jobs into key.csv.

In: the tables and the parts of the structures. Out: key.csv, in an order that does not depend on
how the work was cut into jobs. Rows that bring no part of their own get that of their structure, or
of their sample where no structure is behind them.
"""

from synthscope.core.jobs import job
from synthscope.core.tables import read_records
from synthscope.dataset.key.columns import merge_tables, read_table, write_table
from synthscope.dataset.splits import assign_splits


def main():
    params = snakemake.params
    rows = merge_tables(map(read_table, snakemake.input.tables))
    parts = {row["id"]: row["split"] for row in read_records(snakemake.input.splits)}
    samples = {row["ref_id"] for row in rows if "structure_id" not in row and "ref_id" in row}
    parts |= assign_splits([{"id": name} for name in samples], params.fractions, params.seed)
    for row in rows:
        part = parts.get(row.get("structure_id", row.get("ref_id")))
        if part:
            row.setdefault("split", part)
    write_table(rows, snakemake.output[0])


if __name__ == "__main__":
    with job(snakemake):
        main()
