"""Scan-line errors: displacements of rows, and what they do to an image.

A row that starts late by `s` pixels shows every feature `s` pixels to the right. Between pixels the
image is interpolated linearly, which blurs a row by its fractional displacement.
"""

from dataclasses import dataclass

import numpy as np
from scipy import ndimage

from synthscope.haadf.distortion import Distortion
from synthscope.haadf.recording.movements import Waves

SETTLED = 12
"""Steps that find where a place comes to whose movement is that of where it comes to."""


@dataclass(frozen=True)
class Displacement:
    """How far each row of a frame is displaced: to the right and downwards, px.

    `drift` is the part that grows steadily: by how much from the first row to the last. `waves`
    are movements within rows, which come besides.
    """

    right: np.ndarray
    down: np.ndarray
    drift: tuple[float, float] = (0.0, 0.0)
    waves: Waves | None = None


def draw(
    distortion: Distortion,
    rows: int,
    rng: np.random.Generator,
    drift: tuple[float, float] | None = None,
) -> Displacement:
    """Displacements of the rows of one frame; its drift is drawn where none is given.

    The same numbers are drawn whatever the distortion, so that settings compared under one seed
    differ by nothing but their own values.
    """
    right, down = rng.standard_normal((2, rows))
    angle = rng.uniform(0, 2 * np.pi)
    time = _time(np.arange(rows), rows)
    if drift is None:
        drift = distortion.drift_px * np.cos(angle), distortion.drift_px * np.sin(angle)
    return Displacement(
        right * distortion.scanline_px + time * drift[0],
        down * distortion.jitter_px + time * drift[1],
        tuple(map(float, drift)),
    )


def drifted(
    places: np.ndarray,
    rows: int,
    drift: tuple[float, float],
    edges: str = "pile_up",
    waves: Waves | None = None,
) -> np.ndarray:
    """Where places of an image are once the specimen has drifted during the frame.

    Parameters
    ----------
    places
        (N, 2) column and row, px.
    rows
        Of the frame.
    drift
        To the right and downwards, px, from the first row to the last.
    edges
        With `pile_up` pixels move as the row drifts that they are of, else as the row that they
        come to.
    waves
        Movements of columns of atoms besides (`Waves.of_columns`), as of where they come to.
    """
    if waves is not None:
        seen = drifted(places, rows, drift, edges)
        for _ in range(SETTLED):
            seen = drifted(places + waves.at(seen), rows, drift, edges)
        return seen
    right, down = drift
    time = _time(places[:, 1], rows)
    if edges != "pile_up":
        time = time / (1 - down / max(rows - 1, 1))
    return places + time[:, None] * np.array([right, down])


def undrifted(
    places: np.ndarray,
    rows: int,
    drift: tuple[float, float],
    edges: str = "pile_up",
    waves: Waves | None = None,
) -> np.ndarray:
    """Which places of the image without drift are seen at these; the inverse of `drifted`."""
    if waves is not None:
        return undrifted(places, rows, drift, edges) - waves.at(places)
    right, down = drift
    time = _time(places[:, 1], rows)
    if edges == "pile_up":
        time = time / (1 + down / max(rows - 1, 1))
    return places - time[:, None] * np.array([right, down])


def _time(row: np.ndarray, rows: int) -> np.ndarray:
    """When a row is scanned, from -1/2 to 1/2."""
    return (row - (rows - 1) / 2) / max(rows - 1, 1)


def scatter(image: np.ndarray, moved: Displacement) -> np.ndarray:
    """Add every pixel to the two or four pixels that it falls between.

    What falls outside is added to the pixel at the border: the sum of the image is conserved.
    """
    rows, columns = image.shape
    row, fraction_down = _split(np.arange(rows) + moved.down)
    shift, fraction_right = _split(moved.right)
    column = np.arange(columns) + shift[:, None]
    result = np.zeros(rows * columns)
    for step_down in (0, 1) if fraction_down.any() else (0,):
        weight_down = fraction_down if step_down else 1 - fraction_down
        to_row = np.clip(row + step_down, 0, rows - 1) * columns
        for step_right in (0, 1):
            weight = weight_down * (fraction_right if step_right else 1 - fraction_right)
            target = np.clip(column + step_right, 0, columns - 1) + to_row[:, None]
            result += np.bincount(
                target.ravel(), (image * weight[:, None]).ravel(), minlength=rows * columns
            )
    return result.reshape(rows, columns)


def gather(image: np.ndarray, moved: Displacement) -> np.ndarray:
    """Read the image where each row really was; beyond its border it is continued as its mirror."""
    rows, columns = image.shape
    if moved.waves is not None:
        right, down = moved.waves.of_pixels(columns)
        row = np.arange(rows)[:, None] - moved.down[:, None] - down
        column = np.arange(columns) - moved.right[:, None] - right
        return ndimage.map_coordinates(image, [row, column], order=1, mode="reflect")
    row, fraction_down = _split(np.arange(rows) - moved.down)
    shift, fraction_right = _split(-moved.right)
    upper = image[_mirror(row, rows)]
    if fraction_down.any():
        lower = image[_mirror(row + 1, rows)]
        upper = upper + fraction_down[:, None] * (lower - upper)
    column = np.arange(columns) + shift[:, None]
    left = np.take_along_axis(upper, _mirror(column, columns), axis=1)
    right = np.take_along_axis(upper, _mirror(column + 1, columns), axis=1)
    return left + fraction_right[:, None] * (right - left)


def _split(position: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    whole = np.floor(position)
    return whole.astype(np.intp), position - whole


def _mirror(index: np.ndarray, size: int) -> np.ndarray:
    """Indices of a sequence continued by reflection about its first and last elements' edges."""
    index = np.mod(index, 2 * size)
    return np.minimum(index, 2 * size - 1 - index)
