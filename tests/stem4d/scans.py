"""Small scans of known crystals."""

from dataclasses import replace

import numpy as np
from tests.multislice.specimens import strontium_titanate

from synthscope.core.seeds import generator
from synthscope.multislice.multislice import diffraction, slice_specimen
from synthscope.optics.phonons import frozen
from synthscope.specimens.specimen import Specimen
from synthscope.stem4d.average import simulate
from synthscope.stem4d.plan import Prepared, prepare
from synthscope.stem4d.settings import PatternDetector, Scan, Stem4dSettings, Vibration
from synthscope.stem4d.store import pattern_store
from synthscope.structures.model import Atoms

KEY = (3, "stem4d", "x")
TITANATE = strontium_titanate()
STILL = Vibration(configurations=0)


def boxes(numbers, positions, box, repeats=(1, 1, 1)):
    """A specimen of some boxes, scanned from its corner."""
    unit = Atoms(numbers, positions, box)
    source = np.arange(len(numbers))
    return Specimen(unit, repeats, unit, np.zeros(2), source, positions, np.asarray(box) / 2)


def quick(field_A=3 * 3.905, pixels=32, configurations=1, scan=None, **changes):
    """Settings of a scan that takes no time."""
    asked = Stem4dSettings(
        field_A=field_A,
        semiangle_mrad=24,
        scan=scan or Scan(positions=6),
        detector=PatternDetector(pixels=pixels),
        vibration=Vibration(configurations=configurations, use_table=False),
        maps=("com", "idpc"),
    )
    return replace(asked, **changes)


def titanate(repeats=(3, 3, 2), **changes):
    return prepare(boxes(*TITANATE, repeats), quick(**changes))


def patterns(prepared: Prepared, folder):
    """All patterns (y, x, k_y, k_x) of a scan, and its maps."""
    count, positions = prepared.grid.count, len(prepared.x)
    with pattern_store(folder / "scan.emd", count, positions) as store:
        maps = simulate(prepared, store, *KEY)
        return np.concatenate([part for _, part in store.patterns()]), maps


def by_probes(prepared: Prepared):
    """What the definition gives: a multislice for each position.

    Intensities (y, x, k_y, k_x) of all frequencies in the order of the Fourier transform, and the
    grid of the whole field.
    """
    settings, count = prepared.settings, prepared.configurations
    drawn = generator(*KEY, "frozen phonons")
    moved = [prepared.positions]
    if count:
        moved = list(frozen(prepared.positions, prepared.rms, count, drawn))
    places = np.stack(np.meshgrid(prepared.x, prepared.y, indexing="ij"), -1).reshape(-1, 2)
    amplitudes = prepared.lattice.amplitudes(settings.aberrations)
    total = 0
    for one in moved:
        sample = slice_specimen(prepared.gratings, one, prepared.slices, settings.tilt_mrad).tiled(
            prepared.lattice.repeats
        )
        seen = diffraction(
            sample, places, prepared.lattice.beams, amplitudes, [len(prepared.slices)], 8
        )
        total = total + np.concatenate([part for _, _, part in seen]) / len(moved)
    shape = len(prepared.x), len(prepared.y), *sample.grid.shape
    return total.reshape(shape).transpose(1, 0, 3, 2), sample.grid
