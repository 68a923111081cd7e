"""A small tilt series."""

import numpy as np

from synthscope.tomography.simulation.geometry import Geometry
from synthscope.tomography.simulation.phantom import Spheres
from synthscope.tomography.tilts.series import TiltSeries
from synthscope.tomography.tilts.settings import TiltSettings

# Not alike in any direction, and inside the detector at every tilt.
SPHERES = Spheres(
    np.array([[0.4, 0.1, -0.5], [-0.3, 0.35, 0.1], [0.1, -0.45, 0.45]]),
    np.array([0.25, 0.3, 0.2]),
    np.array([1.0, 0.6, 0.8]),
)
STILL = {"tilt_error_deg": 0, "shift_px": 0, "rotation_deg": 0}


def tilt_series(size=48, tilts=(-70.0, 70.0), views=36, geometry=(), **settings):
    angles = tuple(np.linspace(*tilts, views).tolist())
    seen = Geometry(**{**vars(Geometry.of_size(size)), "angles": views, "listed_deg": angles})
    seen = Geometry(**{**vars(seen), **dict(geometry)})
    return TiltSeries(SPHERES, seen, TiltSettings(**settings), seed=3, sample=0)
