"""How much work the images of a structure are, told before it is done."""

from collections.abc import Iterable
from math import prod

from synthscope.core.draws import attempts, draw
from synthscope.core.errors import InputError
from synthscope.haadf.absorptive import FEWEST, PROBES
from synthscope.haadf.lens_settings import with_sharpest_lens
from synthscope.haadf.plan import Prepared
from synthscope.haadf.settings import HaadfSettings, SimulationSettings
from synthscope.haadf.stages import simulation_settings
from synthscope.haadf.views import check_view
from synthscope.haadf.windows import window_shape
from synthscope.multislice.assembly import position_grid
from synthscope.specimens.specimen import perfect_specimen
from synthscope.structures.model import Crystal
from synthscope.structures.symmetry.views import Direction, view_name
from synthscope.structures.vibrations import vibrating

REST_SLICES = 3  # as which all else of a view takes as long
PARENTS = 60  # at most about so many beams are calculated where others are interpolated


def planned_work(
    crystal: Crystal, directions: Iterable[Direction], settings: HaadfSettings, seed: int
) -> list[float]:
    """Of each view that can be imaged: waves × slices × pixels of their grid × configurations.

    It is that of the perfect specimen; how many configurations an error will need is not known.
    """
    of_view = with_sharpest_lens(simulation_settings(settings))
    found = []
    for uvw in directions:
        name = view_name((crystal.id, uvw))
        for again in attempts(of_view):
            made = draw(of_view, seed, "haadf", name, "view", *again)
            try:
                specimen = perfect_specimen(vibrating(crystal, made.phonons), uvw, made)
                found.append(_work(check_view(specimen, made, name), made))
                break
            except InputError:
                continue
    return found


def _work(prepared: Prepared, settings: SimulationSettings) -> float:
    lattice, configurations = prepared.lattice, settings.phonons.configurations
    waves = len(lattice.beams)
    if settings.method == "multislice":
        cells = lattice.repeats[0] * lattice.repeats[1]
        nx, ny = position_grid(lattice)
        waves = nx * ny * cells
    elif settings.method == "absorptive":
        share = prod(window_shape(prepared)) / lattice.grid.size
        waves = FEWEST * PROBES * share
    elif settings.method != "exact":
        waves = min(waves, PARENTS)
    several = 1 if configurations == "auto" else max(1, configurations)
    return float(waves * (len(prepared.slices) + REST_SLICES) * lattice.grid.size * several)
