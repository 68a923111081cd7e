"""Slabs of a crystal: perfect, or with boundaries, dislocations, precipitates, rough surfaces."""

import math
from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from synthscope.core.errors import InputError
from synthscope.core.seeds import Generators, of_part
from synthscope.structures.model import Crystal
from synthscope.structures.scenes.amorphous_surface import with_amorphous_surface
from synthscope.structures.scenes.boundaries import bounded
from synthscope.structures.scenes.closeness import least_allowed, surplus
from synthscope.structures.scenes.coating import coated
from synthscope.structures.scenes.deformation import deformed
from synthscope.structures.scenes.dislocation import (
    Line,
    burgers_vector,
    displaced,
    local_lattice,
    mark,
    slip_height,
)
from synthscope.structures.scenes.extent import perfect
from synthscope.structures.scenes.filling import (
    at_rest,
    filled_slab,
    leaning,
    quarter_turned,
    shifted,
)
from synthscope.structures.scenes.orientation import orient
from synthscope.structures.scenes.periodic import inside
from synthscope.structures.scenes.precipitates import with_precipitates
from synthscope.structures.scenes.relaxation import relaxed
from synthscope.structures.scenes.scene import Scene
from synthscope.structures.scenes.settings.crystal import CrystalSettings
from synthscope.structures.scenes.slab import Sides, Slab, single
from synthscope.structures.scenes.wedge import Heights, steps, wedge

MOST_SHEAR = 0.05
"""Radians: a mistilt up to this leans the columns of a crystal that repeats, and no more."""


def build_crystal(
    settings: CrystalSettings, structures: Mapping[str, Crystal], size_A: float, rng: Generators
) -> Scene:
    """Build a slab.

    Parameters
    ----------
    settings
        With numbers drawn.
    structures
        Base crystals by the names that the settings `needs`.
    size_A
        Wanted edge of the box, Å.
    rng
        Gives a generator for a purpose, the same for the same one.

    Raises
    ------
    InputError
        What is asked for cannot be built, with what would do.
    """
    crystal = structures[settings.structure]
    if not crystal.pbc.all():
        raise InputError(
            f"structure {crystal.id} does not repeat in three dimensions, as a crystal does; use "
            "particles or layers for it"
        )
    rotation, lean, tilt = _orientation(settings, crystal, rng)
    slab, lines = _slab(settings, crystal, rotation, size_A, rng)
    scene = filled_slab(slab, settings.thickness_A, crystal)
    scene = replace(scene, local=scene.local + np.array([0.0, 0.0, 0.0, 0.0, *tilt]))
    layers = scene.positions[:, 2]
    if lines:
        scene = _dislocated(scene, slab, lines, settings.dislocation.poisson_ratio, crystal)
    if scene.marks:
        scene, slab = quarter_turned(scene, slab, int(rng("turn").integers(4)))
    if not slab.rim:
        scene = shifted(scene, rng("place").uniform(0, slab.edges))
    if settings.precipitates is not None:
        name = settings.precipitates.structure
        scene = with_precipitates(
            scene,
            settings.precipitates,
            slab.pieces[0],
            structures[name] if name else None,
            slab.rim,
            of_part(rng, "precipitates"),
        )
    scene, heights = _surfaced(scene, layers, slab, settings, rng)
    if len(scene) == 0:
        raise InputError(
            f"no atom of structure {crystal.id} lies in a slab {settings.thickness_A:g} Å thick "
            f"with a rim of {slab.rim:g} Å; use a larger thickness_A, or a smaller rim_A or wedge"
        )
    scene = leaning(scene, lean)
    if settings.amorphous_surface is not None:
        scene = with_amorphous_surface(
            scene, settings.amorphous_surface, crystal, heights, rng("amorphous surface")
        )
    if settings.coating is not None:
        scene = coated(scene, settings.coating, heights, slab.rim, of_part(rng, "coating"))
    if settings.deformation is not None:
        scene = deformed(scene, settings.deformation, of_part(rng, "deformation"))
    if settings.relaxation is not None:
        scene = relaxed(scene, settings.relaxation)
    # A wedge has less of it than its box: point defects at a density refer to this.
    volume = int(perfect(scene).sum()) * crystal.volume / len(crystal)
    return at_rest(scene.telling({"volume_A3": round(volume, 1)}), slab.edges)


