"""How well striped sinograms of a scan are told from clean ones, against the known stripes.

    PYTHONPATH=scripts python benchmarks/stripe_decisions.py [seed [rows [beamline]]]

A scan of 1800 angles, 256 detector rows and 1024 columns with every kind of stripe is simulated,
its stripes are searched for with the default settings, and it is decided on each row as in paired
mode and on each patch of 1800 × 256 as in patch mode. Truly clean is a row or a patch that no
stripe changes by more than 1 % of full scale anywhere. With `beamline` the scan has the artefacts
of config/presets/beamline.yaml as well.
"""

import sys
from pathlib import Path

import numpy as np
import yaml

from synthscope.settings.load import load
from synthscope.tomography.artefacts.settings import ArtefactSettings
from synthscope.tomography.modes.patch import patches
from synthscope.tomography.settings import SimulationSettings
from synthscope.tomography.setup import beamline_of, phantom_of
from synthscope.tomography.simulation.fault_settings import FaultSettings
from synthscope.tomography.simulation.faults import KINDS, faults_of_row
from synthscope.tomography.simulation.true_stripes import StripeChange, stripe_change, true_mask
from synthscope.tomography.stripes.mask_settings import MaskSettings
from synthscope.tomography.stripes.scan_masks import scan_masks
from synthscope.tomography.stripes.striped import column_offsets, is_striped, marked_strength
from synthscope.tomography.stripes.striped_settings import StripedSettings

FAULTS = FaultSettings(full=12, partial=10, fluctuating=8, unresponsive=6, wide=4)
ANGLES, COLUMNS, BLOCK = 1800, 1024, 8
PATCH = (ANGLES, 256)
PRESET = Path(__file__).parents[1] / "config" / "presets" / "beamline.yaml"


class Decisions:
    """What is true of each image, and what was decided on it."""

    def __init__(self):
        self.clean: list[bool] = []
        self.strength: list[float] = []
        self.kinds: list[set[str]] = []
        self.striped: list[bool] = []

    def know(self, offset, mask, kinds: set[str]) -> None:
        """Take note of the true offset and the true mask (angles, columns) of the next image."""
        self.clean.append(not mask.any())
        self.strength.append(float(np.abs(offset).mean(axis=0).max()))
        self.kinds.append(kinds)

    def decide(self, offsets, mask, odd) -> None:
        """Decide on the next image, of which so much is marked and odd."""
        found = marked_strength(offsets, mask)
        self.striped.append(is_striped(found, bool(odd.any()), StripedSettings()))

    def tell(self, what: str) -> None:
        clean, striped = np.array(self.clean), np.array(self.striped)
        said, strong = ~striped, np.array(self.strength) > 0.02
        print(f"truly clean {what} that come out as clean: {(clean & said).sum()} of {clean.sum()}")
        print(f"{what} called clean that hold a defect of more than 2 %:", end=" ")
        print(f"{(said & strong).sum()} of {said.sum()}")
        for name, found, true in (("clean", said, clean), ("striped", striped, ~clean)):
            right = (found & true).sum()
            print(f"{name} {what}: precision {right / max(found.sum(), 1):.3f},", end=" ")
            print(f"recall {right / max(true.sum(), 1):.3f}")
        for kind in KINDS:
            only = np.array([kinds == {kind} for kinds in self.kinds]) & ~clean
            print(f"{what} with {kind} stripes alone: {(only & striped).sum()} of", end=" ")
            print(f"{only.sum()} found")


class SimulatedScan:
    """The sinograms of a simulated scan as a scan gives them, and what is known of each row."""

    def __init__(
        self,
        seed: int,
        rows: int,
        artefacts: ArtefactSettings,
        whole: Decisions,
        parts: Decisions,
    ):
        shape = {"size": 724, "rows": rows, "columns": COLUMNS, "angles": ANGLES}
        settings = SimulationSettings(
            **shape, miscalibration=0.0, faults=FAULTS, artefacts=artefacts
        )
        self.beam = beamline_of(settings, phantom_of(settings, seed, 0)[0], seed, 0)
        self.rows, self.columns, self.projections = rows, COLUMNS, range(ANGLES)
        self.whole, self.parts = whole, parts
        self.kept: dict[int, np.ndarray] = {}

    def sinograms(self, first, stop, _block):
        beam = self.beam
        for row, passing in enumerate(beam.passing(first, stop), first):
            share = passing.arriving
            self._know(row, stripe_change(beam, row, share, 0))
            counts = beam.counts(row, share, 0, beam.normals(row, 0))
            self.kept[row] = beam.sinogram(row, counts, 0) / beam.densest
            yield self.kept[row]

    def _know(self, row: int, change: StripeChange) -> None:
        offset = change.of_row(change.offset, COLUMNS)
        mask = true_mask(self.beam, change, 0.01)
        faults = list(faults_of_row(self.beam.faults, self.beam.detector_row(row, 0)))
        self.whole.know(offset, mask, {fault.kind for fault in faults})
        for number, cut in enumerate(zip(patches(offset, PATCH), patches(mask, PATCH))):
            left = number * PATCH[1]
            stop = left + PATCH[1]
            seen = {f.kind for f in faults if f.columns.start < stop and f.columns.stop > left}
            self.parts.know(*cut, seen)


def main(seed: int, rows: int, artefacts: ArtefactSettings) -> None:
    whole, parts = Decisions(), Decisions()
    scan = SimulatedScan(seed, rows, artefacts, whole, parts)
    for row, mask, odd in scan_masks(scan, MaskSettings(), BLOCK, 0, rows):
        given = column_offsets(scan.kept.pop(row)), mask, np.broadcast_to(odd, mask.shape)
        whole.decide(*given)
        for cut in zip(*(patches(one, PATCH) for one in given)):
            parts.decide(*cut)
    whole.tell("rows")
    parts.tell("patches")


if __name__ == "__main__":
    given = [int(text) for text in sys.argv[1:3]]
    preset = load(yaml.safe_load(PRESET.read_text())).tomography.artefacts
    main(*given, *(1, 256)[len(given) :], preset if len(sys.argv) > 3 else ArtefactSettings())
