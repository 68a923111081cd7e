"""The STEM distortion model: from a simulated image to one that a microscope would have given.

With the settings ``edges="pile_up"`` and no jitter, drift, dark noise or dose, the result has the
statistics of the images of the atomagined data set (their model: C. Ophus; MaterialEyes/atomagined,
helper/STEMnoise.py).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import ndimage

from synthscope.core.seeds import Generators
from synthscope.haadf import scanlines
from synthscope.haadf.distortion import Distortion
from synthscope.haadf.margin import margin
from synthscope.haadf.recording.contamination import deposited
from synthscope.haadf.recording.detector import Detector
from synthscope.haadf.recording.displacements import draw_frames


@dataclass(frozen=True)
class Recorded:
    """An image, rows × columns, and the (n, rows, columns) frames that it is the sum of; None of
    a single one."""

    image: np.ndarray
    frames: np.ndarray | None = None


def blurred(image: np.ndarray, distortion: Distortion) -> np.ndarray:
    """The image with background and blur, normalised to a mean of one."""
    result = np.asarray(image, dtype=np.float64)
    result = result / result.mean() + distortion.background
    if distortion.blur_px:
        result = ndimage.gaussian_filter(result, distortion.blur_px, mode="nearest", truncate=4.0)
    return result / result.mean()


def expected(
    image: np.ndarray,
    distortion: Distortion,
    moved: scanlines.Displacement,
    pixel_A: float | None = None,
) -> np.ndarray:
    """What would be seen with these displacements and no noise; the mean of `image` is one."""
    return _cropped(_whole(blurred(image, distortion), distortion, moved), distortion, pixel_A)


def _whole(smooth: np.ndarray, distortion: Distortion, moved: scanlines.Displacement) -> np.ndarray:
    """A blurred image displaced, with its borders."""
    return (scanlines.scatter if distortion.edges == "pile_up" else scanlines.gather)(smooth, moved)


def _cropped(image: np.ndarray, distortion: Distortion, pixel_A: float | None) -> np.ndarray:
    rows, columns = margin(distortion, pixel_A)
    return image[rows : image.shape[0] - rows, columns : image.shape[1] - columns]


def distort(
    image: np.ndarray,
    distortion: Distortion,
    rng: np.random.Generator,
    pixel_A: float | None = None,
    generators: Generators | None = None,
) -> np.ndarray:
    """One noisy acquisition of a simulated image.

    Parameters
    ----------
    image
        Simulated intensity, rows × columns, in fractions of the beam where a dose is given. Rows
        are scan lines.
    pixel_A
        Size of a pixel, Å; needed for a dose, a scan in time, a series of frames and
        contamination.
    generators
        As of `draw_frames`; None: all numbers are of `rng`.

    Returns
    -------
    numpy.ndarray
        float64. Without a dose: multiples of 1/counts with a mean of about one. With a dose: the
        fraction of the beam that the counted electrons stand for. With an amplifier: ADU. With
        ``edges="crop"`` the frame
        is smaller by `margin.margin` at each side. Dark noise has a mean of zero: what lies
        below zero stays, so that means are those of the dose.
    """
    frames, _ = draw_frames(distortion, image.shape, pixel_A, rng, generators or (lambda _: rng))
    return record(image, distortion, frames, rng, pixel_A).image


def record(
    image: np.ndarray,
    distortion: Distortion,
    moved: Sequence[scanlines.Displacement],
    rng: np.random.Generator,
    pixel_A: float | None = None,
) -> Recorded:
    """The same with frames that are displaced by so much."""
    if distortion.dose_e_per_A2 is None:
        scale, counts = 1.0, distortion.counts
    else:
        fraction = float(np.mean(image, dtype=np.float64))
        scale = fraction * (1 + distortion.background)
        counts = distortion.counts_for(fraction, pixel_A)
    smooth, count = blurred(image, distortion), len(moved)
    detector, frames = Detector(distortion, rng), []
    adu = distortion.detector is not None and distortion.detector.amplifier is not None
    for number, one in enumerate(moved):
        arriving = np.maximum(_whole(smooth, distortion, one), 0)
        if distortion.contamination is not None:
            dose = distortion.dose_for(float(np.mean(image, dtype=np.float64)), pixel_A)
            grown = deposited(
                arriving.shape, distortion.contamination, dose, pixel_A, number, count
            )
            arriving += grown / (1 + distortion.background)
        if distortion.detector is None:  # whose afterglow begins at the border
            arriving = _cropped(arriving, distortion, pixel_A)
        frame = detector.signal(arriving * (counts / count))
        if distortion.detector is not None:
            frame = _cropped(frame, distortion, pixel_A)
        if adu:
            frames.append(frame)
            continue
        frame = frame / counts
        if distortion.dark:
            frame += rng.standard_normal(frame.shape) * (distortion.dark / scale / count**0.5)
        frames.append(frame * scale)
    if len(frames) == 1:
        return Recorded(frames[0])
    return Recorded(np.sum(frames, axis=0), np.array(frames, np.float32))
