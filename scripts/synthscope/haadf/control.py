"""A control variate for thermal vibration: what the columns' displacements change by themselves.

For one configuration of displaced atoms, the columns emit to the detector what `emission` has in
closed form, in waves that fall on them there (`incidence`). What their displacements change in it
has mean 0 over all configurations, whatever the model's faults, and is nearly all by which the full
image of that configuration differs from the mean image: taken off, it leaves the mean as it was,
and a small part of the scatter (control variates: Hammersley and Handscomb, Monte Carlo Methods,
1964, section 5.5).
"""

import numpy as np

from synthscope.haadf.lit_columns import LitColumns, emitted
from synthscope.multislice.assembly import series


class Control(LitColumns):
    """What displacements change in the image by the columns' own emission.

    Its mean is 0 by any narrowness of the waves, so also `behind` another lens by the first one's.
    """

    def __call__(self, positions: np.ndarray) -> np.ndarray:
        """For atoms at `positions` (N, 3) Å, as a spectrum; see `assembly.coefficients`."""
        prepared = self.prepared
        steps = (positions - prepared.positions)[:, :2]
        images = np.zeros(
            (len(prepared.lattice.detectors), len(prepared.exit_planes), *self._shape)
        )
        for seen in self._seen_everywhere():
            each = emitted(seen.waves, seen.column.surprise(steps[seen.atoms], seen.shown))
            image = each.reshape(-1, each.shape[-1]).sum(0).reshape(self._window)
            images[seen.detector, seen.exit][seen.place] += image
        return series(prepared.lattice, images)
