"""Batches of patterns as a camera records them, beside the clean ones and in their layout."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import h5py
import numpy as np

from synthscope.cbed.detection import Detection
from synthscope.cbed.file import Batch
from synthscope.cbed.illumination import area_of
from synthscope.cbed.reading import axis_names, samples_in, text
from synthscope.cbed.rows import detected_cells
from synthscope.cbed.settings import Positions
from synthscope.core.draws import as_text, draw, drawn_numbers, with_drawn
from synthscope.core.seeds import generator
from synthscope.dataset.key.columns import Row
from synthscope.dataset.key.table import file_cells
from synthscope.optics.aberrations import Aberrations
from synthscope.optics.camera.expose import arriving, stored
from synthscope.optics.camera.pixels import PixelMap, draw_pixels
from synthscope.optics.camera.settings import flat

FOLDER = "cbed/detected"


def expose_batch(
    rows: Iterable[Row],
    number: int,
    condition: str,
    detection: Detection,
    beam: tuple[Aberrations, Positions],
    shared: Row,
    results: Path,
    watched: Callable[[Sequence[h5py.Group]], Iterable[h5py.Group]] = iter,
) -> list[Row]:
    """Record all patterns of a batch and return the rows of the files.

    Parameters
    ----------
    rows
        Of the clean files of the batch, one a part of the data set.
    number
        Of the batch, in the files' names.
    condition
        Name of the condition.
    beam
        Lens errors and positions of the probe, for the illuminated area.
    shared
        Cells of all rows and labels of all samples; `seed` among them.
    results
        The data set's folder.
    watched
        Gives the samples of a file one by one, and tells how far that is.
    """
    made = []
    with Batch(results / FOLDER / condition, number) as batch:
        for row in rows:
            recorded = []
            with h5py.File(results / row["filename"]) as file:
                for sample in watched(list(samples_in(file))):
                    camera, drawn = drawn_for(sample, condition, detection, shared["seed"])
                    stack, labels = record(sample, condition, camera, beam, shared["seed"])
                    drawn = _drawn(sample) | drawn
                    if drawn:
                        labels["drawn"] = as_text(drawn)
                    batch.add_stack(row["split"], sample.name.strip("/"), labels | shared, stack)
                    level = stack.mean(dtype=float) - camera.amplifier.offset
                    recorded.append((level / camera.amplifier.gain, labels, drawn))
            made.append((row, detected_cells(condition, detection, recorded)))
    return [
        row | cells | shared | file_cells(batch.path(row["split"]), results) for row, cells in made
    ]


def drawn_for(
    sample: h5py.Group, condition: str, detection: Detection, seed: int
) -> tuple[Detection, dict[str, float]]:
    """Dose and camera of a sample, and what was drawn for them, by the names of settings."""
    name = f"detection.{condition}"
    made = draw(detection, seed, *_key(sample), name)
    numbers = drawn_numbers(detection, made)
    return made, {f"{name}.{place}": number for place, number in numbers.items()}


def _key(sample: h5py.Group) -> tuple[str, str, str, str]:
    """What random numbers of a sample are for: its structure, energy and thickness."""
    material, energy = text(sample.attrs["material"]), int(sample.attrs["energy_keV"])
    return "cbed", material, str(energy), f"{sample.attrs['thickness_A']:g}"


def _drawn(sample: h5py.Group) -> dict[str, float]:
    """What was drawn for the clean patterns of a sample."""
    return json.loads(text(sample.attrs.get("drawn", "{}")))


def record(
    sample: h5py.Group,
    condition: str,
    detection: Detection,
    beam: tuple[Aberrations, Positions],
    seed: int,
) -> tuple[np.ndarray, dict[str, Any]]:
    """The recorded stack of a sample and its attributes: the clean ones, and those of the camera.

    Nothing varies in `detection`; in `beam`, what does is as the clean sample has it. Each pattern
    has random numbers of its own, by its structure, energy, thickness, direction and
    the condition; the camera's pixels are the same in all.
    """
    clean, attributes = sample["cbed_stack"][()], dict(sample.attrs)
    drawn = _drawn(sample)
    lens, positions = (
        with_drawn(one, drawn, name) for one, name in zip(beam, ("aberrations", "positions"))
    )
    energy = int(attributes["energy_keV"])
    pixels = camera_pixels(seed, condition, detection, clean.shape[1:])
    areas = [
        area_of(energy, 1e3 * angle, lens, positions)
        for angle in np.ravel(attributes["semi_angles_rad"])
    ]
    electrons = np.array([detection.electrons_on(area) for area in areas])
    stack = np.empty(clean.shape, detection.dtype)
    arrived, brightest = np.empty((2, len(clean)))
    for i, axis in enumerate(axis_names(sample, len(clean))):
        random = generator(seed, *_key(sample), axis, "exposure", condition)
        mean = arriving(clean[i], detection, electrons[i])
        stack[i] = stored(mean, detection, pixels, random)
        arrived[i], brightest[i] = mean.sum(), mean.max()
    peak = detection.efficiency * brightest
    gain, offset = detection.amplifier.gain, detection.amplifier.offset
    centre = np.array([clean.shape[2] // 2, clean.shape[1] // 2], float)
    return stack, attributes | camera_labels(detection) | {
        "condition": condition,
        "unit": "counts" if detection.kind == "counting" else "ADU",
        "electrons": electrons,
        "dose_e_per_A2": np.array([detection.dose_on(area) for area in areas]),
        "illuminated_area_A2": np.array([detection.area_A2 or area for area in areas]),
        "electrons_arriving": arrived,
        "brightest_expected": gain * np.minimum(peak, detection.capacity_e) + offset,
        "direct_beam_px": centre + detection.projection.offset_px,
    }


def camera_labels(detection: Detection) -> Mapping[str, Any]:
    """Every setting of the camera as an attribute."""
    given = flat(detection)
    dose = ("electrons", "dose_e_per_A2", "area_A2")
    return {f"camera.{name}": value for name, value in given.items() if name not in dose}


def camera_pixels(
    seed: int, condition: str, detection: Detection, shape: tuple[int, int]
) -> PixelMap:
    """The pixels of the camera of a condition."""
    return draw_pixels(shape, detection, generator(seed, "cbed", "camera", condition))