def _orientation(
    settings: CrystalSettings, crystal: Crystal, rng: Generators
) -> tuple[np.ndarray, np.ndarray, tuple[float, float]]:
    """The rotation to cut the crystal in, that by which its columns are to lean, and the tilt of
    columns before they do."""
    asked = settings.orientation
    straight = orient(replace(asked, mistilt_mrad=0.0), crystal.cell, rng("orientation"))
    if not asked.mistilt_mrad:
        return straight, np.eye(3), (0.0, 0.0)
    full = orient(asked, crystal.cell, rng("orientation"))
    tilt = full @ straight.T
    if math.hypot(tilt[0, 2], tilt[1, 2]) <= MOST_SHEAR:
        return straight, tilt, (0.0, 0.0)
    if settings.boundary is not None or settings.dislocation is not None:
        raise InputError(
            f"a mistilt of {1e3 * math.hypot(tilt[0, 2], tilt[1, 2]):.0f} mrad is too much for a "
            f"boundary or dislocation, which stand along the beam; at most {1e3 * MOST_SHEAR:g} do"
        )
    return full, np.eye(3), tuple((tilt[:2, 2] / tilt[2, 2]).tolist())


def _slab(
    settings: CrystalSettings, crystal: Crystal, rotation: np.ndarray, size: float, rng: Generators
) -> tuple[Slab, list[Line]]:
    """The pieces of the slab, and its dislocations."""
    rim = settings.rim_A
    if settings.wedge is not None and settings.wedge.shape == "ramp" and rim is None:
        rim = Sides(size, None, 0.0).free_rim
    sides = Sides(size, rim, settings.max_strain)
    if settings.boundary is not None:
        slab = bounded(settings.boundary, crystal, rotation, sides, rng("boundary"))
        return _anywhere(slab, rng("origin"), (0.0, 1.0, 1.0)), []
    if settings.dislocation is None:
        return _anywhere(single(crystal, rotation, sides), rng("origin")), []
    draw = rng("dislocation")
    burgers, rotation = burgers_vector(settings.dislocation, crystal, rotation, draw)
    slab = _anywhere(single(crystal, rotation, sides), rng("origin"))
    burgers = slab.pieces[0].matrix @ rotation.T @ burgers
    burgers[1] = 0.0
    thin = filled_slab(slab, min(settings.thickness_A, 20.0), crystal)
    middle = slab.edges / 2 + draw.uniform(-2, 2, 2)
    middle[1] = slip_height(thin.positions[:, 1], float(middle[1]))
    if slab.rim:
        return slab, [Line(middle, burgers)]
    quarter = np.array([slab.edges[0] / 4, 0.0])
    return slab, [Line(middle - quarter, burgers), Line(middle + quarter, -burgers)]


def _anywhere(
    slab: Slab, rng: np.random.Generator, axes: tuple[float, float, float] = (1.0, 1.0, 1.0)
) -> Slab:
    """The slab with a random point of its crystal at the origin; `axes` is 1 where it may move."""
    most = np.linalg.norm(slab.pieces[0].crystal.cell, axis=1).max()
    shift = rng.uniform(0, most, 3) * axes
    pieces = tuple(replace(one, shift=one.shift + shift) for one in slab.pieces)
    return replace(slab, pieces=pieces)


def _dislocated(
    scene: Scene, slab: Slab, lines: list[Line], poisson: float, crystal: Crystal
) -> Scene:
    edges = None if slab.rim else slab.edges
    positions = inside(displaced(scene.positions, lines, edges, poisson), slab.edges)
    marks = tuple(mark(one, float(scene.box[2])) for one in lines)
    told = "dislocations are of isotropic elasticity, their cores as well"
    scene = replace(
        scene,
        positions=positions,
        local=scene.local + local_lattice(scene.positions, lines, edges, poisson),
        marks=(*scene.marks, *marks),
    )
    kinds = np.unique(scene.numbers, return_inverse=True)[1]
    least = least_allowed(crystal, scene.numbers)
    gone = surplus(positions, slab.edges, least, np.zeros(len(scene)), kinds)
    if gone.any():
        told += f", where {int(gone.sum())} atoms too close to others were taken out"
    return replace(scene.kept(~gone), notes=(*scene.notes, told))


def _surfaced(
    scene: Scene, layers: np.ndarray, slab: Slab, settings: CrystalSettings, rng: Generators
) -> tuple[Scene, Heights]:
    """Cut the upper surface, and tell its height; `layers` are heights in the perfect crystal."""
    thick = settings.thickness_A
    if settings.wedge is not None:
        heights, drawn = wedge(settings.wedge, thick, slab.edges, slab.rim, rng("wedge"))
        scene = replace(scene, drawn={**scene.drawn, **drawn})
    elif settings.steps is not None:
        heights, marks = steps(settings.steps, layers, slab.edges, slab.rim, rng("steps"))
        scene = replace(scene, marks=(*scene.marks, *marks))
    else:
        return scene, lambda places: np.full(len(places), thick)
    return scene.kept(scene.positions[:, 2] < heights(scene.positions[:, :2])), heights
