"""List the directions along which the structures of a shard look different.

In: the shard's accepted structures. Out: a table with a row a view.
"""

import json
from pathlib import Path

from synthscope.core.jobs import job
from synthscope.structures.model import Crystal
from synthscope.structures.settings import ViewsSettings
from synthscope.structures.symmetry.views import list_views, write_views


def main():
    settings = ViewsSettings.of(snakemake.params.settings)
    crystals = json.loads(Path(snakemake.input[0]).read_text())
    views = [
        view
        for crystal in map(Crystal.from_dict, crystals)
        for view in list_views(crystal, settings, snakemake.params.seed)
    ]
    write_views(views, snakemake.output[0])


if __name__ == "__main__":
    with job(snakemake):
        main()
