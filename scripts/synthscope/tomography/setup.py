"""From the settings of a job to the phantom and the detector."""

import json
from collections.abc import Sequence
from pathlib import Path

from synthscope.core.errors import InputError
from synthscope.core.seeds import generator
from synthscope.specimens.particle import particle
from synthscope.structures.model import Crystal
from synthscope.structures.symmetry.rotations import rotations
from synthscope.tomography.settings import SimulationSettings
from synthscope.tomography.simulation.atoms import atom_spheres
from synthscope.tomography.simulation.beamline import Beamline
from synthscope.tomography.simulation.geometry import Geometry
from synthscope.tomography.simulation.phantom import Spheres, random_spheres


def phantom_crystal(paths: Sequence[str], wanted: str | None) -> Crystal | None:
    """The structure that the phantom is made of, from tables of accepted ones; None for spheres.

    Raises
    ------
    InputError
        If none has the id that is wanted.
    """
    if not paths:
        return None
    crystals = [c for path in paths for c in json.loads(Path(path).read_text())]
    for crystal in crystals:
        if crystal["id"] == wanted:
            return Crystal.from_dict(crystal)
    known = ", ".join(sorted(crystal["id"] for crystal in crystals)[:20])
    raise InputError(
        f"tomography.phantom.structure: no accepted structure is called {wanted}; there are {known}"
    )


def phantom_of(
    settings: SimulationSettings, seed: int, sample: int, crystal: Crystal | None = None
) -> tuple[Spheres, float]:
    """The sample's phantom and its pixel size in Å.

    A structure is turned at random for each sample; sample 0 shows it as it is given.
    """
    if crystal is None:
        rng = generator(seed, "tomography", sample, "spheres")
        return random_spheres(rng, settings.objects), settings.pixel_size_um * 1e4
    given = settings.phantom
    atoms = particle(crystal, given.particle_radius_A)
    (turned,) = rotations(seed, "tomography", crystal.id, sample, 1)
    spheres, half_edge = atom_spheres(
        atoms.positions @ turned.T,
        atoms.numbers,
        given.atom_radius_A,
        given.exponent,
        given.margin_A,
    )
    return spheres, 2 * half_edge / settings.size


def beamline_of(settings: SimulationSettings, spheres: Spheres, seed: int, sample: int) -> Beamline:
    geometry = Geometry.of(settings)
    return Beamline(spheres, geometry, settings, seed, sample, settings.pixel_integrated)
