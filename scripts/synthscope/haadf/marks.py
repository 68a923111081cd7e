"""The defects in a frame: where each is, and the box that holds it."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from synthscope.haadf.frame import Frame
from synthscope.structures.scenes.scene import Mark


def framed_marks(
    marks: Sequence[Mark], frame: Frame, period_A: tuple[float, float] | None
) -> tuple[Mark, ...]:
    """Defects in the axes of a frame, Å from the centre of its pixel 0, with all repeats in it.

    A point is in the frame where it falls on a pixel, a line where the box about it does.

    Parameters
    ----------
    marks
        In the field, Å from the centre of its pixel 0.
    period_A
        Of the specimen along the field's x and y; None where it does not repeat.
    """
    turn = np.eye(3)
    turn[:2, :2] = frame.axes
    start = np.append(frame.start, 0.0)
    edge = frame.pixels * frame.pixel_A
    low, high = -0.5 * frame.pixel_A, edge - 0.5 * frame.pixel_A
    found = []
    for mark in marks:
        ends = np.array([mark.at, mark.at if mark.to is None else mark.to])
        for shift in _repeats(ends, frame, period_A):
            moved = (ends + shift - start) @ turn.T
            first, last = moved[:, :2].min(axis=0), moved[:, :2].max(axis=0)
            if (last >= low).all() and (first < high).all():
                found.append(_turned(mark, moved, turn))
    return tuple(found)


def placed_marks(marks: Sequence[Mark], axes: np.ndarray, shift_A: np.ndarray) -> tuple[Mark, ...]:
    """The defects of a scene in the field, by where its axes and its origin lie (see `Place`)."""
    return tuple(
        _turned(mark, np.array([mark.at, mark.to or mark.at]) @ axes.T + shift_A, axes)
        for mark in marks
    )


def boxes(marks: Sequence[Mark], margin_A: float, edge_A: float, pixel_A: float) -> np.ndarray:
    """(K, 4) x and y where the box about each defect begins and where it ends, Å.

    Parameters
    ----------
    marks
        In a frame, as `framed_marks` gives them.
    margin_A
        Edge of the box about a point; that of a line is as much wider than the line.
    edge_A, pixel_A
        Of the frame and its pixels: boxes end at its border.
    """
    ends = np.array([[m.at[:2], m.at[:2] if m.to is None else m.to[:2]] for m in marks])
    ends = ends.reshape(-1, 2, 2)
    sides = [ends.min(axis=1) - margin_A / 2, ends.max(axis=1) + margin_A / 2]
    return np.clip(np.hstack(sides), -0.5 * pixel_A, edge_A - 0.5 * pixel_A)


def _repeats(ends: np.ndarray, frame: Frame, period_A: tuple[float, float] | None) -> np.ndarray:
    """(R, 3) shifts by which a defect may come into the frame, Å."""
    if period_A is None:
        return np.zeros((1, 3))
    reach = frame.pixels * frame.pixel_A / np.sqrt(2) + frame.pixel_A
    steps = [
        np.arange(
            np.ceil((middle - reach - here.max()) / edge),
            np.floor((middle + reach - here.min()) / edge) + 1,
        )
        * edge
        for here, middle, edge in zip(ends[:, :2].T, frame.middle, period_A)
    ]
    flat = np.stack(np.meshgrid(*steps, indexing="ij"), axis=-1).reshape(-1, 2)
    return np.column_stack([flat, np.zeros(len(flat))])


def _turned(mark: Mark, ends: np.ndarray, turn: np.ndarray) -> Mark:
    at, to = (tuple(end.tolist()) for end in ends)
    vector = mark.vector and tuple((turn @ np.array(mark.vector)).tolist())
    return replace(mark, at=at, to=mark.to and to, vector=vector)
