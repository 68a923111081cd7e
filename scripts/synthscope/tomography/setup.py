"""From the plain settings of a job to the phantom, the detector and the modes' parameters."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from synthscope.core.errors import InputError
from synthscope.core.seeds import generator
from synthscope.specimens.particle import particle
from synthscope.structures.model import Crystal
from synthscope.tomography.simulation.atoms import atom_spheres
from synthscope.tomography.simulation.beamline import Beamline, BeamSettings
from synthscope.tomography.simulation.geometry import Geometry
from synthscope.tomography.simulation.phantom import Spheres, random_spheres
from synthscope.tomography.stripes.masks import MaskSettings
from synthscope.tomography.stripes.model import StripeModel

Settings = Mapping[str, Any]


def geometry_of(settings: Settings) -> Geometry:
    return Geometry.of_size(settings["size"], *settings["angles_deg"])


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
    settings: Settings, seed: int, sample: int, crystal: Crystal | None = None
) -> tuple[Spheres, float]:
    """The sample's phantom and its pixel size in Å."""
    if crystal is None:
        rng = generator(seed, "tomography", sample, "spheres")
        return random_spheres(rng, settings["objects"]), settings["pixel_size_um"] * 1e4
    given = settings["phantom"]
    atoms = particle(crystal, given["particle_radius_A"])
    spheres, half_edge = atom_spheres(
        atoms.positions,
        atoms.numbers,
        given["atom_radius_A"],
        given["exponent"],
        given["margin_A"],
    )
    return spheres, 2 * half_edge / settings["size"]


def beamline_of(settings: Settings, spheres: Spheres, seed: int, sample: int) -> Beamline:
    beam = BeamSettings(
        photons=settings["I0"],
        flats=settings["flats_number"],
        shifts=settings["shifts"],
        shift_step=settings["shift_step"],
        miscalibration=settings["miscalibration"],
        attenuation=settings["attenuation"],
        shared_noise=settings["shared_noise"],
    )
    geometry = geometry_of(settings)
    return Beamline(spheres, geometry, beam, seed, sample, settings["pixel_integrated"])


def stripes_of(values: Settings) -> StripeModel:
    return StripeModel(**values)


def masks_of(settings: Settings) -> MaskSettings:
    given = {key: value for key, value in settings["masks"].items() if key != "archive"}
    return MaskSettings(**given)
