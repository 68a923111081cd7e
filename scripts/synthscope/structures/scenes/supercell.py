"""A structure as it stands in its file, whole and periodic, or a piece of it in vacuum, tilted."""

import math
from collections.abc import Mapping

import numpy as np
from scipy.spatial.transform import Rotation

from synthscope.core.errors import InputError
from synthscope.core.seeds import Generators
from synthscope.structures.model import Crystal
from synthscope.structures.scenes.orientation import cell_axes
from synthscope.structures.scenes.scene import Grain, Scene
from synthscope.structures.scenes.settings.supercell import SupercellSettings

SQUARE = 1e-4
"""Cosine of an angle that counts as a right one."""
RIM_A = 1e-6
"""Atoms on the face of a piece belong to it."""


def build_supercell(
    settings: SupercellSettings,
    structures: Mapping[str, Crystal],
    size_A: float,
    rng: Generators,
) -> Scene:
    """The structure, in its own box where it repeats, else alone in a box of `size_A`.

    Parameters
    ----------
    settings
        With numbers drawn. Nothing else of a supercell is random.
    structures
        By name, in the axes of their files.

    Raises
    ------
    InputError
        The whole cell has no right angles, or a piece is wider than the box; with what would do.
    """
    crystal = structures[settings.structure]
    axes = cell_axes(crystal.cell)
    middle = np.zeros(3) if crystal.cell is None else _middle(crystal, settings)
    alone = settings.stands_alone or not crystal.pbc[:2].all()
    if not alone:
        _check_square(crystal)
        positions, kinds = _repeated(crystal, settings.repeats)
        edges = np.linalg.norm(crystal.cell, axis=1) * settings.repeats
        positions = (positions - middle) @ axes.T
        positions[:, :2] = (positions[:, :2] + edges[:2] / 2) % edges[:2]
        box = np.array([*edges[:2], np.ptp(positions[:, 2])])
    else:
        positions, kinds = _piece(crystal, settings, middle, axes)
        tilts = 1e-3 * np.array([settings.tilt_x_mrad, settings.tilt_y_mrad])
        turn = Rotation.from_euler("zxy", [math.radians(settings.turn_deg), *tilts]).as_matrix()
        positions, axes = positions @ axes.T @ turn.T, turn @ axes
        low, high = positions.min(axis=0), positions.max(axis=0)
        width = float((high - low)[:2].max())
        if width > size_A:
            raise InputError(
                f"the piece of {settings.structure} is {width:.1f} Å wide; size_A "
                f"{math.ceil(width + 1)} or a smaller cut_A would do"
            )
        box = np.array([size_A, size_A, high[2] - low[2]])
        positions = positions + (box - low - high) / 2
    grain = Grain(crystal.id, "crystal", axes)
    return Scene.of_one(crystal.numbers[kinds], positions, box, grain, alone=alone)


def _middle(crystal: Crystal, settings: SupercellSettings) -> np.ndarray:
    """(3,) Å: the point that comes into the middle; of all repeats where the whole is shown."""
    counts = settings.repeats if settings.cut_A is None else (1, 1, 1)
    # Across vacuum atoms stand around 0 (see `Crystal.pbc`).
    return np.where(crystal.pbc, np.multiply(settings.centre, counts), 0) @ crystal.cell


def _check_square(crystal: Crystal) -> None:
    unit = crystal.cell / np.linalg.norm(crystal.cell, axis=1)[:, None]
    if np.abs(unit @ unit.T - np.eye(3)).max() > SQUARE:
        angles = ", ".join(f"{angle:.2f}" for angle in crystal.lattice[3:])
        raise InputError(
            f"the angles of {crystal.id} are {angles}°, and only a cell with right angles is shown "
            "whole; cut a piece out (cut_A)"
        )


def _repeated(crystal: Crystal, repeats: tuple[int, ...]) -> tuple[np.ndarray, np.ndarray]:
    """(N, 3) Å and (N,) which of the crystal's atoms each is a copy of."""
    counts = np.where(crystal.pbc, repeats, 1)
    spans = np.stack(np.meshgrid(*map(np.arange, counts), indexing="ij"), -1).reshape(-1, 3)
    positions = (spans @ crystal.cell)[:, None] + crystal.folded @ crystal.cell
    return positions.reshape(-1, 3), np.tile(np.arange(len(crystal)), len(spans))


def _piece(
    crystal: Crystal, settings: SupercellSettings, middle: np.ndarray, axes: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Atoms about the middle: all, or those in the piece; of as many cells as it reaches into."""
    if crystal.cell is None:
        positions, kinds = crystal.positions, np.arange(len(crystal))
        middle = (positions.min(axis=0) + positions.max(axis=0)) / 2
    elif settings.cut_A is None:
        positions, kinds = _repeated(crystal, settings.repeats)
    else:
        reach = np.linalg.norm(settings.cut_A) / 2
        heights = 1 / np.linalg.norm(np.linalg.inv(crystal.cell), axis=0)
        most = np.where(crystal.pbc, np.ceil(reach / heights) + 1, 0).astype(int)
        spans = [np.arange(-n, n + 1) for n in most]
        shifts = np.stack(np.meshgrid(*spans, indexing="ij"), -1).reshape(-1, 3)
        base = np.where(crystal.pbc, np.floor(settings.centre), 0)
        fractional = crystal.folded + base + shifts[:, None]
        positions = (fractional @ crystal.cell).reshape(-1, 3)
        kinds = np.tile(np.arange(len(crystal)), len(shifts))
    apart = positions - middle
    if settings.cut_A is not None:
        inside = (np.abs(apart @ axes.T) <= np.array(settings.cut_A) / 2 + RIM_A).all(axis=1)
        if not inside.any():
            raise InputError(f"no atom of {settings.structure} lies in the piece of cut_A")
        apart, kinds = apart[inside], kinds[inside]
    return apart, kinds
