"""Collect the tables of scenes and of their defects from all shards.

In: the shards' tables. Out: scenes.csv, a row a scene with all that was drawn; defects.csv, a row a
defect.
"""

from pathlib import Path

from synthscope.core.jobs import job
from synthscope.structures.checking.scene_tables import merge_scene_tables


def main():
    folder = Path(snakemake.output.scenes).parent
    merge_scene_tables(snakemake.input.scenes, snakemake.input.defects, folder)


if __name__ == "__main__":
    with job(snakemake):
        main()
