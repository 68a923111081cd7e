"""Read, check and standardise the structures of a shard.

In: the sources of the shard (files, prototypes, generated crystals, scenes). Out: the accepted
structures as JSON, and a row of the catalog for each accepted or rejected one, with the reason; of
scenes their tables and their atoms, too.
"""

import json

from synthscope.core.files import replacing
from synthscope.core.jobs import job
from synthscope.structures.checking.catalog import check_sources, write_catalog
from synthscope.structures.checking.scene_tables import write_scene_tables
from synthscope.structures.checking.scenes import ScenePlan
from synthscope.structures.settings import StructuresSettings
from synthscope.structures.sources.source import Source


def main():
    sources = [Source.from_dict(source) for source in snakemake.params.sources]
    settings = StructuresSettings.of(snakemake.params.settings)
    plans = {name: ScenePlan.of(plan) for name, plan in snakemake.params.scenes.items()}
    crystals, rows = check_sources(sources, settings, snakemake.params.seed, plans)
    with replacing(snakemake.output.structures) as path:
        path.write_text(json.dumps([crystal.to_dict() for crystal in crystals]) + "\n")
    if snakemake.output.scenes:
        write_scene_tables(crystals, *snakemake.output.scenes)
    write_catalog(rows, snakemake.output.rows)


if __name__ == "__main__":
    with job(snakemake):
        main()
