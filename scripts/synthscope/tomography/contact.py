"""What a contact sheet shows of a pair: clean, stripe, their difference and where it is not 0."""

import numpy as np
from numpy.typing import NDArray


def panels(clean: NDArray, stripe: NDArray, mask: NDArray | None = None) -> dict[str, NDArray]:
    """Grey values between 0 and 1 (angles, columns) by name.

    Parameters
    ----------
    clean, stripe
        (angles, columns) of one grey scale.
    mask
        Where the stripes are; None: where the two differ by more than a grey level.

    Returns
    -------
    dict
        'clean' and 'stripe' on their common scale, 'difference' with ½ for none, 'mask'.
    """
    clean, stripe = np.asarray(clean, np.float64), np.asarray(stripe, np.float64)
    low = min(clean.min(), stripe.min())
    span = (max(clean.max(), stripe.max()) - low) or 1.0
    difference = stripe - clean
    reach = np.abs(difference).max() or 1.0
    mask = np.abs(difference) > 1 if mask is None else mask
    return {
        "clean": (clean - low) / span,
        "stripe": (stripe - low) / span,
        "difference": 0.5 + 0.5 * difference / reach,
        "mask": np.asarray(mask, np.float64),
    }
