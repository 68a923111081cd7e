"""Atoms counted on a grid."""

import numpy as np


def count_atoms(positions: np.ndarray, edge: int) -> np.ndarray:
    """(edge, edge) uint8: how many atoms fall on each pixel, seen along z."""
    counts, _, _ = np.histogram2d(*positions.T[:2], bins=edge)
    return counts.astype(np.uint8)
