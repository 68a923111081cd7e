"""A unit cell from its edges and angles."""

import numpy as np


def cell_matrix(parameters) -> np.ndarray:
    """(3, 3) rows a, b, c: a along x, b in the xy plane; lengths in Å, angles in degrees."""
    a, b, c, alpha, beta, gamma = parameters
    cosines = [0.0 if angle == 90 else np.cos(np.radians(angle)) for angle in (alpha, beta, gamma)]
    cos_a, cos_b, cos_g = cosines
    if gamma == 120:
        cos_g = -0.5
    sin_g = np.sqrt(1 - cos_g**2)
    cx, cy = cos_b, (cos_a - cos_b * cos_g) / sin_g
    cz = np.sqrt(max(0.0, 1 - cx**2 - cy**2))
    return np.array([[a, 0, 0], [b * cos_g, b * sin_g, 0], [c * cx, c * cy, c * cz]])


def angle_problem(angles) -> str:
    """Why three angles in degrees close no cell; "" where they do."""
    cosines = np.cos(np.radians(angles))
    squared = 1 - (cosines**2).sum() + 2 * cosines.prod()
    if 0 < min(angles) and max(angles) < 180 and squared > 1e-4:
        return ""
    return f"the angles {', '.join(f'{a:g}' for a in angles)} degrees close no cell"
