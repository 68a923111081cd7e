"""Where a scan has stripes: detection by the ratio of gradients, and merging into a mask.

The algorithm is that of larix and tomopy (Kazantsev et al., J. Synchrotron Rad. 2023,
`stripes_detect3d` and `stripes_mask3d`), with axes angle k, detector row j and column i. With g
the absolute difference of a row two columns apart,

    w = min(ratio(M∥, M→), ratio(M∥, M←)),  ratio(a, b) = min(a, b) / max(a, b)

where M∥ is the mean of g over ± r in angle and row, and M→, M← those over the next r columns to
either side and ± 1 row. Beside a stripe w is small. The weight is the value of rank `size` among
2 size + 1 angles; a window that leaves the scan is mirrored about its own middle.

What makes it quick: a mask needs to know only whether that ranked value is below the threshold,
that is whether at least `size` of the angles are, so that a running count takes the place of the
median. Rows come and go one by one; the memory is that of a few dozen sinograms.
"""

from collections import Counter
from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray

from synthscope.tomography.stripes.mask_kernels import (
    at_least,
    below_threshold,
    gradient,
    merge_once,
    ranked,
    smoothed_along_angles,
    weights,
)
from synthscope.tomography.stripes.mask_settings import MaskSettings


def stripe_masks(
    read_row: Callable[[int], NDArray[np.float32]],
    shape: tuple[int, int, int],
    settings: MaskSettings,
    first: int = 0,
    stop: int | None = None,
    take_weights: Callable[[int, NDArray[np.float32]], None] | None = None,
) -> Iterator[tuple[int, NDArray[np.bool_]]]:
    """(row, mask) for the detector rows first ≤ row < stop.

    Parameters
    ----------
    read_row
        Gives the normalised sinogram (angles, columns) of a detector row; called once for each, in
        ascending order, from `halo` rows before `first` to as many after `stop`.
    shape
        (angles, detector rows, columns) of the whole scan. The masks of a range of rows are the
        same whatever the range is.
    take_weights
        Gets the ranked weights (angles, columns) of each of these rows, before its mask comes; to
        rank them takes longer than to find the mask.
    """
    angles, rows, columns = shape
    stop = rows if stop is None else stop
    settings = settings.for_scan(angles, rows, columns)
    settings.check(angles, columns)
    reach = settings.min_depth // 2
    low, high = max(first - reach, 0), min(stop + reach, rows)

    def take(row, found):
        if take_weights is not None and first <= row < stop:
            take_weights(row, ranked(found(), settings.size))

    marked = _marked_rows(read_row, rows, settings, low, high, take)
    for row, shallow in _without_deep(marked, rows, settings, first, stop):
        yield row, _merged(shallow, settings)


def _marked_rows(
    read_row, rows, settings, first, stop, take
) -> Iterator[tuple[int, NDArray[np.bool_]]]:
    """Rows of the thresholded, ranked weights; `take` may ask for those of a row."""
    r = settings.radius
    gradients: dict[int, NDArray] = {}
    sums: dict[int, NDArray] = {}
    following = max(first - r, 0)
    for row in range(first, stop):
        while following < min(row + r + 1, rows):
            sinogram = read_row(following)
            gradients[following] = gradient(np.ascontiguousarray(sinogram, np.float32))
            sums[following] = smoothed_along_angles(gradients[following], r)
            following += 1
        for gone in [past for past in gradients if past < row - r]:
            del gradients[gone], sums[gone]
        plate = _total(sums, _mirrored(row, r, rows))
        across = _total(gradients, _mirrored(row, 1, rows))
        take(row, lambda about=(plate, across): weights(*about, r))
        below = below_threshold(plate, across, r, np.float32(settings.threshold))
        yield row, at_least(below, settings.size, settings.size, np.ones_like(below))


def _without_deep(marked, rows, settings, first, stop) -> Iterator[tuple[int, NDArray[np.bool_]]]:
    """Take out what goes on over more detector rows than a stripe does."""
    reach = settings.min_depth // 2
    most = settings.share_of(settings.min_depth)
    window: dict[int, NDArray[np.bool_]] = {}
    counted: Counter[int] = Counter()
    total = None
    for row in range(first, stop):
        while not window or max(window) < min(row + reach, rows - 1):
            index, mask = next(marked)
            window[index] = mask
        if not reach:
            yield row, window.pop(row)
            continue
        wanted = Counter(_mirrored(row, reach, rows))
        if total is None:
            total = np.zeros(window[row].shape, np.int16)
        for index in (wanted - counted).elements():
            total += window[index]
        for index in (counted - wanted).elements():
            total -= window[index]
        counted = wanted
        yield row, window[row] & (total <= most)
        for gone in [past for past in window if past < row - reach]:
            del window[gone]


def _merged(mask: NDArray[np.bool_], settings: MaskSettings) -> NDArray[np.bool_]:
    """Take out what is too short, then close the gaps between what is left."""
    half = settings.min_length // 2
    if not mask.any():
        return mask
    mask = at_least(mask, half, settings.share_of(settings.min_length), mask)
    mask = at_least(mask, half, half, mask)
    if not mask.any():
        return mask
    for _ in range(settings.min_width):
        merged = merge_once(mask, settings.min_width // 2, 2 * settings.min_width)
        if np.array_equal(merged, mask):
            break
        mask = merged
    return mask


def _mirrored(middle: int, reach: int, size: int) -> list[int]:
    """middle ± reach; what leaves the axis is mirrored about the middle, then held at the edge."""
    indices = []
    for step in range(-reach, reach + 1):
        index = middle + step
        if not 0 <= index < size:
            index = middle - step
        indices.append(min(max(index, 0), size - 1))
    return indices


def _total(rows: dict[int, NDArray], indices: list[int]) -> NDArray[np.float32]:
    total = rows[indices[0]].copy()
    for index in indices[1:]:
        total += rows[index]
    return total
