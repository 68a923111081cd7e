"""From counts to line integrals: flat-field correction and the logarithm."""

import numpy as np
from numpy.typing import NDArray

LEAST_BEAM = 1e-6  # counts between flat and dark; less is taken for this
LEAST_TRANSMISSION = 1e-9


def line_integrals(
    counts: NDArray, flat: NDArray, dark: NDArray | float = 0.0, out: NDArray | None = None
) -> NDArray[np.float32]:
    """−ln((counts − dark) / (flat − dark)), with tomopy's limits.

    Parameters
    ----------
    counts
        (angles, columns) or (…, columns); pixels that are not numbers are first interpolated
        between their neighbours along the columns.
    flat, dark
        Mean flat and mean dark field, of a shape that broadcasts against `counts`. Pixels without
        a number are interpolated in the same way, and with a flat field's those of `counts`.
    out
        Where the result is written, float32 in the shape of `counts`; a new array where None.
    """
    counts = np.asarray(counts, np.float32)
    flat, dark = np.atleast_1d(np.asarray(flat, np.float32), np.asarray(dark, np.float32))
    known = np.isfinite(flat)
    counts = without_nan(counts if known.all() else np.where(known, counts, np.float32(np.nan)))
    flat, dark = without_nan(flat), without_nan(dark)
    beam = np.maximum(flat - dark, np.float32(LEAST_BEAM))
    transmission = (counts - dark) / beam
    transmission[transmission <= 0] = LEAST_TRANSMISSION
    np.log(transmission, out=transmission)
    return np.negative(transmission, out=transmission if out is None else out)


def without_nan(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    """Fill what is not finite from the nearest finite pixels of the same row; 0 without any."""
    bad = ~np.isfinite(rows)
    if not bad.any():
        return rows
    out = rows.copy()
    flat = out.reshape(-1, rows.shape[-1])
    places = np.arange(rows.shape[-1])
    for index in np.flatnonzero(bad.reshape(flat.shape).any(axis=1)):
        good = np.isfinite(flat[index])
        flat[index] = np.interp(places, places[good], flat[index][good]) if good.any() else 0
    return out
