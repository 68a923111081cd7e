"""What tests measure of sinograms and of their rows."""

from pathlib import Path

import numpy as np

from synthscope.dataset.key.table import merge_tables, read_table
from synthscope.tomography.setup import beamline_of, phantom_of
from synthscope.tomography.simulation.true_stripes import true_offset


def by_name(tables):
    """Rows by their file's name, without its folders and its suffix."""
    return {Path(row["filename"]).stem: row for row in merge_tables(map(read_table, tables))}


def strengths(given, seed=1):
    """The largest true offset of a column, mean over the angles, by shift and row."""
    spheres, _ = phantom_of(given, seed, 0)
    beam = beamline_of(given, spheres, seed, 0)
    passing = beam.transmission(0, beam.geometry.rows)
    return {
        (shift, row): np.abs(true_offset(beam, row, passing[row], shift)).mean(axis=0).max()
        for shift in range(given.shifts)
        for row in range(beam.geometry.rows)
    }
