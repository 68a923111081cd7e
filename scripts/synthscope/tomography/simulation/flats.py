"""The flat field of a synchrotron beamline: a banded beam profile with a speckled window."""

import numpy as np
from numpy.typing import NDArray
from scipy.special import spherical_yn

from synthscope.tomography.simulation.speckle import speckles


def flat_field(
    rng: np.random.Generator,
    shape: tuple[int, int],
    bessel: tuple[float, float] = (1.0, 25.0),
    grain: int = 3,
    photons_per_pixel: float = 2.0,
) -> NDArray[np.float32]:
    """The beam on a detector of (rows, columns) pixels, 1 where it is brightest.

    The profile along the rows is the spherical Bessel function y₁ between the two arguments
    `bessel`, lifted to be positive, plus its mirror image; half a maximum of speckles comes on
    top. A grain of 0 leaves the speckles out.
    """
    rows, columns = shape
    profile = spherical_yn(1, np.linspace(*bessel, rows))
    profile = profile - min(profile.min(), 0)
    profile = profile + profile[::-1]
    field = np.repeat(profile[:, None], columns, axis=1)
    if grain:
        texture = speckles(rng, shape, grain, photons_per_pixel)
        field = field + 0.5 * texture / texture.max()
    return (field / field.max()).astype(np.float32)
