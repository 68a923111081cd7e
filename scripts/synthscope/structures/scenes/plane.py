"""Turns and strains in the plane of a layer."""

import math

import numpy as np


def rotation_matrix(degrees: float) -> np.ndarray:
    """(2, 2), counterclockwise."""
    angle = math.radians(degrees)
    return np.array([[math.cos(angle), -math.sin(angle)], [math.sin(angle), math.cos(angle)]])


def strain_tensor(biaxial: float, uniaxial: float, deg: float, poisson_ratio: float) -> np.ndarray:
    """(2, 2) what places in a layer are multiplied by: symmetric, so that nothing turns."""
    angle = math.radians(deg)
    along = np.array([math.cos(angle), math.sin(angle)])
    across = np.array([-along[1], along[0]])
    pulled = uniaxial * np.outer(along, along)
    narrowed = poisson_ratio * uniaxial * np.outer(across, across)
    return (1 + biaxial) * (np.eye(2) + pulled - narrowed)
