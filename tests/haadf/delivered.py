"""A data set of a few varied HAADF images, with what formats of labels are made of."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from tests.haadf.test_acquisitions import simulated
from tests.haadf.test_scan import fitted
from tests.multislice.specimens import quick_settings

from synthscope.core.files import sha256
from synthscope.dataset.key.columns import Row
from synthscope.dataset.key.table import merge_tables
from synthscope.haadf.delivery.acquisitions import Acquisition, listed, opened
from synthscope.haadf.publish import publish_view
from synthscope.structures.model import Crystal

MINE = {
    "dose_e_per_A2": 1e8, "drift_px": 6, "scanline_px": 0, "background": 0, "blur_px": 0,
    "edges": "crop",
}  # fmt: skip


@dataclass(frozen=True)
class Delivered:
    """Rows of the key and the folder of the files; all are of the part `train`."""

    rows: list[Row]
    folder: Path

    def shown(self, shard: int = 0, shards: int = 1) -> Iterator[Acquisition]:
        """The acquisitions, one open at a time."""
        return opened(listed(self.rows, "train")[shard::shards], self.folder)

    def pixels(self) -> list[np.ndarray]:
        """All images, in the order of acquisitions and their conditions."""
        return [one.pixels(image) for one in self.shown() for image in one.images]


def delivered(crystal: Crystal, folder: Path, **changes) -> Delivered:
    settings = quick_settings(
        **{
            "geometry": "cell", "cell_strain": 0.2, "pixels": 96, "source_size_A": 0.8,
            "phonons": {"configurations": 0}, "accept_laue_rings": True,
            "conditions": {"mine": MINE},
            "general": {
                "conditions": ["raw", "mine"], "acquisitions": 2,
                "frame": {"pixel_size_A": 0.11, "scan_rotation_deg": {"uniform": [0, 360]}},
            },
            "labels": {"maps": ["thickness", "regions"]},
        }
        | changes
    )  # fmt: skip
    left, made = simulated(settings, folder, crystal)
    assert not left
    rows = merge_tables([publish_view({crystal.id: crystal}, made, settings, 1, folder)])
    return Delivered([row | {"split": "train"} for row in rows], folder)


def written(write, made, path, *more):
    """What a writer writes, which is the same each time."""
    for place in (path, path.with_name(f"again-{path.name}")):
        write(made.shown(), place, *more)
    assert sha256(path) == sha256(place)
    return path


def off_centre(image, places):
    """How far Gaussians on columns well inside an image lie beside their labels, px."""
    places = np.asarray(places)
    size = np.array(image.shape[::-1])
    inside = ((places > 8) & (places < size - 9)).all(axis=1)
    assert inside.sum() >= 4
    return np.abs(fitted(image, places[inside], 4) - places[inside])
