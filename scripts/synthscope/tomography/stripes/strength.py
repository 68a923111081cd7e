"""How much of a sinogram stripes change, and how strongly."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Strength:
    """Attributes
    ----------
    percent
        Percentage of the pixels that stripes change.
    strongest
        How far the column of the strongest stripe is off, mean over all angles, in the unit of the
        line integrals.
    """

    percent: float
    strongest: float

    @classmethod
    def of(cls, offset: NDArray, least: float = 0.0) -> "Strength":
        """From what stripes add to the line integrals (angles, columns).

        Pixels that they change by no more than `least` do not count as changed.
        """
        size = np.abs(offset)
        percent = 100 * np.count_nonzero(size > least) / size.size
        return cls(percent, float(size.mean(axis=0).max()))

    def cells(self, span: float) -> dict[str, float]:
        """Cells of key.csv, for a range of grey levels that is `span` wide."""
        strongest = self.strongest / span if span > 0 else 0.0
        return {"stripe_percent": self.percent, "stripe_strength": strongest}
