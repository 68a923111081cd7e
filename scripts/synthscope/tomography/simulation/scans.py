"""Simulated samples as scans: an NXtomo file for each vertical shift, and where its stripes are."""

from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

import numpy as np

from synthscope.tomography.scans.write import writing
from synthscope.tomography.simulation.beamline import Beamline
from synthscope.tomography.simulation.true_stripes import stripe_change, true_mask
from synthscope.tomography.stripes.mask_parts import writing_part


def write_scans(
    beam: Beamline,
    paths: Sequence[Path],
    pixel_size_m: float,
    truths: Sequence[Path] = (),
    least_defect: float = 0.0,
    drawn: str = "",
) -> None:
    """Write the counts of every shift, flat fields first; the rows are made once for all.

    Parameters
    ----------
    truths
        Where the true mask of each shift goes, if anywhere.
    least_defect
        Offset, in units of full scale, above which a pixel is marked there.
    drawn
        What was drawn for the sample, as JSON.
    """
    flats = np.stack([beam.flat_frame(number) for number in range(beam.flat_frames)])
    when = beam.settings.flats_number, beam.settings.artefacts.drift.flats_after
    rows, columns, angles = beam.geometry.rows, beam.geometry.columns, beam.geometry.angles
    with ExitStack() as stack:
        writers = [
            stack.enter_context(
                writing(
                    path,
                    rows,
                    columns,
                    beam.geometry.angles_deg,
                    when,
                    pixel_size_m,
                    f"sample {beam.sample:04d} shift {shift:02d}",
                    drawn,
                )
            )
            for shift, path in enumerate(paths)
        ]
        shape = angles, rows, columns
        masks = [
            stack.enter_context(writing_part(path, 0, rows, shape, known=True)) for path in truths
        ]
        for seen in beam.views(list(range(len(paths)))):
            place = beam.detector_row(seen.row, seen.shift)
            writers[seen.shift].append(flats[:, place], seen.counts)
            if masks:
                about = beam, seen.row, seen.passing.arriving, seen.shift, seen.expected
                masks[seen.shift].write(
                    seen.row, true_mask(beam, stripe_change(*about), least_defect)
                )
