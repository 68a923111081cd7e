"""The labels of a single image, in its own pixels, as plain lists."""

from typing import Any

import numpy as np

from synthscope.haadf.delivery.acquisitions import Acquisition, Shown
from synthscope.haadf.delivery.column_texts import column_parts, composition
from synthscope.haadf.delivery.shown_defects import shown_defects

_DIGITS = 4


def column_labels(one: Acquisition, image: Shown) -> dict[str, list]:
    """The columns on an image: `x` and `y` in px, and by the same order all else."""
    labels = one.labels[image.specimen]
    places = image.places(labels.columns.position / one.pixel_A)
    held = np.flatnonzero(image.holds(places))
    x, y = np.round(places[held], _DIGITS).T.tolist()
    found = {
        "x": x,
        "y": y,
        "composition": [composition(labels.columns, i) for i in held],
        "n_atoms": labels.columns.n_atoms[held].tolist(),
        "contrast": np.round(labels.contrast[held].astype(float), _DIGITS).tolist(),
        "visible": labels.visible[held].tolist(),
    }
    parts = column_parts(labels)
    if parts:
        found |= {name: [parts[i][k] for i in held] for k, name in enumerate(("role", "grain"))}
    return found


def defect_labels(one: Acquisition, image: Shown) -> list[dict[str, Any]]:
    """The defects on an image: kind, x and y in px, and the box's first and last corner."""
    labels = one.labels[image.specimen]
    found = []
    for mark, ends, box in shown_defects(labels, image, one.pixel_A):
        (x, y), end = np.round(ends, _DIGITS).tolist()
        found.append(
            {
                "kind": mark.kind,
                "x": x,
                "y": y,
                "end": end if mark.to else None,
                "was": mark.was,
                "now": mark.now,
                "box": np.round(box, _DIGITS).tolist(),
            }
        )
    return found
