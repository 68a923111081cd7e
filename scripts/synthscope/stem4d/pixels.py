"""The pixels of a pattern: which frequencies fall on each.

A calculated frequency stands for a stretch as wide as the field tells frequencies apart. What it
carries is shared between the pixels that its stretch lies on, so that nothing is lost or counted
twice.
"""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class PixelGrid:
    """Square pixels of `step` 1/Å; the frequency 0 is in the centre of pixel `count` // 2."""

    count: int
    step: float

    @property
    def centres(self) -> np.ndarray:
        """(count,) 1/Å."""
        return (np.arange(self.count) - self.count // 2) * self.step

    @property
    def reach(self) -> float:
        """Of the largest circle about the centre that is all on the pixels, 1/Å."""
        return (self.count - 1 - self.count // 2 + 0.5) * self.step

    @property
    def first_paired(self) -> int:
        """The first pixel that has another as far on the other side of the centre.

        Of an even number the one before it has none: it would draw a centre of mass to its side.
        """
        return 1 - self.count % 2

    @property
    def farthest(self) -> float:
        """Of the farthest edge along an axis, 1/Å."""
        return (self.count // 2 + 0.5) * self.step

    def shares(self, frequencies: np.ndarray, width: float) -> np.ndarray:
        """(count, n) float32: the part of each of n frequencies that each pixel gets.

        Parameters
        ----------
        frequencies
            (n,) along an axis, 1/Å.
        width
            Of the stretch that each of them stands for, 1/Å.
        """
        low = np.maximum(self.centres[:, None] - self.step / 2, frequencies - width / 2)
        high = np.minimum(self.centres[:, None] + self.step / 2, frequencies + width / 2)
        return np.maximum(np.round((high - low) / width, 9), 0).astype(np.float32)
