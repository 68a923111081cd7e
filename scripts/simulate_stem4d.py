"""Simulate the 4D-STEM scans of a shard: a diffraction pattern at each position over every view.

In: the shard's structures and views. Out: a file a view, a table of the views that cannot be
scanned, with the reasons, and at the end a table with a row a file. A killed job does not do again
what it had done.
"""

import sys
from pathlib import Path

from synthscope.core.jobs import job, job_name
from synthscope.core.kept import keeping
from synthscope.dataset.key.table import job_cells, write_table
from synthscope.dataset.skipped_views import tell_skipped_views, write_skipped_views
from synthscope.multislice.device import check_device
from synthscope.specimens.specimen import with_clusters
from synthscope.stem4d.settings import Stem4dSettings
from synthscope.stem4d.shard import write_scans
from synthscope.structures.store import read_crystals
from synthscope.structures.symmetry.views import read_views


def main(log):
    params, given = snakemake.params, snakemake.input
    settings, results = Stem4dSettings.of(params.settings), Path(params.folder)
    check_device(settings.device, settings.memory_mb)
    crystals = read_crystals(given.structures)
    views = with_clusters(read_views(given.views), crystals)
    shared, name = job_cells(params), job_name(snakemake)
    with keeping(snakemake.output[0]) as kept:
        arguments = crystals, views, settings, shared, results, kept, name, log
        rows, skipped = write_scans(*arguments)
        tell_skipped_views(skipped, log, sys.stderr)
        write_skipped_views(skipped, snakemake.output.skipped_views)
        write_table(rows, snakemake.output[0])


if __name__ == "__main__":
    with job(snakemake) as log:
        main(log)
