"""What the 4D-STEM scans will take on the disk."""

from synthscope.core.sizes import USID_FILE, Size
from synthscope.stem4d.settings import Stem4dSettings

VIEW = 30_000
"""Bytes of the labels and attributes of a scan's file."""


def expected_size(settings: Stem4dSettings, structures: int, views: float) -> Size:
    """Bytes of all scans, and of the patterns of one that lie beside it while it is computed.

    Parameters
    ----------
    structures
        How many there are.
    views
        Distinct directions of a structure, on the average.
    """
    scan, pixels = settings.scan.positions**2, settings.detector.pixels**2
    patterns = 4 * scan * pixels
    images = len(settings.virtual_detectors_mrad) or 3
    images += sum(one.count + 2 for one in settings.segmented_detectors.values())
    maps = 4 * scan * images + 4 * scan * 3 + 4 * pixels
    scans = structures * views
    beside = Size(patterns if scans else 0, structures * USID_FILE)
    return Size(patterns + maps + VIEW, patterns) * scans + beside
