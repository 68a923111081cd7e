"""The images of one acquisition: of each detector, behind each thickness, and what each is called.

A detector is called after what most of its width collects, α being the semi-angle of convergence:

=======  ==========================================================
BF       the disc of the undiffracted beam, from its middle (less than α/4) on
ABF      a ring in that disc, from α/4 on
LAADF    what is scattered out of the disc, from less than 2α on
HAADF    from 2α on
=======  ==========================================================

Columns are bright in dark field and dark in bright field. Where acquisitions draw α, detectors are
called after the greatest that may be drawn, so that one has one name in a data set; whether it sees
columns dark is a matter of each acquisition's own. Where angles are drawn, it is the middle of what
may be drawn for them that gives the name.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from synthscope.core.distributions import Varied
from synthscope.core.extremes import at_extremes, varies
from synthscope.optics.detectors import Detector

BRIGHT_FIELD = ("BF", "ABF")


@dataclass(frozen=True)
class Readout:
    """One of the images of an acquisition.

    Attributes
    ----------
    detector
        Its number in the list of detectors.
    detector_name
        What it is called, where there are several; else "".
    depth_A
        How far from the entrance surface the image is taken; None: behind the whole specimen.
    bright_field
        Whether columns are dark.
    noise
        What the random numbers of its noise are besides for; nothing of the first detector.
    """

    detector: int = 0
    detector_name: str = ""
    depth_A: float | None = None
    bright_field: bool = False
    noise: tuple[str, ...] = ()

    @property
    def depth_name(self) -> str:
        """The thickness as names of files have it; "" of the whole specimen."""
        return "" if self.depth_A is None else f"t{self.depth_A:g}"

    @property
    def suffix(self) -> str:
        """What stands behind the name of an acquisition's file."""
        return "".join(f"-{name}" for name in (self.detector_name, self.depth_name) if name)


def detector_kind(detector: Detector, semiangle_mrad: float) -> str:
    """BF, ABF, LAADF or HAADF, as the table above says."""
    inner = detector.inner_mrad
    if (inner + detector.outer_mrad) / 2 < semiangle_mrad:
        return "BF" if inner < semiangle_mrad / 4 else "ABF"
    return "HAADF" if inner >= 2 * semiangle_mrad else "LAADF"


def detector_names(
    angles_mrad: Sequence[tuple[Varied, Varied]], semiangle_mrad: float
) -> list[str]:
    """What detectors are called in all files of a data set.

    Where several are of one kind, each has its angles besides (`HAADF80-120`), or its place in the
    list (`HAADF2`) where angles are drawn.

    Parameters
    ----------
    angles_mrad
        Inner and outer angle of each, as settings have them.
    semiangle_mrad
        The greatest of all acquisitions.
    """
    middles = np.mean(at_extremes(tuple(angles_mrad)), axis=0)
    detectors = [Detector(*angles) for angles in middles.tolist()]
    kinds = [detector_kind(one, semiangle_mrad) for one in detectors]
    drawn, common = varies(tuple(angles_mrad)), Counter(kinds)
    return [
        kind if common[kind] == 1 else f"{kind}{number if drawn else _angles(one)}"
        for number, (kind, one) in enumerate(zip(kinds, detectors), 1)
    ]


def _angles(detector: Detector) -> str:
    return f"{detector.inner_mrad:g}-{detector.outer_mrad:g}"


def readouts(
    detectors: Sequence[Detector],
    names: Sequence[str],
    semiangle_mrad: float,
    depths_A: Sequence[float],
) -> Iterator[Readout]:
    """All of an acquisition, the whole specimen first.

    Parameters
    ----------
    detectors, names
        With the angles of this view, and as `detector_names` calls them; a single one has none.
    semiangle_mrad
        Of this acquisition.
    depths_A
        Thicknesses at which images are taken besides.
    """
    for depth in (None, *sorted(depths_A)):
        for number, (one, name) in enumerate(zip(detectors, names if len(detectors) > 1 else [""])):
            dark = detector_kind(one, semiangle_mrad) in BRIGHT_FIELD
            noise = ("detector", _angles(one)) if number else ()
            yield Readout(number, name, depth, dark, noise)
