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
columns dark is a matter of each acquisition's own.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

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


def detector_names(detectors: Sequence[Detector], semiangle_mrad: float) -> list[str]:
    """The kind of each, with its angles (`HAADF80-120`) where several are of one kind."""
    kinds = [detector_kind(one, semiangle_mrad) for one in detectors]
    common = Counter(kinds)
    return [
        f"{kind}{_angles(one)}" if common[kind] > 1 else kind for kind, one in zip(kinds, detectors)
    ]


def _angles(detector: Detector) -> str:
    return f"{detector.inner_mrad:g}-{detector.outer_mrad:g}"


def readouts(
    detectors: Sequence[Detector],
    semiangle_mrad: float,
    widest_mrad: float,
    depths_A: Sequence[float],
) -> Iterator[Readout]:
    """All of an acquisition, the whole specimen first.

    Parameters
    ----------
    semiangle_mrad, widest_mrad
        Of this acquisition, and the greatest of all.
    depths_A
        Thicknesses at which images are taken besides.
    """
    names = detector_names(detectors, widest_mrad) if len(detectors) > 1 else [""]
    for depth in (None, *sorted(depths_A)):
        for number, (one, name) in enumerate(zip(detectors, names)):
            dark = detector_kind(one, semiangle_mrad) in BRIGHT_FIELD
            noise = ("detector", _angles(one)) if number else ()
            yield Readout(number, name, depth, dark, noise)
