"""Today's stripe removal, as algotom has it.

N. T. Vo et al., Opt. Express 29, 17849 (2021), doi 10.1364/OE.418448; for the methods behind the
names see https://algotom.readthedocs.io. Window sizes are the library's defaults, made smaller in
proportion where a detector is narrower than the 2k columns that they are meant for.
"""

from functools import partial

import numpy as np
from algotom.prep import removal
from numpy.typing import NDArray

from synthscope.tomography.baselines.comparison import Method


def algotom_methods(columns: int) -> dict[str, Method]:
    """Stripe removal from a sinogram (angles, columns) by name; 'none' leaves it as it is."""
    small, large = window_sizes(columns)
    return {
        "none": lambda sinogram: sinogram,
        "sorting": partial(removal.remove_stripe_based_sorting, size=small),
        "filtering": partial(removal.remove_stripe_based_filtering, size=small),
        "fitting": removal.remove_stripe_based_fitting,
        "large": partial(removal.remove_large_stripe, size=large),
        "all": partial(removal.remove_all_stripe, la_size=large, sm_size=small),
        "wavelet_fft": removal.remove_stripe_based_wavelet_fft,
        "fft": removal.remove_stripe_based_fft,
        "normalization": removal.remove_stripe_based_normalization,
        "regularization": partial(removal.remove_stripe_based_regularization, apply_log=False),
    }


def window_sizes(columns: int) -> tuple[int, int]:
    """Odd window sizes for small and for large stripes: 21 and 51 from about 400 columns on."""
    small = min(max(columns // 20, 5), 21) | 1
    large = min(max(columns // 8, 11), 51) | 1
    return small, large


def remove_masked(sinogram: NDArray, mask: NDArray) -> NDArray[np.float32]:
    """A clean estimate: algotom's combination of methods, and only where the stripes are.

    The combination changes much that is no stripe; what is outside the mask is kept as it was, and
    the result stays in the sinogram's range.
    """
    small, large = window_sizes(sinogram.shape[1])
    given = np.array(sinogram, np.float32)
    try:
        cleaned = removal.remove_all_stripe(given.copy(), la_size=large, sm_size=small)
    except ValueError:  # it refuses sinograms with hardly any noise
        cleaned = removal.remove_stripe_based_sorting(given.copy(), size=small)
    cleaned = np.clip(cleaned, given.min(), given.max())
    return np.where(mask & np.isfinite(cleaned), cleaned, given).astype(np.float32)
