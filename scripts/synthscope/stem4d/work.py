"""How much work the scans of a structure are, told before it is done."""

import math
from collections.abc import Iterable

from synthscope.core.errors import InputError
from synthscope.multislice.assembly import position_grid
from synthscope.specimens.specimen import perfect_specimen
from synthscope.stem4d.plan import Prepared, prepare
from synthscope.stem4d.settings import Stem4dSettings
from synthscope.structures.model import Crystal
from synthscope.structures.symmetry.views import Direction
from synthscope.structures.vibrations import vibrating


def planned_work(
    crystal: Crystal, directions: Iterable[Direction], settings: Stem4dSettings, seed: int
) -> list[float]:
    """Of each view that can be scanned: the pixels of all waves that are transformed."""
    found = []
    for uvw in directions:
        try:
            specimen = perfect_specimen(vibrating(crystal, settings.vibration), uvw, settings)
            found.append(_work(prepare(specimen, settings)))
        except InputError:
            continue
    return found


def _work(prepared: Prepared) -> float:
    """Beams go through slices on their grid; each frequency makes an image on the positions'."""
    lattice, grid = prepared.lattice, prepared.grid
    waves = len(lattice.beams) * len(prepared.slices) * lattice.grid.size
    frequencies = math.pi * grid.reach**2 * math.prod(lattice.extent)
    images = frequencies * math.prod(position_grid(lattice))
    return float(max(1, prepared.configurations) * (waves + images))
