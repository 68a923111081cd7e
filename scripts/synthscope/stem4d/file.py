"""The file of a scan: its patterns, virtual images and maps, as py4DSTEM and HyperSpy read them.

========================  ====================================================================
``/stem4d/datacube``      patterns [scan row, scan column, row, column]: parts of the beam
``/stem4d/<name>``        images of virtual detectors [row, column], parts of the beam
``/stem4d/<name>_x``, …   differential phase contrast of segmented detectors [row, column]
``/stem4d/com_x``, …      maps [row, column]
``/stem4d/mean_pattern``  mean of all patterns [row, column]
``/stem4d/truth_…``       what a scene is at each position [row, column]; see `local_truth`
========================  ====================================================================

Rows run along y, downwards, and columns along x, of the scan as of the patterns.
"""

import os
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np

from synthscope.formats.emd import Axis, EmdFile, writing
from synthscope.specimens.truth_maps import TRUTH, UNITS
from synthscope.stem4d.average import Maps
from synthscope.stem4d.pixels import PixelGrid
from synthscope.stem4d.store import PatternStore

ROOT = "stem4d"
FRACTION = "fraction of the beam"


def write_scan(
    path: str | os.PathLike,
    store: PatternStore,
    maps: Maps,
    grid: PixelGrid,
    parameters: Mapping[str, Any],
    truth: Mapping[str, np.ndarray] = MappingProxyType({}),
) -> None:
    """Write a scan; no more of its patterns than some rows are in memory at a time.

    Parameters
    ----------
    store
        The patterns.
    grid
        Their pixels.
    parameters
        Numbers and texts: name, step_A, pixel_mrad, maps, config_hash and what else is told.
    truth
        Maps of a scene; see `local_truth`.
    """
    step, pixel = parameters["step_A"], parameters["pixel_mrad"]
    scan = [Axis("y", "A", step), Axis("x", "A", step)]
    first = -(grid.count // 2) * pixel
    pattern = [Axis("theta_y", "mrad", pixel, first), Axis("theta_x", "mrad", pixel, first)]
    name = f"{Path(path).stem} {parameters['config_hash']}"
    with writing(path, ROOT, f"synthscope {name}") as file:
        _calibrate(file, step, pixel)
        file.metadata("simulation", parameters)
        shape = (store.positions, store.positions, grid.count, grid.count)
        cube = file.array("datacube", [*scan, *pattern], FRACTION, "DataCube", shape=shape)
        total = np.zeros(shape[2:])
        for chosen, patterns in store.patterns():
            cube[chosen] = patterns
            total += patterns.sum((0, 1), dtype=np.float64)
        mean = total / store.positions**2
        file.array("mean_pattern", pattern, FRACTION, data=mean)
        for detector, image in maps.images.items():
            file.array(detector, scan, FRACTION, data=image)
        for name, contrast in maps.contrasts.items():
            file.array(name, scan, "", data=contrast)
        if "com" in parameters["maps"].split():
            file.array("com_x", scan, "mrad", data=maps.com_x)
            file.array("com_y", scan, "mrad", data=maps.com_y)
        if "idpc" in parameters["maps"].split():
            file.array("idpc", scan, "rad", data=maps.idpc)
        for name, values in truth.items():
            file.array(f"{TRUTH}{name}", scan, UNITS[name], data=values)


def _calibrate(file: EmdFile, step: float, pixel: float) -> None:
    """What py4DSTEM asks a file for: the size of a pixel of the scan and of a pattern."""
    values = {
        "R_pixel_size": step,
        "R_pixel_units": "A",
        "Q_pixel_size": pixel,
        "Q_pixel_units": "mrad",
        "QR_flip": False,
        "_root_treepath": "",
        "_target_paths": ["/datacube"],
    }
    file.metadata("calibration", values, "Calibration")
