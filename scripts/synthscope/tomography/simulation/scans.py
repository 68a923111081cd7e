"""Simulated samples as scans: an NXtomo file for each vertical shift."""

from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

import numpy as np

from synthscope.tomography.scans.write import writing
from synthscope.tomography.simulation.beamline import Beamline


def write_scans(beam: Beamline, paths: Sequence[Path], pixel_size_m: float) -> None:
    """Write the counts of every shift, flat fields first; the rows are made once for all."""
    flats = np.stack([beam.flat_frame(number) for number in range(beam.settings.flats_number)])
    shape = beam.geometry.rows, beam.geometry.columns
    with ExitStack() as stack:
        writers = [
            stack.enter_context(
                writing(
                    path,
                    *shape,
                    beam.geometry.angles_deg,
                    len(flats),
                    pixel_size_m,
                    f"sample {beam.sample:04d} shift {shift:02d}",
                )
            )
            for shift, path in enumerate(paths)
        ]
        for row, counts, _ in beam.views(list(range(len(paths)))):
            for shift, (writer, one) in enumerate(zip(writers, counts)):
                writer.append(flats[:, beam.detector_row(row, shift)], one)
