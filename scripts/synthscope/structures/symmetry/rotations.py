"""Random orientations, uniform over SO(3); each can be made without the others."""

import numpy as np

from synthscope.core.seeds import generator


def rotations(seed: int, product: str, structure_id: str, first: int, count: int) -> np.ndarray:
    """Rotations number `first` … `first + count - 1` of a structure.

    Number 0 is the identity; the others are independent and uniform (Shoemake, Graphics Gems III
    (1992) 124). Each takes one block of the counter-based generator, so that rotation k is the same
    whatever is made with it.

    Returns
    -------
    numpy.ndarray
        (count, 3, 3), proper; they act on columns: r' = R r.
    """
    bits = generator(seed, product, structure_id, "rotations").bit_generator
    bits.advance(first)  # in blocks of four words
    words = bits.random_raw(4 * count).reshape(count, 4)[:, :3]
    u, v, w = ((words >> np.uint64(11)) * 2.0**-53).T
    radius, rest = np.sqrt(u), np.sqrt(1 - u)
    (cos_v, sin_v), (cos_w, sin_w) = _turn(v), _turn(w)
    quaternions = (rest * sin_v, rest * cos_v, radius * sin_w, radius * cos_w)
    matrices = _matrices(*quaternions)
    if first == 0 and count:
        matrices[0] = np.eye(3)
    return matrices


def _turn(x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """cos 2πx and sin 2πx for 0 <= x < 1, to the last bits.

    From sums and products alone, which every machine rounds alike; libraries' sines differ.
    """
    quarter = np.rint(4 * x)
    y = (4 * x - quarter) * (np.pi / 2)
    square = y * y
    cos, sin = np.ones_like(y), np.ones_like(y)
    for k in range(18, 0, -2):
        cos = 1 - square / (k * (k - 1)) * cos
        sin = 1 - square / (k * (k + 1)) * sin
    sin = y * sin
    odd = quarter % 2 == 1
    cos, sin = np.where(odd, sin, cos), np.where(odd, cos, sin)
    cos = np.where((quarter == 1) | (quarter == 2), -cos, cos)
    sin = np.where((quarter == 2) | (quarter == 3), -sin, sin)
    return cos, sin


def _matrices(x: np.ndarray, y: np.ndarray, z: np.ndarray, w: np.ndarray) -> np.ndarray:
    """(n, 3, 3) matrices of unit quaternions with vector part (x, y, z)."""
    rows = [
        [1 - 2 * (y * y + z * z), 2 * (x * y - z * w), 2 * (x * z + y * w)],
        [2 * (x * y + z * w), 1 - 2 * (x * x + z * z), 2 * (y * z - x * w)],
        [2 * (x * z - y * w), 2 * (y * z + x * w), 1 - 2 * (x * x + y * y)],
    ]
    return np.ascontiguousarray(np.moveaxis(np.array(rows), -1, 0))
