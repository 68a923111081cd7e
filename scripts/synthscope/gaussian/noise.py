"""What a camera adds to a Gaussian rendering: a constant level, counting noise, read-out noise."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from synthscope.core.distributions import Varied
from synthscope.core.settings import Section, setting


@dataclass(frozen=True)
class Noise(Section):
    """Background and noise of `gaussian_2d` and its TIFF stack; intensities are in units of the
    peak of one atom of weight 1. All is off by itself."""

    background: Varied = setting(0.0, ge=0, le=1e4)
    """Constant level under the atoms."""

    counts: Varied | None = setting(None, gt=0, le=1e9)
    """Electrons counted where the intensity is 1: a pixel has a Poisson number of them. Null: none
    are counted, and there is no such noise."""

    read_noise: Varied = setting(0.0, ge=0, le=1e4)
    """Standard deviation of a normal number added to each pixel; what falls below 0 is 0."""

    @property
    def on(self) -> bool:
        return self != Noise()

    def added(
        self, images: np.ndarray, generator: Callable[[int], np.random.Generator]
    ) -> np.ndarray:
        """Images (n, E, E) with background and noise, float32; `generator` by number."""
        made = np.empty(images.shape, np.float32)
        for number, image in enumerate(images):
            random, level = generator(number), image.astype(np.float64) + self.background
            if self.counts is not None:
                level = random.poisson(level * self.counts) / self.counts
            if self.read_noise:
                level = level + random.normal(0.0, self.read_noise, level.shape)
            made[number] = np.maximum(level, 0.0)
        return made
