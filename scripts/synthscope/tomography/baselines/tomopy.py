"""Today's stripe removal and reconstruction, as tomopy has them.

D. Gürsoy et al., J. Synchrotron Rad. 21, 1188 (2014), doi 10.1107/S1600577514013939. tomopy is on
conda-forge only; nothing else of the project needs it.
"""

from functools import partial

import numpy as np
import tomopy
from numpy.typing import NDArray

from synthscope.tomography.baselines.comparison import Method


def tomopy_methods() -> dict[str, Method]:
    """Stripe removal from a sinogram (angles, columns) by name; 'none' leaves it as it is."""
    prep = tomopy.prep.stripe
    return {
        "none": lambda sinogram: sinogram,
        "tomopy_fw": partial(_apply, prep.remove_stripe_fw),
        "tomopy_ti": partial(_apply, prep.remove_stripe_ti),
        "tomopy_sf": partial(_apply, prep.remove_stripe_sf),
        "tomopy_sorting": partial(_apply, prep.remove_stripe_based_sorting),
        "tomopy_filtering": partial(_apply, prep.remove_stripe_based_filtering),
        "tomopy_fitting": partial(_apply, prep.remove_stripe_based_fitting),
        "tomopy_all": partial(_apply, prep.remove_all_stripe),
    }


def reconstruct(sinogram: NDArray, angles_deg: NDArray) -> NDArray[np.float32]:
    """gridrec (columns, columns) of line integrals."""
    return tomopy.recon(
        np.asarray(sinogram, np.float32)[:, None],
        np.radians(np.asarray(angles_deg, np.float64)),
        center=(sinogram.shape[1] - 1) / 2,
        algorithm="gridrec",
        ncore=1,
    )[0]


def _apply(method, sinogram: NDArray) -> NDArray:
    return method(np.ascontiguousarray(sinogram[:, None], np.float32), ncore=1)[:, 0]
