"""Labelling a scan: its atoms, columns, defects and maps."""

import numpy as np

from synthscope.haadf.columns import columns
from synthscope.haadf.contrast import contrasts
from synthscope.haadf.label_settings import LabelSettings
from synthscope.haadf.labels import Labels
from synthscope.haadf.maps import maps, truth_of
from synthscope.haadf.marks import boxes
from synthscope.haadf.peaks import REACH_PX
from synthscope.haadf.scan import Scan
from synthscope.structures.scenes.truth import Truth


def labels(
    scan: Scan,
    image: np.ndarray,
    settings: LabelSettings,
    truth: Truth | None = None,
    peak_reach_px: float = REACH_PX,
) -> Labels:
    """Label a scan, whose image without noise is given, rows × columns; of a scene by its truth."""
    pixel_A, pixels = scan.parameters["pixel_size_A"], len(image)
    found = columns(scan.numbers, scan.positions, scan.labels)
    contrast = contrasts(image, found.position / pixel_A, peak_reach_px)
    return Labels(
        scan.numbers,
        scan.positions,
        found,
        contrast,
        contrast >= settings.visible_contrast,
        *(truth_of(scan.sites, truth) if truth else (None, None)),
        tuple(part.role for part in truth.parts) if truth else (),
        scan.marks,
        boxes(scan.marks, settings.defect_box_A, pixels * pixel_A, pixel_A),
        maps(scan.near, pixels, pixel_A, settings.maps, truth),
    )
