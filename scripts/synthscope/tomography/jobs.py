"""Which scans a data set is made of, known before any of them is opened."""

from pathlib import Path

from synthscope.tomography.settings import ScanSettings, TomographySettings

FIRST_NUMBER = 1000
# What has no influence on any image, and so is not in a key's `config_hash`.
NEUTRAL = frozenset("chunk_size memory_MB parts baselines baselines_tomopy baseline_rows".split())


def real_scans(settings: TomographySettings, simulated: str) -> list[ScanSettings]:
    """Files, flat and dark fields and mask archive of each sample, in order.

    `hdf_file` with a number for its name stands for as many files with consecutive numbers as there
    are shifts. Without any real scan, samples are simulated into the folder `simulated`.
    """
    if settings.scans:
        return list(settings.scans)
    given = settings.hdf_file
    if given:
        files = consecutive(given, settings.shifts) if isinstance(given, str) else given
        return [ScanSettings(tuple(files), settings.flats, settings.darks, settings.mask)]
    numbers = range(FIRST_NUMBER, FIRST_NUMBER + settings.shifts)
    return [
        ScanSettings(tuple(f"{simulated}/{sample:04d}/{number}.nxs" for number in numbers))
        for sample in range(settings.start, settings.start + settings.samples)
    ]


def consecutive(path: str, count: int) -> list[str]:
    """1000.nxs, 1001.nxs, …; a file whose name is no number stands for itself."""
    first = Path(path)
    if not (first.stem.isascii() and first.stem.isdigit()):
        return [path]
    width = len(first.stem)
    return [
        str(first.with_name(f"{int(first.stem) + k:0{width}d}{first.suffix}")) for k in range(count)
    ]
