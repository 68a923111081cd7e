"""The sets of HAADF images: what they show, where they lie, and how many views they have.

Needs nothing but Python, like everything that describes a data set.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from synthscope.core.errors import InputError
from synthscope.core.settings import Section, Word, setting
from synthscope.dataset.key.columns import Row
from synthscope.haadf.conditions import NAMES
from synthscope.haadf.frame import FrameSettings


@dataclass(frozen=True)
class General(Section):
    """Every distinct view of every structure."""

    conditions: tuple[Word, ...] = setting(("raw", "clean", "blbk1"), min_length=1)
    """Conditions of each view."""

    acquisitions: int = setting(1, ge=1, le=10_000)
    """Acquisitions of each view, all made of one calculation: each is a file of its own, with noise
    of its own, and with its own value of whatever is a distribution (in `frame`, in your own
    conditions, `source_size_A`, `semiangle_mrad`, `aberrations`). A further one changes no byte of
    the others. Where an HDF5 file has but one condition that varies, its row of key.csv has the
    values; else those of PNG files have them, which are needed then."""

    frame: FrameSettings = FrameSettings()
    """What part of the specimen each acquisition scans; labels follow."""


@dataclass(frozen=True)
class Retrieval(Section):
    """Targets to be looked for among choices: different runs of the same specimens."""

    prototypes: int = setting(600, ge=1)
    """Structures, each of another prototype, chosen by the seed."""

    views: int = setting(4, ge=1, le=98)
    """Views of each, chosen by the seed."""

    targets: int = setting(400, ge=0)
    """Views that are also targets, spread over the structures."""

    target_conditions: tuple[Word, ...] = setting(NAMES, min_length=1)
    """Conditions of a target."""

    choice_conditions: tuple[Word, ...] = setting(("raw", "clean", "blbk1", "blbk2"), min_length=1)
    """Conditions of a choice."""

    def __post_init__(self) -> None:
        if self.targets > self.prototypes * self.views:
            raise InputError(
                f"targets are {self.targets} but there are only {self.prototypes * self.views} "
                "views (prototypes × views)"
            )


@dataclass(frozen=True)
class SetSettings(Section):
    """Which sets of images there are, and what is written of each."""

    sets: tuple[Literal["general", "retrieval"], ...] = setting(("general",), min_length=1)
    """Which sets of images to make."""

    general: General = General()
    """The set `general`."""

    retrieval: Retrieval = Retrieval()
    """The set `retrieval`."""

    files: tuple[Literal["h5", "png"], ...] = setting(("h5", "png"), min_length=1)
    """What is written of each view. PNG files are for looking at: they leave out three pixels at
    each side, so positions are less by 3 px there."""


@dataclass(frozen=True)
class ImageSet:
    """A set of the published data set.

    Attributes
    ----------
    name, folder
        Of the set; the folder is one of the data set's.
    run
        0 for the general set and the choices, 1 for the targets, which have phonons of their own.
    conditions
        The images of each of its views, by the names of their conditions.
    acquisitions
        How many there are of each view.
    frame
        What each scans.
    """

    name: str
    folder: str
    run: int
    conditions: tuple[str, ...]
    acquisitions: int = 1
    frame: FrameSettings = FrameSettings()

    def name_of(self, view: str, acquisition: int) -> str:
        """What the files of an acquisition are called; where there is but one, as its view is."""
        return f"{view}-a{acquisition:04d}" if self.acquisitions > 1 else view


FOLDERS = {
    "general": "haadf/general",
    "choices": "haadf/retrieval/choices",
    "targets": "haadf/retrieval/targets",
}


def image_sets(settings: SetSettings) -> dict[str, ImageSet]:
    """The sets that are asked for, by name."""
    general, retrieval = settings.general, settings.retrieval
    acquired = {"general": (general.acquisitions, general.frame)}
    conditions = {}
    if "general" in settings.sets:
        conditions["general"] = general.conditions
    if "retrieval" in settings.sets:
        conditions["choices"] = retrieval.choice_conditions
        conditions["targets"] = retrieval.target_conditions
    return {
        name: ImageSet(name, FOLDERS[name], int(name == "targets"), names, *acquired.get(name, ()))
        for name, names in conditions.items()
    }


def wanted_views(settings: SetSettings) -> dict[str, int]:
    """How many views the sets of a fixed size have."""
    chosen = settings.retrieval
    counts = {"choices": chosen.prototypes * chosen.views, "targets": chosen.targets}
    return counts if "retrieval" in settings.sets else {}


def count_views(rows: Iterable[Row]) -> Counter[str]:
    """The number of views in each set, from rows of the key."""
    return Counter(name for name, _ in {(row["published_set"], row["ref_id"]) for row in rows})
