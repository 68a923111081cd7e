"""How much a data set will take on the disk, known from its configuration alone."""

import csv
import os
import shutil
from collections import Counter
from pathlib import Path

from synthscope.cbed.size import expected_size as cbed
from synthscope.core.errors import InputError
from synthscope.core.files import readable
from synthscope.core.tables import read_records
from synthscope.gaussian.size import expected_size as gaussian
from synthscope.haadf.size import expected_size as haadf
from synthscope.settings.model import Configuration
from synthscope.stem4d.size import expected_size as stem4d
from synthscope.structures.symmetry.views import primitive_directions
from synthscope.tomography.size import expected_size as tomography

DISTINCT = 0.3
"""Share of all directions and their opposites that symmetry leaves distinct."""
TOLD_SHARE = 0.1
"""Of the free disk: what takes less is not spoken of."""


def expected_bytes(
    settings: Configuration, structures: int, views: float | None = None
) -> dict[str, int]:
    """Bytes of each product, of the USID files of all, of copies beside labels, and of files for
    training.

    They are those before anything is compressed.

    Parameters
    ----------
    structures
        How many there are. Frames of files with several count as one, for files are not opened.
    views
        Of a structure, where they are known.
    """
    sizes = {
        "gaussian": lambda: gaussian(settings.gaussian, structures),
        "haadf": lambda: haadf(
            settings.haadf, structures, views or usual_views(settings, structures)
        ),
        "cbed": lambda: cbed(settings.cbed, structures),
        "stem4d": lambda: stem4d(
            settings.stem4d, structures, views or usual_views(settings, structures)
        ),
        "tomography": lambda: tomography(settings.tomography),
    }
    found = {name: sizes[name]() for name in settings.products if name in sizes}
    packed = sum(size.packed for size in found.values()) if settings.package.usid else 0
    training = len(settings.package.training) * found["haadf"].packed if "haadf" in found else 0
    copied = "yolo" in settings.package.labels and "haadf" in found
    labels = found["haadf"].pictures if copied else 0
    more = {"usid": packed, "labels": labels, "training": training}
    return {name: size.images for name, size in found.items()} | more


def usual_views(settings: Configuration, structures: int) -> float:
    """Distinct directions of a structure, on the average: scenes have one."""
    scenes = sum(scene.count for scene in settings.structures.scenes.values())
    share = min(1.0, scenes / max(1, structures))
    return share + (1 - share) * _usual_of_crystals(settings)


def _usual_of_crystals(settings: Configuration) -> float:
    """As the AFLOW prototypes have them."""
    chosen = settings.structures.views
    if chosen.directions:
        return len(chosen.directions)
    forward = len(primitive_directions(chosen.max_index)) / 2
    return min(DISTINCT * forward, chosen.count or forward)


def known_views(folder: Path, structures: int) -> float | None:
    """Directions of a structure by the data set's own table, on average; None without one.

    A cluster without directions of its own is seen once.
    """
    if not structures or not (folder / "views.csv").is_file():
        return None
    try:
        seen = Counter(row["structure_id"] for row in read_records(folder / "views.csv"))
    except (KeyError, ValueError, csv.Error):  # damaged: `repair` has it made again
        return None
    return (seen.total() + max(structures - len(seen), 0)) / structures


def tell_size(
    settings: Configuration, structures: int, folder: str | os.PathLike, any_size: bool = False
) -> str:
    """A line on what will be written to a folder, "" where that is little of the free disk.

    Raises
    ------
    InputError
        It is more than is free, and `any_size` does not allow it.
    """
    sizes = expected_bytes(settings, structures, known_views(Path(folder), structures))
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
