"""Write all settings that decide what the data set holds, defaults included.

Out: configuration.json, with which the workflow makes the data set again.
"""

from synthscope.core.jobs import job
from synthscope.core.tables import write_json


def main():
    write_json(snakemake.params.configuration, snakemake.output[0])


if __name__ == "__main__":
    with job(snakemake):
        main()
