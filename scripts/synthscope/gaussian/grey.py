"""From intensities to grey levels of 8 or 16 bits, with the scale that leads back."""

import numpy as np

from synthscope.core.compiled import compiled


def to_grey(
    intensities: np.ndarray, bit_depth: int, full_scale: float | None = None
) -> tuple[np.ndarray, np.ndarray]:
    """Grey levels of n images or volumes, and for each the intensity that one level means.

    Parameters
    ----------
    intensities
        (n, ...) float32, not negative.
    bit_depth
        8 or 16.
    full_scale
        Intensity of the highest level; what is brighter gets that level too. None: each image's
        own maximum.

    Returns
    -------
    grey, scales
        (n, ...) uint8 or uint16, intensity / scale cut off to the level below, as xyz2image does;
        (n,) float64, 0 for an empty image.
    """
    grey = np.empty(intensities.shape, np.uint8 if bit_depth == 8 else np.uint16)
    scales = np.empty(len(grey))
    flat = intensities.reshape(len(grey), -1)
    _quantise(flat, 2.0**bit_depth - 1, full_scale or 0.0, grey.reshape(flat.shape), scales)
    return grey, scales


@compiled
def _quantise(values, levels, full_scale, grey, scales):
    """Grey levels 0 … `levels`, cut off below as xyz2image does; scales[m] is what one level means.

    values (n, P) float32, grey (n, P) uint8 or uint16. Without a full scale (0), each image's own
    maximum becomes the highest level.
    """
    top = np.float32(levels)
    # Floats that are not negative are ordered as their bits are, and integers compare in bulk.
    bits = values.view(np.int32)
    high = np.empty(1, np.float32)
    for m in range(len(values)):
        high[0] = full_scale
        if full_scale == 0:
            highest = np.int32(0)
            row = bits[m]
            for j in range(len(row)):
                highest = max(highest, row[j])
            high.view(np.int32)[0] = highest
        scales[m] = high[0] / levels
        unit = high[0] if high[0] > 0 else np.float32(1)
        values_m, grey_m = values[m], grey[m]
        for j in range(len(values_m)):
            grey_m[j] = np.int32(min(values_m[j] / unit * top, top))
