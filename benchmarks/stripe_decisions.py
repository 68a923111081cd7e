"""How well striped sinograms of a scan are told from clean ones, against the known stripes.

    PYTHONPATH=scripts python benchmarks/stripe_decisions.py [seed [rows]]

A scan of 1800 angles, 256 detector rows and 1024 columns with every kind of stripe is simulated,
its stripes are searched for with the default settings, and each row is decided on as in paired
mode. Truly clean is a row that no stripe changes by more than 1 % of full scale anywhere.
"""

import sys

import numpy as np

from synthscope.tomography.settings import SimulationSettings
from synthscope.tomography.setup import beamline_of, phantom_of
from synthscope.tomography.simulation.fault_settings import FaultSettings
from synthscope.tomography.simulation.faults import KINDS, faults_of_row
from synthscope.tomography.stripes.mask_settings import MaskSettings
from synthscope.tomography.stripes.scan_masks import scan_masks
from synthscope.tomography.stripes.striped import column_offsets, is_striped, marked_strength
from synthscope.tomography.stripes.striped_settings import StripedSettings

FAULTS = FaultSettings(full=12, partial=10, fluctuating=8, unresponsive=6, wide=4)
BLOCK = 8


class SimulatedScan:
    """The sinograms of a simulated scan as a scan gives them, and what is known of each row."""

    def __init__(self, seed: int, rows: int):
        settings = SimulationSettings(
            size=724, rows=rows, columns=1024, angles=1800, miscalibration=0.0, faults=FAULTS
        )
        self.beam = beamline_of(settings, phantom_of(settings, seed, 0)[0], seed, 0)
        self.rows, self.columns, self.projections = rows, 1024, range(1800)
        self.strength = np.zeros(rows)
        self.clean = np.zeros(rows, bool)
        self.kinds: dict[int, set[str]] = {}
        self.kept: dict[int, np.ndarray] = {}

    def sinograms(self, first, stop, _block):
        beam = self.beam
        for low in range(first, stop, BLOCK):
            for row, passing in enumerate(beam.transmission(low, min(low + BLOCK, stop)), low):
                offset = beam.true_offset(row, passing, 0)
                self.strength[row] = np.abs(offset).mean(axis=0).max()
                self.clean[row] = not beam.true_mask(row, offset, 0, 0.01).any()
                place = beam.detector_row(row, 0)
                self.kinds[row] = {fault.kind for fault in faults_of_row(beam.faults, place)}
                counts = beam.counts(row, passing, 0, beam.normals(row, 0))
                self.kept[row] = beam.sinogram(row, counts, 0) / beam.densest
                yield self.kept[row]


def main(seed: int, rows: int) -> None:
    scan = SimulatedScan(seed, rows)
    striped = np.zeros(rows, bool)
    for row, mask, odd in scan_masks(scan, MaskSettings(), BLOCK, 0, rows):
        found = marked_strength(column_offsets(scan.kept.pop(row)), mask)
        striped[row] = is_striped(found, bool(odd.any()), StripedSettings())
    clean, said = scan.clean, ~striped
    print(f"truly clean rows that come out as clean: {(clean & said).sum()} of {clean.sum()}")
    held = (said & (scan.strength > 0.02)).sum()
    print(f"rows that come out as clean and hold a defect of more than 2 %: {held} of {said.sum()}")
    right = (striped & ~clean).sum()
    print(f"striped: precision {right / striped.sum():.3f}, recall {right / (~clean).sum():.3f}")
    for kind in KINDS:
        only = np.array([scan.kinds[row] == {kind} for row in range(rows)])
        print(f"rows with {kind} stripes alone: {(only & striped).sum()} of {only.sum()} found")


if __name__ == "__main__":
    given = [int(text) for text in sys.argv[1:3]]
    main(*given, *(1, 256)[len(given) :])
