"""Describe the tables of the data set as a Frictionless Data Package.

In: the tables. Out: datapackage.json beside them.
"""

from pathlib import Path

from synthscope.core.jobs import job
from synthscope.core.tables import write_json
from synthscope.dataset.about import About
from synthscope.dataset.datapackage import data_package


def main():
    params, output = snakemake.params, Path(snakemake.output[0])
    about = About.of(params.about)
    names = [Path(table).relative_to(output.parent).as_posix() for table in snakemake.input]
    licence = {"name": about.licence, "path": about.licence_address}
    write_json(data_package(output.parent, names, about.name, about.title, licence), output)


if __name__ == "__main__":
    with job(snakemake):
        main()
