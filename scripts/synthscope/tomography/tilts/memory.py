"""How much memory a tilt series takes, known before the first job."""

from synthscope.tomography.settings import TiltSeriesSettings
from synthscope.tomography.simulation.geometry import Geometry

BLOCK_ROWS = 16  # of all views, that are projected at a time to find the densest ray
_IMAGES = 6  # of a view in double precision: counts, means, random numbers, splines
_PLANES = 8  # of a slice of the volume in single precision, in the library's back-projection


def tilt_memory_MB(settings: TiltSeriesSettings) -> int:
    """Memory for one sample besides that of the program itself, MB.

    The views wait for the reconstruction in a file; those of them that are mapped count, too.
    """
    scan = Geometry.of(settings)
    wide = max(scan.columns, Geometry.of_size(scan.size).columns + 1)
    total = 4 * BLOCK_ROWS * scan.angles * scan.columns + 8 * _IMAGES * scan.rows * wide
    if settings.tilt.reconstruction != "none":
        total += 4 * scan.angles * scan.rows * wide + 4 * _PLANES * wide**2
    return total // 10**6
