"""Divide the accepted structures into parts for learning, prototype by prototype.

In: the catalog. Out: splits.csv, a row a structure with its part.
"""

from synthscope.core.jobs import job
from synthscope.core.tables import read_records, write_records
from synthscope.dataset.splits import part_of_structure


def main():
    params = snakemake.params
    rows = [
        {
            "id": row["id"],
            "prototype": row["prototype"],
            "space_group": row["space_group_number"],
            "split": part_of_structure(row["id"], row["prototype"], params.fractions, params.seed),
        }
        for row in read_records(snakemake.input[0])
        if row["status"] == "accepted"
    ]
    columns = ("id", "prototype", "space_group", "split")
    write_records(sorted(rows, key=lambda row: row["id"]), columns, snakemake.output[0])


if __name__ == "__main__":
    with job(snakemake):
        main()
