"""How much a data set will take on the disk, known from its configuration alone."""

import math
import os
import shutil
from pathlib import Path

from synthscope.core.errors import InputError
from synthscope.core.files import readable
from synthscope.settings.model import Configuration
from synthscope.tomography.simulation.geometry import Geometry
from synthscope.tomography.simulation.geometry_settings import GeometrySettings

TOLD_SHARE = 0.1
"""Of the free disk: what takes less is not spoken of."""


def expected_bytes(settings: Configuration, structures: int) -> dict[str, int]:
    """Bytes of the images of products that may be large, before they are compressed.

    Frames of files with several structures count as one, for files are not opened here.
    """
    found = {}
    if "gaussian" in settings.products:
        style = settings.gaussian
        one = sum(
            math.prod(style.shape(name, 1)) * style.dtype(name).itemsize
            for name in (output.removesuffix("_image") for output in style.outputs)
        )
        found["gaussian"] = structures * style.stacks * style.rotations * one
    if "tomography" in settings.products:
        scan = Geometry.of(GeometrySettings.within(settings.tomography))
        volumes = {"simple": 3, "complex": settings.tomography.shifts + 2}
        count = sum(volumes.get(mode, 0) for mode in settings.tomography.modes)
        one = scan.angles * scan.rows * scan.columns * 2
        size = count * one
        if "tilt" in settings.tomography.modes:
            size += 6 * one  # counts and, twice as large, mean counts, each in two formats
            if settings.tomography.tilt.reconstruction != "none":
                size += 4 * scan.rows * scan.size**2
        found["tomography"] = settings.tomography.samples * size
    return found


def tell_size(
    settings: Configuration, structures: int, folder: str | os.PathLike, any_size: bool = False
) -> str:
    """A line on what will be written to a folder, "" where that is little of the free disk.

    Raises
    ------
    InputError
        It is more than is free, and `any_size` does not allow it.
    """
    sizes = expected_bytes(settings, structures)
    total, free = sum(sizes.values()), _free(folder)
    if total > free:  # what is there already needs no room
        free += sum(path.stat().st_size for path in Path(folder).rglob("*") if path.is_file())
    parts = ", ".join(f"{name} {readable(size)}" for name, size in sizes.items() if size)
    line = f"up to {readable(total)} of images before compression ({parts}), {readable(free)} free"
    if total > free and not any_size:
        raise InputError(
            f"{line}; make fewer, or set larger_than_disk to true where they will compress or the "
            "disk will grow"
        )
    return line if total > TOLD_SHARE * free else ""


def _free(folder: str | os.PathLike) -> int:
    """Bytes free on the disk that the folder is or will be on."""
    there = next(place for place in (Path(folder), *Path(folder).parents) if place.is_dir())
    return shutil.disk_usage(there).free
