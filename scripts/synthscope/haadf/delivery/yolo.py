"""Labels as YOLO takes them: a text file an image, with a box a line.

The layout is that of Ultralytics (https://docs.ultralytics.com/datasets/detect): `images/<part>`,
`labels/<part>` and `data.yaml`; archives of all parts unpack into one folder.
"""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np

from synthscope.formats.zip_stored import zip_archive
from synthscope.haadf.delivery.acquisitions import Acquisition, Shown
from synthscope.haadf.delivery.classes import YOLO_NAMES
from synthscope.haadf.delivery.shown_defects import shown_defects


def write_yolo(
    shown: Iterable[Acquisition],
    path: Path,
    folder: Path,
    part: str,
    parts: Sequence[str],
    box_A: float,
) -> None:
    """Write the images of a part, with boxes of visible columns and of defects.

    Parameters
    ----------
    folder
        Of the data set, where the PNG files are.
    parts
        Of the whole data set, the one to learn from first.
    box_A
        Edge of the box about a column.
    """
    with zip_archive(path) as archive:
        archive.add("data.yaml", _description(parts).encode())
        empty = True
        for one in shown:
            for image, picture in one.pictured():
                name = f"{one.name}-{image.name}"
                content = (folder / picture["filename"]).read_bytes()
                archive.add(f"images/{part}/{name}.png", content)
                lines = "".join(_lines(one, image.as_png, box_A))
                archive.add(f"labels/{part}/{name}.txt", lines.encode())
                empty = False
        if empty:  # or data.yaml would name folders that are not there
            for folder_name in ("images", "labels"):
                archive.add(f"{folder_name}/{part}/", b"")


def _description(parts: Sequence[str]) -> str:
    """data.yaml: `train` is the first part, `val` the second, `test` the last of three."""
    roles = dict(zip(("train", "val", "test"), parts if len(parts) > 1 else [*parts, *parts]))
    lines = [f"{role}: images/{part}\n" for role, part in roles.items()]
    lines += ["names:\n", *(f"  {k}: {name}\n" for k, name in enumerate(YOLO_NAMES))]
    return "".join(lines)


def _lines(one: Acquisition, seen: Shown, box_A: float) -> Iterator[str]:
    """Class, then middle and size of the box in units of the image's width and height."""
    labels, pixel_A = one.labels[seen.specimen], one.pixel_A
    places = seen.places(labels.columns.position / pixel_A)
    places = places[seen.holds(places) & labels.visible]
    around = np.array([-1, -1, 1, 1]) * box_A / pixel_A / 2
    boxes = seen.within(np.tile(places, 2) + around)
    yield from _boxes(np.zeros(len(places)), boxes, seen)
    found = [(YOLO_NAMES.index(m.kind), box) for m, _, box in shown_defects(labels, seen, pixel_A)]
    kinds, boxes = zip(*found) if found else ((), ())
    yield from _boxes(np.array(kinds), np.reshape(boxes, (-1, 4)), seen)


def _boxes(kinds: np.ndarray, boxes: np.ndarray, seen: Shown) -> Iterator[str]:
    size = np.array(seen.shape[::-1])
    middle = ((boxes[:, :2] + boxes[:, 2:]) / 2 + 0.5) / size
    wide = (boxes[:, 2:] - boxes[:, :2]) / size
    for kind, (x, y), (width, height) in zip(kinds.astype(int).tolist(), middle, wide):
        if width > 0 and height > 0:
            yield f"{kind} {x:.6f} {y:.6f} {width:.6f} {height:.6f}\n"
