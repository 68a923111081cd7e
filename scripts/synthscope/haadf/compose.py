"""Composing the content of an atomagined file from simulations: distorted images and labels."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np

from synthscope.core.seeds import generator
from synthscope.haadf.conditions import PEAK_MAPS, PERFECT, PROJECTIONS, Condition
from synthscope.haadf.distortion import Distortion
from synthscope.haadf.file import View
from synthscope.haadf.label_settings import LABELS, LabelSettings
from synthscope.haadf.labelling import labels
from synthscope.haadf.margin import margin
from synthscope.haadf.noise import record
from synthscope.haadf.peaks import REACH_PX, peak_map
from synthscope.haadf.recording.displacements import draw_frames
from synthscope.haadf.recording.movements import Movements
from synthscope.haadf.scan import Scan
from synthscope.haadf.scanlines import Displacement
from synthscope.optics.camera.settings import flat
from synthscope.optics.constants import ELEMENTARY_CHARGE
from synthscope.structures.scenes.truth import Truth


def main_image(scan: Scan) -> np.ndarray:
    """What the first detector sees behind the whole specimen, rows × columns, float64.

    Of a scan that was read out, it is the only one that is left.
    """
    return scan.images[-1, 0].astype(np.float64)


def with_bright_columns(scan: Scan) -> np.ndarray:
    """The main image, turned over where columns are dark."""
    image = main_image(scan)
    return image.max() - image if scan.readout.bright_field else image


def compose(
    scans: Mapping[str, Scan],
    header: Mapping[str, str],
    conditions: Sequence[Condition],
    seed: int,
    peak_reach_px: float = REACH_PX,
    acquisition: int = 0,
    labelling: LabelSettings = LABELS,
    truth: Truth | None = None,
) -> View:
    """Distort the images of one view and label them.

    Parameters
    ----------
    scans
        By specimen, of one run, frame and readout; ``perfect`` and those that the conditions show.
    header
        Texts of the file, from `file_names.header`.
    conditions
        The distorted images to make. Each has random numbers of its own: of the seed, the view, the
        run, the condition's name, where it does not show the whole specimen the thickness, and,
        from the second on, the number of the acquisition. Detectors share them but for the noise,
        for they record one scan.
    truth
        Of the structure, where it is a scene.
    """
    perfect = scans[PERFECT]
    pixel_A = perfect.parameters["pixel_size_A"]
    images, frames, moved, parameters = {}, {}, {}, {}
    for condition in conditions:
        scan = scans[condition.specimen]
        raw = main_image(scan)
        purpose = _purpose(scan, condition, acquisition)
        rng = generator(seed, *purpose)
        others = partial(generator, seed, *purpose)
        rows, movements = draw_frames(condition.distortion, raw.shape, pixel_A, rng, others)
        if scan.readout.noise:
            rng = generator(seed, *purpose, *scan.readout.noise)
            seen = condition.distortion.collecting(scan.collected)
            condition = replace(condition, distortion=seen)
        recorded = record(raw, condition.distortion, rows, rng, pixel_A)
        images[condition.dataset] = recorded.image
        if recorded.frames is not None:
            frames[condition.dataset] = recorded.frames
        if recorded.frames is not None or movements is not None:
            moved[condition.dataset] = rows
        parameters[condition.dataset] = _described(condition, raw, pixel_A, rows[0], movements)
    shown = {PERFECT, *(condition.specimen for condition in conditions)}
    projections = {s: scans[s].positions[:, :2] / pixel_A for s in shown}
    return View(
        header=header,
        raw=main_image(perfect),
        images=images,
        frames=frames,
        moved=moved,
        parameters=parameters,
        peak_maps={
            PEAK_MAPS[s]: peak_map(with_bright_columns(scans[s]), projections[s], peak_reach_px)
            for s in shown
        },
        projections={PROJECTIONS[s]: projections[s] for s in shown},
        labels={
            PROJECTIONS[s]: labels(
                scans[s], with_bright_columns(scans[s]), labelling, truth, peak_reach_px
            )
            for s in shown
        },
        pixel_A=pixel_A,
        simulation={key: value for key, value in perfect.parameters.items() if key != "sets"},
        defect_raws={s: main_image(scans[s]) for s in sorted(shown - {PERFECT})},
    )


def _purpose(scan: Scan, condition: Condition, acquisition: int) -> tuple[str | int, ...]:
    """What the random numbers of a condition's scan are for."""
    thickness = ["thickness", scan.readout.depth_name] if scan.readout.depth_name else []
    number = [acquisition] if acquisition else []
    return "haadf", scan.view, scan.run, "distortion", condition.name, *thickness, *number


def _described(
    condition: Condition,
    raw: np.ndarray,
    pixel_A: float,
    moved: Displacement,
    movements: Movements | None,
) -> dict[str, Any]:
    """Attributes of a distorted image: the distortion, its dose, its drift, where it begins."""
    distortion = condition.distortion
    rows, columns_ = margin(distortion, pixel_A)
    dose = distortion.dose_for(raw.mean(), pixel_A)
    return {
        **flat(distortion),
        **(_timed(distortion, dose, pixel_A, movements) if movements else {}),
        "counts": distortion.counts_for(raw.mean(), pixel_A),
        "dose_e_per_A2": dose,
        "specimen": condition.specimen,
        "unit": _unit(distortion),
        "drift_right_px": moved.drift[0],
        "drift_down_px": moved.drift[1],
        "first_pixel": np.array([rows, columns_]) if rows or columns_ else None,
    }


def _timed(
    distortion: Distortion, dose_e_per_A2: float, pixel_A: float, movements: Movements
) -> dict[str, Any]:
    """Attributes of an image that was scanned in time."""
    electrons = dose_e_per_A2 * pixel_A**2 / distortion.frames
    return {
        "beam_current_pA": 1e12 * ELEMENTARY_CHARGE * electrons / (1e-6 * distortion.scan.dwell_us),
        "hum_direction_deg": movements.hum_direction_deg,
        "hum_phase_deg": movements.hum_phase_deg,
    }


def _unit(distortion: Distortion) -> str | None:
    """Of an image with levels of an amplifier; others are fractions of the beam or of the mean."""
    detector = distortion.detector
    return "ADU" if detector is not None and detector.amplifier is not None else None
