"""What the files of acquisitions show: each image, and where its labels lie in it."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import Self

import h5py
import numpy as np

from synthscope.core.errors import InputError
from synthscope.dataset.key.columns import Row
from synthscope.haadf.conditions import PERFECT, PROJECTIONS, RAW
from synthscope.haadf.label_groups import read_labels
from synthscope.haadf.labels import Labels
from synthscope.haadf.png import MARGIN
from synthscope.haadf.recording.movements import Waves
from synthscope.haadf.recording.truth import read_label_waves
from synthscope.haadf.scanlines import drifted, undrifted

_PICTURE = re.compile(r"(?P<set>.+)/png/(?P<view>.+)-(?:raw|stem\d\d-\w+)\.png")


@dataclass(frozen=True)
class Shown:
    """An image, and how what it shows lies in the frame of its acquisition.

    Attributes
    ----------
    name
        Of its dataset: ``raw``, ``stem00-clean``.
    specimen
        perfect, L1 or L2.
    frame
        Rows and columns of the acquisition.
    shape
        Those of the image.
    first
        (x, y) of its first pixel in the frame.
    drift, edges, waves
        As of `scanlines.drifted`.
    """

    name: str
    specimen: str
    frame: tuple[int, int]
    shape: tuple[int, int]
    first: tuple[int, int] = (0, 0)
    drift: tuple[float, float] = (0.0, 0.0)
    edges: str = "pile_up"
    waves: Waves | None = None

    @property
    def condition(self) -> str:
        return self.name.partition("-")[2] or self.name

    @property
    def as_png(self) -> Self:
        """The same image as its PNG file has it, without a margin."""
        first = self.first[0] + MARGIN, self.first[1] + MARGIN
        shape = self.shape[0] - 2 * MARGIN, self.shape[1] - 2 * MARGIN
        return replace(self, first=first, shape=shape)

    def places(self, places_px: np.ndarray) -> np.ndarray:
        """(N, 2) places of the frame, in this image, px."""
        return drifted(places_px, *self._moved) - self.first

    @property
    def _moved(self) -> tuple:
        return self.frame[0], self.drift, self.edges, self.waves

    def holds(self, places_px: np.ndarray) -> np.ndarray:
        """(N,) whether places of this image fall on one of its pixels."""
        size = np.array(self.shape[::-1])
        return ((places_px >= -0.5) & (places_px < size - 0.5)).all(axis=1)

    def cut(self, corners_px: np.ndarray) -> np.ndarray:
        """The part of a convex polygon, or of a line, that falls on this image: (n, 2) corners."""
        for axis, size in enumerate(self.shape[::-1]):
            corners_px = _kept(corners_px, corners_px[:, axis] + 0.5)
            corners_px = _kept(corners_px, size - 0.5 - corners_px[:, axis])
        return corners_px

    def boxes(self, boxes_px: np.ndarray) -> np.ndarray:
        """(N, 4) boxes of the frame, in this image: moved with their middles, cut at its border."""
        middle = (boxes_px[:, :2] + boxes_px[:, 2:]) / 2
        return self.within(boxes_px + np.tile(self.places(middle) - middle, 2))

    def within(self, boxes_px: np.ndarray) -> np.ndarray:
        """(..., 4) boxes of this image, cut at its border."""
        return np.clip(boxes_px, -0.5, np.tile(self.shape[::-1], 2) - 0.5)

    def mask(self, mask: np.ndarray) -> np.ndarray:
        """A map of the frame, rows × columns, in this image: the nearest pixel's values."""
        row, column = np.indices(self.shape).reshape(2, -1)
        seen = np.column_stack([column, row]) + self.first
        source = undrifted(seen, *self._moved)
        at = np.floor(source + 0.5).astype(np.intp)
        x, y = np.clip(at, 0, np.array(mask.shape[::-1]) - 1).T
        return mask[y, x].reshape(self.shape)


