"""Labels as COCO has them: columns as keypoints, defects and grains as instances.

The format is that of COCO 2014 to 2017 (https://cocodataset.org/#format-data). A keypoint has
coordinates of pixels (pixel 0 is centred on 0), as all of ours; a box or an outline begins at the
border of the first pixel, which is at 0 there and at -0.5 in our files. Images are the PNG files.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

import numpy as np

from synthscope.core.files import replacing
from synthscope.haadf.delivery.acquisitions import Acquisition, Shown
from synthscope.haadf.delivery.classes import COLUMN, DEFECT_CLASSES, GRAIN_CLASSES
from synthscope.haadf.delivery.column_texts import column_parts, composition
from synthscope.haadf.delivery.shown_defects import shown_defects
from synthscope.haadf.labels import Labels

_DIGITS = 3  # of pixels
_POINT_PX = 1e-3  # what is no longer is a point: a dislocation is seen along its line


def write_keypoints(shown: Iterable[Acquisition], path: Path, box_A: float) -> None:
    """Write visible columns, each a keypoint with a box of `box_A` about it."""
    category = {
        "id": COLUMN,
        "name": "column",
        "supercategory": "specimen",
        "keypoints": ["centre"],
        "skeleton": [],
    }
    _write(shown, path, [category], lambda one, image: _keypoints(one, image, box_A))


def write_instances(shown: Iterable[Acquisition], path: Path, box_A: float) -> None:
    """Write defects with their boxes, and grains and regions of scenes with their masks.

    Parameters
    ----------
    box_A
        Edge of the box about a point, and width of the strip about a line, Å.
    """
    categories = [
        {"id": number, "name": name, "supercategory": kind}
        for kind, names in (("defect", DEFECT_CLASSES), ("region", GRAIN_CLASSES))
        for name, number in names.items()
    ]
    _write(shown, path, categories, lambda one, image: _instances(one, image, box_A))


def _write(shown, path: Path, categories: list[dict[str, Any]], annotate) -> None:
    """Write a file; annotations go through a file of their own, for there are millions."""
    images, count = [], 0
    with (
        replacing(path) as beside,
        TemporaryFile("w+", encoding="utf-8", dir=path.parent) as annotations,
    ):
        for one in shown:
            for image, picture in one.pictured():
                seen = image.as_png
                images.append(_image(one, seen, picture))
                for annotation in annotate(one, seen):
                    count += 1
                    numbers = {"id": count, "image_id": picture["id"], "iscrowd": 0}
                    annotations.write(",\n" if count > 1 else "")
                    annotations.write(_json(numbers | annotation))
        annotations.seek(0)
        with open(beside, "w", encoding="utf-8", newline="\n") as file:
            file.write('{"info": {"description": "HAADF-STEM images by synthscope"},\n')
            file.write('"licenses": [],\n"images": [\n')
            file.write(",\n".join(map(_json, images)))
            file.write('\n],\n"annotations": [\n')
            for line in annotations:
                file.write(line)
            file.write(f'\n],\n"categories": {_json(categories)}}}\n')


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def _image(one: Acquisition, seen: Shown, picture: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "id": picture["id"],
        "file_name": picture["filename"],
        "width": seen.shape[1],
        "height": seen.shape[0],
        "condition": seen.condition,
        "structure_id": one.row["structure_id"],
        "pixel_size_A": one.pixel_A,
        "hdf5": one.row["filename"],
    }


def _keypoints(one: Acquisition, seen: Shown, box_A: float) -> Iterator[dict[str, Any]]:
    labels, pixel_A = one.labels[seen.specimen], one.pixel_A
    places = seen.places(labels.columns.position / pixel_A)
    parts = column_parts(labels)
    for i in np.flatnonzero(seen.holds(places) & labels.visible):
        x, y = np.round(places[i], _DIGITS).tolist()
        half = box_A / pixel_A / 2
        yield {
            "category_id": COLUMN,
            "keypoints": [x, y, 2],
            "num_keypoints": 1,
            **_box(seen.within(np.array([x - half, y - half, x + half, y + half]))),
            "composition": composition(labels.columns, i),
            "n_atoms": int(labels.columns.n_atoms[i]),
            "contrast": round(float(labels.contrast[i]), 4),
            **({"role": parts[i][0], "grain": parts[i][1]} if parts else {}),
        }


def _instances(one: Acquisition, seen: Shown, box_A: float) -> Iterator[dict[str, Any]]:
    labels, pixel_A = one.labels[seen.specimen], one.pixel_A
    for mark, ends, _ in shown_defects(labels, seen, pixel_A):
        corners = _outline(ends, seen, box_A / pixel_A)
        about = {name: getattr(mark, name) for name in ("was", "now") if getattr(mark, name)}
        yield {
            "category_id": DEFECT_CLASSES[mark.kind],
            **_box(np.hstack([corners.min(axis=0), corners.max(axis=0)])),
            "area": round(_area(corners), _DIGITS),
            "segmentation": [np.round(corners + 0.5, _DIGITS).ravel().tolist()],
            "point": np.round(ends[0], _DIGITS).tolist(),
            **about,
            **({"grain": mark.grain} if mark.grain else {}),
        }
    for name, grain, mask in region_masks(labels):
        here = seen.mask(mask)
        if here.any():
            yield {"category_id": GRAIN_CLASSES[name], **_mask(here), "grain": grain}


def region_masks(labels: Labels) -> Iterator[tuple[str, int, np.ndarray]]:
    """What each region of a scene is, its grain (0 for none) and where it is in the frame."""
    for k, mask in enumerate(labels.maps.get("grains", ())):
        yield labels.grain_roles[k], k + 1, mask
    for name, mask in sorted(labels.regions.items()):
        if name != "matter" and name not in labels.grain_roles:
            yield name, 0, mask


def _outline(ends: np.ndarray, seen: Shown, width_px: float) -> np.ndarray:
    """(n, 2) corners of what the image has of the strip about a line, or of the box of a point."""
    begin, end = ends
    length = float(np.hypot(*(end - begin)))
    along = (end - begin) / length if length > _POINT_PX else np.array([1.0, 0.0])
    along = along * width_px / 2
    side = np.array([-along[1], along[0]])
    begin, end = begin - along, end + along
    return seen.cut(np.array([begin + side, end + side, end - side, begin - side]))


def _area(corners: np.ndarray) -> float:
    """Of a polygon."""
    x, y = corners.T
    return float(abs(x @ np.roll(y, -1) - y @ np.roll(x, -1)) / 2)


def _box(box: np.ndarray) -> dict[str, Any]:
    """COCO's box, [x, y, width, height] from the border of the first pixel, and its area."""
    x, y = (box[:2] + 0.5).tolist()
    width, height = (box[2:] - box[:2]).tolist()
    values = [round(value, _DIGITS) for value in (x, y, width, height)]
    return {"bbox": values, "area": round(width * height, _DIGITS)}


def _mask(mask: np.ndarray) -> dict[str, Any]:
    """A mask as the lengths of its runs, down its columns, the first of what is outside."""
    flat = mask.ravel(order="F")
    ends = np.flatnonzero(np.diff(flat)) + 1
    runs = np.diff(np.concatenate([[0], ends, [flat.size]])).tolist()
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    x, y = int(columns[0]), int(rows[0])
    return {
        "segmentation": {"size": list(mask.shape), "counts": [0, *runs] if flat[0] else runs},
        "bbox": [x, y, int(columns[-1]) - x + 1, int(rows[-1]) - y + 1],
        "area": int(mask.sum()),
    }
