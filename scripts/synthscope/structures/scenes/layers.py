"""Layers: one or several of a layered crystal, stacked, twisted, strained, rippled and cut."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from synthscope.core.errors import InputError
from synthscope.core.seeds import Generators, of_part
from synthscope.structures.model import Crystal
from synthscope.structures.scenes.commensurate import fit_box, integer_cell
from synthscope.structures.scenes.deformation import deformed
from synthscope.structures.scenes.layer_boundary import ending, with_boundary
from synthscope.structures.scenes.layer_edges import cut
from synthscope.structures.scenes.laying import covering, of_cells, on_top
from synthscope.structures.scenes.plane import rotation_matrix, strain_tensor
from synthscope.structures.scenes.ripples import rippled
from synthscope.structures.scenes.scene import Scene
from synthscope.structures.scenes.settings.layers import LayersSettings
from synthscope.structures.scenes.stacking import Placed, stacked


def build_layers(
    settings: LayersSettings,
    structures: Mapping[str, Crystal],
    size_A: float,
    rng: Generators,
) -> Scene:
    """Build a stack of layers.

    Parameters
    ----------
    settings
        With numbers drawn.
    structures
        By the names that the settings use.
    size_A
        Least edge of the box, Å. Layers that repeat make it longer, by a seventh at most; a flake
        leaves it as it is.
    rng
        Gives an independent generator for a purpose.

    Returns
    -------
    Scene
        Its lowest atom at z = 0. `drawn` holds the angle and the strain of each grain as they have
        become.

    Raises
    ------
    InputError
        A structure has no layers, or nothing repeats within the strain.
    """
    stack = stacked(
        settings.names,
        structures,
        settings.stacking,
        settings.shift,
        settings.spacing_A,
        settings.turns_deg,
    )
    origin = rng("origin").uniform(size=2) @ stack[0].sheet.lattice
    stretch = strain_tensor(
        settings.biaxial_strain,
        settings.uniaxial_strain,
        settings.uniaxial_deg,
        settings.poisson_ratio,
    )
    edges, boundary = settings.edges, settings.boundary
    sheets = [one.sheet for one in stack for _ in range(2 if boundary else 1)]
    if boundary is not None:
        start = float(rng("boundary").uniform())
        if edges is not None:  # one of both through its middle
            start = 0.4 + 0.2 * start
        apart = boundary.misorientation_deg
        scene, fit = with_boundary(stack, stretch, size_A, origin, apart, start)
        _check_strain(max(fit.strains), settings.max_strain, size_A)
        angles = [one.angle_deg + half for one in stack for half in (-apart / 2, apart / 2)]
        scene = _told(scene, angles, fit.turns_deg, fit.strains)
    elif edges is None or edges.whole:
        scene = _repeating(stack, stretch, size_A, origin, settings.max_strain)
    else:
        scene = _open(stack, stretch, size_A, origin)
    if edges is not None:
        scene = ending(cut(scene, edges, sheets, rng("edges")))
    volume = scene.drawn["area_A2"] * float(np.ptp(scene.positions[:, 2]))
    scene = scene.telling({"volume_A3": round(volume, 1)})
    scene = rippled(scene, settings.ripple_A, settings.ripple_wavelength_A, rng("ripple"))
    if settings.deformation is not None:
        scene = deformed(scene, settings.deformation, of_part(rng, "deformation"))
    return _on_the_floor(scene)


def _repeating(
    stack: Sequence[Placed],
    stretch: np.ndarray,
    size_A: float,
    origin: np.ndarray,
    max_strain: float,
) -> Scene:
    """All layers in the smallest box that nearly suits them."""
    maps = [stretch @ rotation_matrix(one.angle_deg) for one in stack]
    lattices = [one.sheet.lattice @ by.T for one, by in zip(stack, maps)]
    fit = fit_box(lattices, size_A)
    _check_strain(max(fit.strains), max_strain, size_A)
    scene = None
    for one, by, into in zip(stack, maps, fit.maps):
        by = into @ by
        cells = integer_cell(one.sheet.lattice @ by.T, fit.box)
        motif = one.sheet.positions[:, :2] + one.shift + origin
        scene = on_top(scene, of_cells(one.sheet, by, motif, cells, fit.box), one.height)
    return _told(scene, [one.angle_deg for one in stack], fit.turns_deg, fit.strains)


def _open(
    stack: Sequence[Placed],
    stretch: np.ndarray,
    size_A: float,
    origin: np.ndarray,
) -> Scene:
    """All layers as they are, over the whole of a box that they do not repeat in."""
    box, scene = np.full(2, float(size_A)), None
    for one in stack:
        by = stretch @ rotation_matrix(one.angle_deg)
        motif = one.sheet.positions[:, :2] + one.shift + origin
        start = by @ motif.mean(axis=0)
        cells = covering(one.sheet.lattice @ by.T, -start, box - start)
        scene = on_top(scene, of_cells(one.sheet, by, motif, cells, box), one.height)
    inside = ((scene.positions[:, :2] >= 0) & (scene.positions[:, :2] < box)).all(axis=1)
    nothing = [0.0] * len(stack)
    return _told(scene.kept(inside), [one.angle_deg for one in stack], nothing, nothing)


def _check_strain(strain: float, most: float, size_A: float) -> None:
    if strain > most + 1e-9:
        raise InputError(
            f"layers: these angles repeat in a box of {size_A:g} Å with a strain of {strain:.4f}, "
            f"max_strain is {most:g}; set it to {math.ceil(strain * 1000) / 1000:g}, use a larger "
            "size_A, or edges"
        )


def _told(
    scene: Scene,
    angles: Sequence[float],
    turns: Sequence[float],
    strains: Sequence[float],
) -> Scene:
    """What has become of each grain's angle, and how much it was strained for that."""
    drawn = {
        "turn_deg": [round(angle + turn, 4) for angle, turn in zip(angles, turns)],
        "fit_strain": [round(strain, 6) for strain in strains],
        "area_A2": round(float(np.prod(scene.box[:2])), 3),
    }
    notes = ()
    if max(strains) > 1e-6:
        notes = (f"strained by up to {max(strains):.4f} so that it repeats",)
    most = max(map(abs, turns))
    if most > 1e-4:
        notes += (f"turned by up to {most:.2f} degrees for that",)
    return replace(scene, drawn=drawn, notes=notes)


def _on_the_floor(scene: Scene) -> Scene:
    """The lowest atom at z = 0, all atoms in the box, which is as high as they reach."""
    scene = scene.moved([0.0, 0.0, -float(scene.positions[:, 2].min())])
    positions = scene.positions.copy()
    flat = positions[:, :2] % scene.box[:2]
    positions[:, :2] = np.where(flat > scene.box[:2] - 1e-9, 0.0, flat)
    height = max(float(positions[:, 2].max()), 1.0)
    return replace(scene, positions=positions, box=np.array([*scene.box[:2], height]))