@dataclass(frozen=True, eq=False)
class Acquisition:
    """The open file of an acquisition.

    Attributes
    ----------
    row
        Of key.csv.
    pictures
        Rows of its PNG files, by condition.
    """

    row: Row
    pictures: Mapping[str, Row]
    file: h5py.File

    @property
    def name(self) -> str:
        """A name that no other acquisition has, without a dot."""
        return _name(self.row)

    @property
    def pixel_A(self) -> float:
        return float(self.row["pixel_size_A"])

    @cached_property
    def labels(self) -> Mapping[str, Labels]:
        """By specimen: perfect, L1, L2."""
        states = self.file["columns"]
        return {
            specimen: read_labels(self.file, state, self.pixel_A)
            for specimen, state in PROJECTIONS.items()
            if state in states
        }

    @cached_property
    def images(self) -> Sequence[Shown]:
        """`raw` first, the others by name."""
        group = self.file["haadf"]
        frame = group[RAW].shape
        return [
            Shown(RAW, PERFECT, frame, frame),
            *(_shown(self.file, name, frame) for name in sorted(group) if name.startswith("stem")),
        ]

    def pictured(self) -> Iterator[tuple[Shown, Row]]:
        """The images that have a PNG file, each with the file's row."""
        for image in self.images:
            if image.condition in self.pictures:
                yield image, self.pictures[image.condition]

    def pixels(self, image: Shown) -> np.ndarray:
        """An image, rows × columns, float32."""
        return self.file["haadf"][image.name][()].astype(np.float32)


def _kept(corners: np.ndarray, inside: np.ndarray) -> np.ndarray:
    """The part of a convex polygon where a linear function, known at its corners, is positive."""
    found = []
    for k, (one, other) in enumerate(zip(inside, np.roll(inside, -1))):
        if one >= 0:
            found.append(corners[k])
        if (one >= 0) != (other >= 0):
            after = corners[(k + 1) % len(corners)]
            found.append(corners[k] + one / (one - other) * (after - corners[k]))
    return np.array(found).reshape(-1, 2)


def _shown(file: h5py.File, name: str, frame: tuple[int, int]) -> Shown:
    image = file["haadf"][name]
    about = image.attrs
    first = about.get("first_pixel", (0, 0))
    return Shown(
        name,
        str(about["specimen"]),
        frame,
        image.shape,
        (int(first[1]), int(first[0])),
        (float(about["drift_right_px"]), float(about["drift_down_px"])),
        str(about["edges"]),
        read_label_waves(file, name),
    )


def _name(row: Row) -> str:
    path = PurePosixPath(row["filename"])
    return f"{row['published_set']}-{path.stem}".replace(".", "_")


def listed(rows: Iterable[Row], part: str) -> list[tuple[Row, dict[str, Row]]]:
    """The acquisitions of a part of a data set, in the order of the key: rows as of `Acquisition`.

    Parameters
    ----------
    rows
        Of key.csv.

    Raises
    ------
    InputError
        Two would have one name.
    """
    own = [row for row in rows if row["product"] == "haadf" and row.get("split") == part]
    pictures: dict[str, dict[str, Row]] = {}
    for row in own:
        if row["filename"].endswith(".png"):
            found = _PICTURE.fullmatch(row["filename"])
            file = f"{found['set']}/h5/{found['view']}.h5"
            pictures.setdefault(file, {})[row["condition"]] = row
    files = [row for row in own if row["filename"].endswith(".h5")]
    for name, count in Counter(map(_name, files)).items():
        if count > 1:
            raise InputError(f"two acquisitions would be called {name}; rename a structure")
    return [(row, pictures.get(row["filename"], {})) for row in files]


def opened(files: Iterable[tuple[Row, dict[str, Row]]], folder: Path) -> Iterator[Acquisition]:
    """Acquisitions, one open at a time; `folder` is that of the data set."""
    for row, pictures in files:
        with h5py.File(folder / row["filename"]) as file:
            yield Acquisition(row, pictures, file)


def acquisitions(rows: Iterable[Row], folder: Path, part: str) -> Iterator[Acquisition]:
    """All of a part, as `listed`, one open at a time."""
    return opened(listed(rows, part), folder)
