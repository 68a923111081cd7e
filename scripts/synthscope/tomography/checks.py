"""What cannot be made of a scan, told before it is simulated."""

from pathlib import Path

from synthscope.core.errors import InputError
from synthscope.tomography.jobs import real_scans
from synthscope.tomography.settings import SIMULATED, TomographySettings
from synthscope.tomography.simulation.geometry import Geometry
from synthscope.tomography.simulation.geometry_settings import GeometrySettings
from synthscope.tomography.stripes.mask_settings import MaskSettings


def check_settings(settings: TomographySettings) -> None:
    """Refuse scans that are not there, and simulated ones that are too small for what is wanted.

    Raises
    ------
    InputError
        In one line, with what would do.
    """
    refuse_missing_files(settings)
    refuse_small_scans(settings)


def refuse_missing_files(settings: TomographySettings) -> None:
    """Refuse names of scans, of flat and dark fields and of masks that are no files."""
    if not {*settings.modes} - {*SIMULATED} or not (settings.scans or settings.hdf_file):
        return
    for number, scan in enumerate(real_scans(settings, ""), start=1):
        place = f"tomography.scans (item {number})" if settings.scans else "tomography"
        key = f"{place}.files" if settings.scans else "tomography.hdf_file"
        named = {"flats": scan.flats, "darks": scan.darks, "mask": scan.mask}
        for key, path in [
            *((key, file) for file in scan.files),
            *((f"{place}.{kind}", path) for kind, path in named.items() if path),
        ]:
            if not Path(path).is_file():
                raise InputError(
                    f"{key}: there is no file {path!r}; paths count from the folder that Snakemake "
                    "is started in"
                )


def refuse_small_scans(settings: TomographySettings) -> None:
    """Refuse windows, frames and patches that the scans to be simulated are too small for.

    Real scans are not opened here: what does not fit them is said by the first job that reads one.

    Raises
    ------
    InputError
        Naming the setting and the number that would fit.
    """
    modes = {*settings.modes} - {*SIMULATED}
    if not modes or settings.scans or settings.hdf_file:
        return
    scan = Geometry.of(GeometrySettings.within(settings))
    size = (
        f"scans of {scan.angles} angles and {scan.columns} columns, as tomography.size makes them"
    )
    if modes & {"paired", "patch"} and not settings.masks.truth:
        masks = MaskSettings.within(settings.masks).for_scan(scan.angles, scan.rows, scan.columns)
        try:
            masks.check(scan.angles, scan.columns)
        except InputError as error:
            raise InputError(f"tomography.masks: {error}, of {size}") from None
    if "dynamic" in modes and settings.frame_angles > scan.angles:
        raise InputError(
            f"tomography.frame_angles: {settings.frame_angles} does not fit {size}; at most "
            f"{scan.angles}"
        )
    height, width = settings.patch_size
    if "patch" in modes and (height > scan.angles or width > scan.columns):
        raise InputError(
            f"tomography.patch_size: {height} × {width} does not fit {size}; at most "
            f"{scan.angles} × {scan.columns}"
        )
