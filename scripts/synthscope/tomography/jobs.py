"""Which scans a data set is made of, known before any of them is opened."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

FIRST_NUMBER = 1000
# What the images of real scans depend on, and what decides only which jobs there are.
REAL = frozenset(
    "chunk_size memory_MB frame_angles patch_size sinogram_shape paired_stripes patch_stripes "
    "real_clean outside_percent".split()
)
JOBS = frozenset(
    "modes samples start hdf_file flats mask scans parts masks baselines baselines_tomopy "
    "baseline_rows".split()
)
# What has no influence on any image.
NEUTRAL = frozenset("chunk_size memory_MB parts baselines baselines_tomopy baseline_rows".split())


def real_scans(settings: Mapping[str, Any], simulated: str) -> list[dict[str, Any]]:
    """Files, flat fields and mask archive of each sample, in order.

    `hdf_file` with a number for its name stands for as many files with consecutive numbers as there
    are shifts. Without any real scan, samples are simulated into the folder `simulated`.
    """
    if settings["scans"]:
        return [dict(scan) for scan in settings["scans"]]
    given = settings["hdf_file"]
    if given:
        files = given if isinstance(given, list) else consecutive(given, settings["shifts"])
        return [{"files": files, "flats": settings["flats"], "mask": settings["mask"]}]
    return [
        {
            "files": [
                f"{simulated}/{settings['start'] + sample:04d}/{FIRST_NUMBER + shift}.nxs"
                for shift in range(settings["shifts"])
            ],
            "flats": None,
            "mask": None,
        }
        for sample in range(settings["samples"])
    ]


def consecutive(path: str, count: int) -> list[str]:
    """1000.nxs, 1001.nxs, …; a file whose name is no number stands for itself."""
    first = Path(path)
    if not first.stem.isdigit():
        return [path]
    width = len(first.stem)
    return [
        str(first.with_name(f"{int(first.stem) + k:0{width}d}{first.suffix}")) for k in range(count)
    ]


def simulated_settings(settings: Mapping[str, Any]) -> dict[str, Any]:
    """The settings that simulated samples depend on, and no others."""
    return {key: value for key, value in settings.items() if key not in REAL | JOBS}


def image_settings(settings: Mapping[str, Any]) -> dict[str, Any]:
    """The settings that some image depends on: those that a key's `config_hash` is of."""
    return {key: value for key, value in settings.items() if key not in NEUTRAL}


def real_settings(settings: Mapping[str, Any]) -> dict[str, Any]:
    """The settings that the images of real scans depend on, and no others."""
    return {key: value for key, value in settings.items() if key in REAL}
