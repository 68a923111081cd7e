"""What the sinograms will take on the disk."""

from collections.abc import Iterator
from dataclasses import dataclass

from synthscope.core.errors import InputError
from synthscope.core.sizes import USID_FILE, Size
from synthscope.tomography.jobs import real_scans
from synthscope.tomography.settings import SIMULATED, TomographySettings
from synthscope.tomography.simulation.geometry import Geometry
from synthscope.tomography.simulation.geometry_settings import GeometrySettings

OPENED = 8
"""Scans that are looked into; the others are taken to be alike."""
TIFF = 122
"""Bytes of an image's file beside its pixels."""
PAIRS = {"simple": 2, "raw": 1, "paired": 2, "dynamic": 1, "patch": 2}
"""Images of a detector row and vertical shift; of complex mode, one of each shift and the clean."""


@dataclass(frozen=True)
class _Scan:
    """Its detector rows, angles, columns and vertical shifts."""

    rows: int
    angles: int
    columns: int
    shifts: int


def expected_size(settings: TomographySettings) -> Size:
    """Bytes of all modes; of real scans, those that cannot be opened do not count."""
    drawn = Geometry.of(GeometrySettings.within(settings))
    simulated = _Scan(drawn.rows, drawn.angles, drawn.columns, settings.shifts)
    total = Size()
    if "tilt" in settings.modes:
        total += _tilts(settings, drawn) * settings.samples
    for mode in {*settings.modes} & {*SIMULATED} - {"tilt"}:
        count = settings.shifts + 1 if mode == "complex" else PAIRS[mode]
        total += _images(simulated, count, (drawn.angles, drawn.columns)) * settings.samples
    frames = drawn.angles + settings.flats_number + settings.artefacts.drift.flats_after
    frames_of_scans = Size(2 * frames * drawn.rows * drawn.columns * settings.shifts)
    if "complex" in settings.modes and settings.nxtomo:
        total += frames_of_scans * settings.samples
    modes = sorted({*settings.modes} - {*SIMULATED})
    if not modes:
        return total
    if settings.scans or settings.hdf_file:
        scans = real_scans(settings, "")
        seen = list(_opened(settings))
        times = len(scans) / max(len(seen), 1)
    else:
        seen, times = [simulated], settings.samples
        total += frames_of_scans * times
    for scan in seen:
        for mode in modes:
            total += _of_mode(settings, mode, scan) * times
    return total


def _tilts(settings: TomographySettings, drawn: Geometry) -> Size:
    """Of a tilt series: counts and, twice as large, mean counts, each in two formats; a volume."""
    packed = (2 + 4) * drawn.angles * drawn.rows * drawn.columns
    volume = 4 * drawn.rows * drawn.size**2 * (settings.tilt.reconstruction != "none")
    return Size(2 * packed + volume, packed + USID_FILE)


def _of_mode(settings: TomographySettings, mode: str, scan: _Scan) -> Size:
    """Of one mode of a real scan."""
    shifts = 1 if mode == "dynamic" else scan.shifts
    shape = settings.sinogram_shape or (scan.angles, scan.columns)
    count = PAIRS[mode] * shifts
    if mode == "dynamic":
        count *= (scan.angles // settings.frame_angles + 1) // 2
        shape = settings.sinogram_shape or (settings.frame_angles, scan.columns)
    if mode == "patch":
        shape = height, width = settings.patch_size
        count *= (scan.angles // height) * (scan.columns // width)
    return _images(scan, count, shape)


def _images(scan: _Scan, count: int, shape: tuple[int, ...]) -> Size:
    """Of `count` images of this shape (angles, columns) of every detector row."""
    one = 2 * shape[0] * shape[1]
    return Size(scan.rows * count * (one + TIFF), scan.rows * count * one + USID_FILE)


def _opened(settings: TomographySettings) -> Iterator[_Scan]:
    from synthscope.tomography.scans.read import open_scan  # h5py, for real scans alone

    for given in real_scans(settings, "")[:OPENED]:
        try:
            with open_scan(given.files[0], given.flats, given.darks, settings.reading) as scan:
                yield _Scan(scan.rows, len(scan.projections), scan.columns, len(given.files))
        except InputError:  # its job says why
            continue
