"""Which defects an image shows, and where."""

from collections.abc import Iterator

import numpy as np

from synthscope.haadf.delivery.acquisitions import Shown
from synthscope.haadf.labels import Labels
from synthscope.structures.scenes.scene import Mark


def shown_defects(
    labels: Labels, seen: Shown, pixel_A: float
) -> Iterator[tuple[Mark, np.ndarray, np.ndarray]]:
    """Defects of which a point falls on a pixel of an image, in its px.

    Yields
    ------
    The defect, (2, 2) places of its ends, which of a point are one, and (4,) first and last corner
    of the box about it.
    """
    for mark, box in zip(labels.defects, seen.boxes(labels.boxes / pixel_A)):
        ends = seen.places(np.array([mark.at[:2], (mark.to or mark.at)[:2]]) / pixel_A)
        if len(seen.cut(ends)) and (box[2:] > box[:2]).all():
            yield mark, ends, box
