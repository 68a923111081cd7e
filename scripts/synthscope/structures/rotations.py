"""Random orientations, uniform over SO(3); each can be made without the others."""

import numpy as np

from synthscope.seeds import generator


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
    quaternions = np.stack(
        [
            rest * np.sin(2 * np.pi * v),
            rest * np.cos(2 * np.pi * v),
            radius * np.sin(2 * np.pi * w),
            radius * np.cos(2 * np.pi * w),
        ]
    )
    matrices = _matrices(*quaternions)
    if first == 0 and count:
        matrices[0] = np.eye(3)
    return matrices


def _matrices(x: np.ndarray, y: np.ndarray, z: np.ndarray, w: np.ndarray) -> np.ndarray:
    """(n, 3, 3) matrices of unit quaternions with vector part (x, y, z)."""
    rows = [
        [1 - 2 * (y * y + z * z), 2 * (x * y - z * w), 2 * (x * z + y * w)],
        [2 * (x * y + z * w), 1 - 2 * (x * x + z * z), 2 * (y * z - x * w)],
        [2 * (x * z - y * w), 2 * (y * z + x * w), 1 - 2 * (x * x + y * y)],
    ]
    return np.ascontiguousarray(np.moveaxis(np.array(rows), -1, 0))
