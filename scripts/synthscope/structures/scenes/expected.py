"""About how many atoms a scene will have, known before any of them is placed."""

from collections.abc import Mapping

import numpy as np

from synthscope.core.distributions import Distribution
from synthscope.core.errors import InputError
from synthscope.structures.model import Crystal
from synthscope.structures.scenes.amorphous import cell
from synthscope.structures.scenes.settings.particles import ParticlesSettings
from synthscope.structures.scenes.settings.scene import SceneSettings

SPARE = 4
"""So many times the limit are placed at most: wedges, rims and boxes that repeat take some away."""


def check_expected(
    settings: SceneSettings,
    structures: Mapping[str, Crystal],
    particles: ParticlesSettings | None,
) -> None:
    """Refuse a scene that would fill the memory before its atoms are counted.

    Parameters
    ----------
    settings
        With numbers drawn.
    structures
        By name.
    particles
        With distributions: sizes are drawn for each, and what all have at least is told by these.

    Raises
    ------
    InputError
        With about how many atoms there would be, and what would do.
    """
    count = _expected(settings, structures)
    if particles is not None:
        count += round(settings.particles.count) * _of_particle(particles, structures)
    if count > SPARE * settings.atom_limit:
        raise InputError(
            f"about {count:,.0f} atoms would be placed; the limit is {settings.atom_limit} "
            "(atom_limit). Raise it, or use a smaller size_A or thickness_A, or fewer repeats"
        )


def _expected(settings: SceneSettings, structures: Mapping[str, Crystal]) -> float:
    """Atoms of a film, a slab and a supercell before anything is cut from them; layers are thin."""
    area, count = settings.size_A**2, 0.0
    if (film := settings.support) is not None:
        count += _of_film(film.material) * area * film.thickness_A
    if (slab := settings.crystal) is not None:
        count += _density(structures[slab.structure]) * area * slab.thickness_A
        if (coat := slab.coating) is not None:
            count += _of_film(coat.material) * area * (coat.top_A + coat.bottom_A)
    if (own := settings.supercell) is not None:
        crystal = structures[own.structure]
        if own.cut_A is not None and crystal.cell is not None:
            count += _density(crystal) * float(np.prod(own.cut_A))
        else:
            count += len(crystal) * float(np.prod(np.where(crystal.pbc, own.repeats, 1)))
    return count


def _of_film(material: str) -> float:
    made = cell(material)
    return len(made.numbers) / made.edge**3


def _density(crystal: Crystal) -> float:
    """Atoms in an Å³; 0 of clusters, of which no slab is cut."""
    return 0.0 if crystal.cell is None else len(crystal) / crystal.volume


def _of_particle(particles: ParticlesSettings, structures: Mapping[str, Crystal]) -> float:
    """Atoms of the smallest one that may be drawn."""
    sizes = particles.size_A
    least = sizes.extremes[0] if isinstance(sizes, Distribution) else sizes
    volume = np.pi / 6 * least**3
    named = (structures[name] for name in particles.structures)
    return min(len(one) if one.cell is None else _density(one) * volume for one in named)
