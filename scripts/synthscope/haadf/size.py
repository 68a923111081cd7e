"""What the HAADF images will take on the disk."""

from collections.abc import Iterable

from synthscope.core.extremes import at_extremes
from synthscope.core.sizes import USID_FILE, Size
from synthscope.haadf.conditions import RAW, Condition
from synthscope.haadf.sets import image_sets, wanted_views
from synthscope.haadf.settings import HaadfSettings
from synthscope.haadf.stages import count_lenses, shown_conditions, shown_specimens
from synthscope.optics.constants import wavelength

VIEW = 25_000
"""Bytes of the labels and attributes of a view's file, besides those of its atoms."""
ATOM = 30
"""Bytes of the labels of an atom."""
ATOMS_PER_A3 = 0.06
MAPS = {"thickness": 4, "regions": 1, "atoms": 2 * 3}
"""Bytes of a pixel of the maps of a specimen, with three elements; a scene has more regions."""
PNG = 1.3
"""Bytes of a pixel of a PNG file, whose three colours are one."""


def expected_size(settings: HaadfSettings, structures: int, views: float) -> Size:
    """Bytes of all sets.

    Parameters
    ----------
    structures
        How many there are.
    views
        Distinct directions of a structure, on the average.
    """
    lenses = count_lenses(settings)
    _, settings = at_extremes(settings)
    counts = {"general": structures * views, **wanted_views(settings)}
    shown = shown_specimens(settings)
    series = len(settings.detectors_mrad) * (1 + len(settings.thicknesses_A))
    pixels = settings.pixels
    total = Size()
    for name, one in image_sets(settings).items():
        distorted = [condition for condition in one.conditions if condition != RAW]
        frames = kept_frames(shown_conditions(settings)[name])
        specimens = len(shown[name])
        simulated = specimens * (lenses * series * series_bytes(settings) + VIEW // 2)
        mapped = sum(MAPS[name] for name in settings.labels.maps)
        of_pixel = (
            8 + 4 * (len(distorted) + frames) + (1 + mapped) * specimens + 8 * (specimens - 1)
        )
        atoms = ATOMS_PER_A3 * settings.field_A**2 * settings.cell_depth_A
        h5 = ATOM * specimens * atoms + of_pixel * pixels**2 + VIEW
        png = ("png" in settings.files) * PNG * len(one.conditions) * pixels**2
        written = ("h5" in settings.files) * h5 + png
        packed = 4 * (len(distorted) + 1) * pixels**2
        acquired = Size(round(written), packed, round(png)) * (one.acquisitions * series)
        total += (Size(round(simulated), 0) + acquired) * counts[name]
    return total + Size(0, structures * USID_FILE)


def kept_frames(conditions: Iterable[Condition]) -> int:
    """Frames that a file keeps besides the images of its conditions, which are their sums."""
    return sum(one.distortion.frames for one in conditions if one.distortion.series)


def series_bytes(settings: HaadfSettings) -> int:
    """Of the Fourier series of an image, whose band ends at twice the aperture."""
    half = 2e-3 * settings.semiangle_mrad / wavelength(settings.energy_keV) * settings.field_A
    return round(16 * (2 * half + 1) ** 2)
