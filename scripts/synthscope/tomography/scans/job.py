"""The scan that a job is about."""

from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

from synthscope.tomography.scans.read import Scan, open_scan
from synthscope.tomography.scans.reading_settings import ReadingSettings


def scan_of_job(params: Any, files: Any) -> AbstractContextManager[Scan]:
    """Open the scan of a job, from its parameters (`reading`) and inputs (`scan`, and lists of at
    most one file each, `flats` and `darks`); see `open_scan`."""
    flats, darks = (Path(given[0]) if given else None for given in (files.flats, files.darks))
    return open_scan(Path(files.scan), flats, darks, ReadingSettings.of(params.reading))
