"""How real scans are read: where things stand in their files, and which files they may lead to."""

from dataclasses import dataclass
from typing import Annotated

from synthscope.core.settings import Limits, Section, setting

Inside = Annotated[
    str,
    Limits(
        min_length=1,
        max_length=1000,
        pattern=r"^[^\x00-\x1f]+$",
        said="a path inside the file, of at most 1000 characters on one line",
    ),
]
ScanPath = Annotated[
    str,
    Limits(
        min_length=1,
        max_length=4096,
        pattern=r"^[^\x00-\x1f{}<>]+$",
        said="a path on one line without { } < >, which Snakemake takes for its own; rename it",
    ),
]
Folder = Annotated[
    str,
    Limits(
        min_length=1,
        max_length=4096,
        pattern=r"^[^\x00-\x1f{}]+$",
        said="a path on one line without { }, which Snakemake takes for its own; rename it",
    ),
]


@dataclass(frozen=True)
class ReadingSettings(Section):
    """Where things stand in the HDF5 files of real scans. What is null is looked for by the layouts
    that are known; paths count from the top of the file, or from the entry."""

    entry: Inside | None = None
    """Entry with the scan, in files with several, such as `entry0001`."""

    data: Inside | None = None
    """Frames, (frame, row, column)."""

    image_key: Inside | None = None
    """Kind of each frame: 0 projection, 1 flat field, 2 dark field; others are left out."""

    angles: Inside | None = None
    """Angle of each frame, or of each projection."""

    flats: Inside | None = None
    """Flat fields, where they are not among the frames."""

    darks: Inside | None = None
    """Dark fields, where they are not among the frames."""

    cut: bool = False
    """Read a scan that was stopped: of an image key, or of angles, that go on beyond its last frame
    the first ones are taken. false: such a file is refused."""

    folders: tuple[Folder, ...] = setting((), max_length=100)
    """Further folders with files that a scan's links and virtual datasets may lead to; besides them
    only the scan's own folder is opened."""
