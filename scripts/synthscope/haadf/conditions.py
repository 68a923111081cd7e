"""The named imaging conditions of the atomagined data set.

Each is a state of the specimen (perfect, or with the low or medium defect) and a distortion. The
numbers are those published with the data set (MaterialEyes/atomagined, README of 2020), where
``comb2`` is said to show the low defect; its published images show the medium one.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from synthscope.haadf.distortion import Distortion

PERFECT, LOW, MEDIUM = "perfect", "L1", "L2"

# What a file calls the labels of each specimen.
PEAK_MAPS = {PERFECT: "clean", LOW: "dfct1", MEDIUM: "dfct2"}
PROJECTIONS = {PERFECT: "full", LOW: "dlo", MEDIUM: "dmd"}

RAW = "raw"


@dataclass(frozen=True)
class CustomCondition(Distortion):
    """An imaging condition of your own; omitted values are those of `clean`."""

    specimen: Literal["perfect", "L1", "L2"] = "perfect"
    """The specimen: perfect, or with the defect L1 or L2."""


@dataclass(frozen=True)
class Condition:
    """A kind of image: which specimen it shows, and how it is distorted."""

    name: str
    specimen: str
    distortion: Distortion

    @property
    def dataset(self) -> str:
        """Name of the image in files: the number before it counts the kinds of combination."""
        return f"stem{ {'comb1': '01', 'comb2': '02'}.get(self.name, '00') }-{self.name}"


def _published(comb2_defect: str) -> list[tuple]:
    """Name, specimen, blur (px), counts per pixel, scan-line error (px), background (means)."""
    return [
        ("clean", PERFECT, 0.8, 400, 0.75, 2),
        ("blur1", PERFECT, 1.8, 400, 0.75, 2),
        ("blur2", PERFECT, 2.8, 400, 0.75, 2),
        ("cnts1", PERFECT, 0.8, 100, 0.75, 2),
        ("cnts2", PERFECT, 0.8, 40, 0.75, 2),
        ("scan1", PERFECT, 0.8, 400, 1.00, 2),
        ("scan2", PERFECT, 0.8, 400, 1.25, 2),
        ("bkgd1", PERFECT, 0.8, 400, 0.75, 6),
        ("bkgd2", PERFECT, 0.8, 400, 0.75, 10),
        ("dfct1", LOW, 0.8, 400, 0.75, 2),
        ("dfct2", MEDIUM, 0.8, 400, 0.75, 2),
        ("blbk1", PERFECT, 1.8, 400, 1.00, 6),
        ("blbk2", PERFECT, 2.8, 400, 1.25, 10),
        ("comb1", LOW, 1.8, 100, 1.00, 6),
        ("comb2", comb2_defect, 2.8, 100, 1.25, 6),
    ]


def published(comb2_defect: str = MEDIUM) -> dict[str, Condition]:
    """The fifteen distorted conditions of the data set; with ``raw`` they are sixteen."""
    return {
        name: Condition(
            name,
            specimen,
            Distortion(blur_px=blur, counts=counts, scanline_px=scan, background=background),
        )
        for name, specimen, blur, counts, scan, background in _published(comb2_defect)
    }


NAMES = (RAW, *published())


def conditions(
    custom: Mapping[str, CustomCondition] | None = None, comb2_defect: str = MEDIUM
) -> dict[str, Condition]:
    """The published conditions and the user's own.

    Parameters
    ----------
    custom
        By name. A published name replaces the published condition.
    comb2_defect
        Defect of ``comb2``: ``"L2"`` as in the published images, ``"L1"`` as in their description.
    """
    own = {name: _own(name, given) for name, given in (custom or {}).items()}
    return published(comb2_defect) | own


def _own(name: str, given: CustomCondition) -> Condition:
    return Condition(name, given.specimen, Distortion.within(given))


def named(names: Sequence[str], known: Mapping[str, Condition]) -> list[Condition]:
    """The distorted conditions of these names, in their order; ``raw`` is not distorted."""
    return [known[name] for name in names if name != RAW]


def needed_specimens(shown: Iterable[Condition]) -> list[str]:
    """The specimens that conditions show, the perfect one among them in any case."""
    return [PERFECT, *sorted({condition.specimen for condition in shown} - {PERFECT})]
