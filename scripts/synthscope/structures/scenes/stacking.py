"""How layers lie on each other."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from synthscope.core.errors import InputError
from synthscope.structures.model import Crystal
from synthscope.structures.scenes.settings.layers import Stacking
from synthscope.structures.scenes.sheets import Sheet, find_sheets


@dataclass(frozen=True, eq=False)
class Placed:
    """A sheet with what is done to it: turned by `angle_deg` and moved by `shift` (Å, before that
    turn, in its own axes), its middle at `height` (Å; None: on top of what is below)."""

    sheet: Sheet
    angle_deg: float
    shift: np.ndarray
    height: float | None


def stacked(
    names: Sequence[str],
    structures: Mapping[str, Crystal],
    stacking: Stacking,
    shift: tuple[float, float] = (0.0, 0.0),
    spacing_A: float | None = None,
    turns_deg: Sequence[float] | None = None,
) -> list[Placed]:
    """Each layer from below, before anything makes it repeat.

    Parameters
    ----------
    names
        The structure of each layer.
    structures
        By name.
    stacking, shift, spacing_A
        As in `LayersSettings`.
    turns_deg
        Angle of each layer; None for 0.

    Raises
    ------
    InputError
        A structure has no layers, too few of them, or none that the stacking is known for.
    """
    found = {name: find_sheets(structures[name]) for name in dict.fromkeys(names)}
    placed = []
    for k, name in enumerate(names):
        if stacking == "bulk":
            sheet, moved, height = found[name].layer(k)
            height -= found[name].layer(0)[2]
        else:
            sheet, height = found[name].sheets[0], None
            moved = _third(sheet, stacking) * _thirds(stacking, k)
        if spacing_A is not None:
            height = k * spacing_A
        elif height is None and len(found) == 1 and found[name].repeat is not None:
            height = k * float(found[name].repeat[2]) / len(found[name].sheets)
        if stacking == "2H" and k % 2:
            sheet = half_turned(sheet)
        moved = moved + k * np.array(shift) @ sheet.lattice
        placed.append(Placed(sheet, turns_deg[k] if turns_deg else 0.0, moved, height))
    return placed


def half_turned(sheet: Sheet) -> Sheet:
    """The sheet turned by 180 degrees about its widest hollow, its axes with it."""
    centre = _widest_hollow(sheet)
    back = np.diag([-1.0, -1.0, 1.0])
    positions = sheet.positions * [-1, -1, 1] + [*(2 * centre), 0.0]
    return replace(sheet, positions=positions, rotation=back @ sheet.rotation)


def _third(sheet: Sheet, stacking: str) -> np.ndarray:
    if stacking in ("AB", "ABC"):
        if not sheet.hexagonal:
            raise InputError(
                f"structure {sheet.structure} is not hexagonal in its layers, so that stacking "
                f"{stacking} says nothing; use stacking AA with a shift"
            )
        return sheet.third
    return np.zeros(2)


def _thirds(stacking: str, k: int) -> int:
    return {"AB": k % 2, "ABC": k % 3}.get(stacking, 0)


def _widest_hollow(sheet: Sheet) -> np.ndarray:
    """(2,) Å: the place of the cell that is farthest from all atoms, as seen from above."""
    steps = np.arange(24) / 24
    points = np.stack(np.meshgrid(steps, steps, indexing="ij"), -1).reshape(-1, 2) @ sheet.lattice
    turns = np.stack(np.meshgrid(*[(-1, 0, 1)] * 2, indexing="ij"), -1).reshape(-1, 1, 2)
    images = (turns @ sheet.lattice + sheet.positions[None, :, :2]).reshape(-1, 2)
    apart = np.linalg.norm(points[:, None] - images[None], axis=-1).min(axis=1)
    return points[np.argmax(np.round(apart, 6))]
