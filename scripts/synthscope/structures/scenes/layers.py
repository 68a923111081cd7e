"""Layers: one or several of a layered crystal, stacked, twisted, strained, rippled and cut."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Annotated

import numpy as np

from synthscope.core.distributions import Varied
from synthscope.core.errors import InputError
from synthscope.core.settings import Limits, Section, setting
from synthscope.structures.model import Crystal
from synthscope.structures.scenes.commensurate import fit_box, integer_cell
from synthscope.structures.scenes.layer_boundary import BoundarySettings, ending, with_boundary
from synthscope.structures.scenes.layer_edges import EdgesSettings, cut
from synthscope.structures.scenes.laying import covering, of_cells, on_top
from synthscope.structures.scenes.plane import rotation_matrix, strain_tensor
from synthscope.structures.scenes.ripples import rippled
from synthscope.structures.scenes.scene import Scene
from synthscope.structures.scenes.stacking import Placed, Stacking, stacked

Name = Annotated[str, Limits(min_length=1, max_length=80)]


@dataclass(frozen=True)
class LayersSettings(Section):
    """One layer or several of a layered crystal, or of several."""

    structure: Name | tuple[Name, ...] = "MoS2"
    """What the layers are of: a crystal whose layers nothing bonds to each other (`MoS2`,
    `C_graphite`, a file), of which they are taken, or a layer in vacuum (`layer WSe2`, built by
    ASE). A list names the structure of each layer from below."""

    layers: Varied = setting(1.0, ge=1, le=30)
    """How many; not for a list of structures, which says it."""

    stacking: Stacking = "bulk"
    """How each layer lies on that below. `bulk`: as in the crystal. `AA`: straight above. `AB`:
    every second one moved by a third of the cell's long diagonal. `ABC`: each one further by it, as
    in 3R. `2H`: every second one turned by half a turn about its widest hollow, which brings unlike
    atoms above each other."""

    shift: tuple[float, float] = (0.0, 0.0)
    """Further shift of each layer against that below, in fractions of a and b."""

    spacing_A: Varied | None = setting(None, gt=0, le=100)
    """From the middle of a layer to that of the next, Å; null: as in the crystal, or, where no
    crystal tells, so that atoms of both touch at 0.93 of the sum of their van der Waals radii."""

    twist_deg: Varied = setting(0.0, ge=-180, le=180)
    """By how much each layer is turned against that below, counterclockwise, degrees."""

    turn_deg: Varied = setting(0.0, ge=-360, le=360)
    """Angle from x to the edge a of the lowest layer's cell, counterclockwise, degrees."""

    max_strain: float = setting(0.02, ge=0, le=0.2)
    """Greatest strain that may make the turned layers repeat in a box; how large it is, and what
    the angles have become, is told for each scene. A larger box needs less."""

    biaxial_strain: Varied = setting(0.0, ge=-0.2, le=0.2)
    """Strain in all directions of the layer: 0.01 makes it longer by a hundredth."""

    uniaxial_strain: Varied = setting(0.0, ge=-0.2, le=0.2)
    """Strain along one direction."""

    uniaxial_deg: Varied = setting(0.0, ge=-180, le=180)
    """Angle from x to that direction, degrees."""

    poisson_ratio: Varied = setting(0.0, ge=-1, le=1)
    """By which part of the uniaxial strain the layer becomes narrower across it."""

    ripple_A: Varied = setting(0.0, ge=0, le=20)
    """Ripples: root mean square of the height, Å. They move atoms along z alone; bonds on slopes
    become longer by half the slope squared."""

    ripple_wavelength_A: Varied = setting(40.0, ge=5, le=10_000)
    """About this wavelength, Å, in any direction; the box holds whole ones."""

    edges: EdgesSettings | None = None
    """Where the layers end; null: they repeat."""

    boundary: BoundarySettings | None = None
    """Grain boundaries in the layers; null: each layer is one grain."""

    def __post_init__(self) -> None:
        super().__post_init__()
        if isinstance(self.structure, tuple):
            if not self.structure:
                raise ValueError("structure lists no layer; name one at least")
            if self.layers != 1:
                raise ValueError("a list of structures says how many layers there are; drop layers")
            if len(set(self.structure)) > 1 and self.stacking == "bulk":
                raise ValueError("layers of several structures have no bulk; use stacking AA")

    @property
    def needs(self) -> tuple[str, ...]:
        """The structures that it is built of."""
        named = (self.structure,) if isinstance(self.structure, str) else self.structure
        return tuple(dict.fromkeys(named))

    @property
    def names(self) -> tuple[str, ...]:
        """The structure of each layer from below; once numbers are drawn."""
        if isinstance(self.structure, str):
            return (self.structure,) * round(self.layers)
        return self.structure

    @property
    def turns_deg(self) -> tuple[float, ...]:
        """The angle of each layer; once numbers are drawn."""
        return tuple(self.turn_deg + k * self.twist_deg for k in range(len(self.names)))


def build_layers(
    settings: LayersSettings,
    structures: Mapping[str, Crystal],
    size_A: float,
    rng: Callable[[str], np.random.Generator],
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
    origin = rng("origin").uniform(size=2)
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
    scene = rippled(scene, settings.ripple_A, settings.ripple_wavelength_A, rng("ripple"))
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
        motif = one.sheet.positions[:, :2] + one.shift + origin @ stack[0].sheet.lattice
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
        motif = one.sheet.positions[:, :2] + one.shift + origin @ stack[0].sheet.lattice
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
