"""How the specimen moves under the beam while an image is scanned, in time.

Pixel c of row r of frame k is under the beam at

    t = (k R + r) (C dwell + flyback) + c dwell

of R rows and C columns. The movements are a hum at one frequency and random ones with a power law
spectrum (Timmer & König, Astron. Astrophys. 300 (1995) 707, by the Fourier transform of random
numbers of that power). They are known at nodes of each row and linear between them.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from scipy import ndimage

from synthscope.haadf.recording.settings import ScanSettings

WIDEST_PX = 16
"""Columns from one node to the next at most …"""
OF_HUM = 1 / 20
"""… and this part of a period of the hum, if that is less."""
MOST_SAMPLES = 2**20
"""Of random movements in time; in longer acquisitions the fastest ones are left out."""
COLUMN_A = 0.4
"""Standard deviation of the peak by which a column is shown."""


@dataclass(frozen=True)
class Waves:
    """Movements within rows.

    Attributes
    ----------
    values
        (2, rows, nodes) displacement to the right and downwards, px.
    step
        Columns from one node to the next; the first is of column 0.
    """

    values: np.ndarray
    step: int

    def of_pixels(self, columns: int) -> np.ndarray:
        """(2, rows, columns) displacement of every pixel, px."""
        node, part = np.divmod(np.arange(columns), self.step)
        part = part / self.step
        return self.values[..., node] * (1 - part) + self.values[..., node + 1] * part

    def at(self, places: np.ndarray) -> np.ndarray:
        """(N, 2) displacement at places (column, row), px; beyond the frame that of its border."""
        at = np.array([places[:, 1], places[:, 0] / self.step])
        return np.stack(
            [ndimage.map_coordinates(one, at, order=1, mode="nearest") for one in self.values], -1
        )

    def of_columns(self, pixel_A: float) -> Self:
        """By how much columns of atoms are displaced, as a fitted peak is: mean over their rows.

        A row counts as the square of its slope does: along rows as the square of the peak, across
        them as that times the square of the distance from its middle.
        """
        sigma = COLUMN_A / math.sqrt(2) / pixel_A
        right, down = (
            ndimage.gaussian_filter1d(one, sigma, axis=0, mode="nearest") for one in self.values
        )
        bend = ndimage.gaussian_filter1d(self.values[1], sigma, axis=0, order=2, mode="nearest")
        return Waves(np.stack([right, down + sigma**2 * bend]), self.step)

    @classmethod
    def mean(cls, several: Sequence[Self]) -> Self:
        """That of several frames."""
        return cls(np.mean([one.values for one in several], axis=0), several[0].step)


@dataclass(frozen=True)
class Movements:
    """What moves the beam in an acquisition.

    Attributes
    ----------
    frames
        Of each frame.
    hum_direction_deg
        From columns towards rows.
    hum_phase_deg
        The hum is a cosine, with this phase at the first pixel.
    """

    frames: list[Waves]
    hum_direction_deg: float
    hum_phase_deg: float


def draw_movements(
    scan: ScanSettings,
    shape: tuple[int, int],
    frames: int,
    pixel_A: float,
    rng: np.random.Generator,
) -> Movements:
    """Movements of the frames of an acquisition; nothing varies in `scan`.

    Parameters
    ----------
    shape
        Rows and columns of a frame.
    """
    direction, phase = rng.uniform(0, 360, 2)
    step = node_step(scan)
    seconds = node_times(scan, shape, frames)
    angle = 2 * np.pi * scan.hum_Hz * seconds + math.radians(phase)
    along = np.array([math.cos(math.radians(direction)), math.sin(math.radians(direction))])
    moved = scan.hum_A * along[:, None, None, None] * np.cos(angle)
    if scan.noise_A:
        moved = moved + scan.noise_A * power_law(
            seconds, 1e-6 * step * scan.dwell_us, scan.noise_exponent, rng
        )
    waves = [Waves(one, step) for one in np.moveaxis(moved / pixel_A, 1, 0)]
    return Movements(waves, float(direction), float(phase))


def node_step(scan: ScanSettings) -> int:
    """Columns from one node of a row to the next."""
    of_hum = OF_HUM / (1e-6 * scan.dwell_us * scan.hum_Hz) if scan.hum_A else WIDEST_PX
    return max(1, min(WIDEST_PX, int(of_hum)))


def node_times(scan: ScanSettings, shape: tuple[int, int], frames: int) -> np.ndarray:
    """(frames, rows, nodes) when the beam is there, s from the first pixel on."""
    rows, columns = shape
    step = node_step(scan)
    nodes = np.arange((columns - 1) // step + 2) * step
    line = columns * scan.dwell_us + scan.flyback_us
    begins = line * np.arange(frames * rows).reshape(frames, rows)
    return 1e-6 * (begins[..., None] + scan.dwell_us * nodes)


def power_law(
    seconds: np.ndarray, step: float, exponent: float, rng: np.random.Generator
) -> np.ndarray:
    """(2, …) random movements at some times: mean 0, and mean square 1 over both axes.

    Parameters
    ----------
    seconds
        From 0 on, of any shape.
    step
        Between the samples that are drawn, s; they are twice as long as the times, so that the end
        is not like the beginning.
    exponent
        n of the power 1/fⁿ.
    """
    whole = 2 * max(seconds.max(), 2 * step)
    samples = 2 ** math.ceil(math.log2(min(whole / step, MOST_SAMPLES)))
    waves = rng.standard_normal((2, samples // 2, 2)) @ [1, 1j]
    power = np.arange(1, samples // 2 + 1) ** (-exponent / 2)
    drawn = np.fft.irfft(np.pad(waves * power, ((0, 0), (1, 0))), samples)
    times = np.arange(samples) * (whole / samples)
    moved = np.array([np.interp(seconds, times, one) for one in drawn])
    moved -= moved.mean(axis=tuple(range(1, moved.ndim)), keepdims=True)
    return moved / math.sqrt((moved**2).mean())
