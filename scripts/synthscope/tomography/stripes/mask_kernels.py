"""The inner loops of stripe detection, over one sinogram (angles k, columns i) each."""

import numpy as np

from synthscope.core.compiled import compiled


@compiled
def _inside(middle, step, size):
    """middle + step, mirrored about the middle where that leaves the axis, else held at its end."""
    index = middle + step
    if index < 0 or index >= size:
        index = middle - step
    return min(max(index, 0), size - 1)


@compiled
def gradient(sinogram):
    """|x[i + 2] − x[i]|, with i − 2 at the right edge."""
    angles, columns = sinogram.shape
    out = np.empty_like(sinogram)
    for k in range(angles):
        row = sinogram[k]
        for i in range(columns - 2):
            out[k, i] = abs(row[i + 2] - row[i])
        for i in range(max(columns - 2, 0), columns):
            out[k, i] = abs(row[max(i - 2, 0)] - row[i])
    return out


@compiled
def smoothed_along_angles(values, radius):
    """Sum over ± radius angles."""
    angles, columns = values.shape
    out = np.empty_like(values)
    for k in range(angles):
        out[k] = values[k]
        for step in range(1, radius + 1):
            before = values[_inside(k, -step, angles)]
            after = values[_inside(k, step, angles)]
            for i in range(columns):
                out[k, i] += before[i] + after[i]
    return out


@compiled
def weights(plate, across, radius):
    """min(ratio(M∥, M→), ratio(M∥, M←)) from the sums over the plate and over three rows."""
    angles, columns = plate.shape
    out = np.empty_like(plate)
    right = np.empty(columns, np.float32)
    left = np.empty(columns, np.float32)
    cells = np.float32((2 * radius + 1) ** 2)
    few = np.float32(3 * radius)
    for k in range(angles):
        row = across[k]
        right[:] = 0
        left[:] = 0
        for step in range(1, radius + 1):
            for i in range(columns - step):
                right[i] += row[i + step]
                left[i + step] += row[i]
            for i in range(max(columns - step, 0), columns):
                right[i] += row[_inside(i, step, columns)]
            for i in range(min(step, columns)):
                left[i] += row[_inside(i, -step, columns)]
        for i in range(columns):
            m = plate[k, i] / cells
            a = right[i] / few
            b = left[i] / few
            top_a = max(m, a)
            top_b = max(m, b)
            if top_a > 0 and top_b > 0:
                out[k, i] = min(min(m, a) / top_a, min(m, b) / top_b)
            else:
                out[k, i] = 0
    return out


@compiled
def below_threshold(plate, across, radius, threshold):
    """Where the weights are at most the threshold."""
    return weights(plate, across, radius) <= threshold


@compiled
def _sums_before(mask):
    """sums[k, i]: how many of mask[:k, i] are true."""
    angles, columns = mask.shape
    sums = np.zeros((angles + 1, columns), np.int32)
    for k in range(angles):
        for i in range(columns):
            sums[k + 1, i] = sums[k, i] + mask[k, i]
    return sums


@compiled
def at_least(mask, half, least, where):
    """`where` and at least `least` of the 2 half + 1 angles about are true in the mask."""
    angles, columns = mask.shape
    sums = _sums_before(mask)
    out = np.empty_like(where)
    for k in range(angles):
        first, stop = max(k - half, 0), min(k + half + 1, angles)
        # Steps beyond the last angle count the angles before once more, and the other way round.
        low_first, low_stop = max(k - half, 0), max(2 * k - angles + 1, 0)
        high_first, high_stop = min(2 * k + 1, angles), min(k + half + 1, angles)
        over = k + half >= angles and low_stop > low_first
        under = k - half < 0 and high_stop > high_first
        for i in range(columns):
            count = sums[stop, i] - sums[first, i]
            if over:
                count += sums[low_stop, i] - sums[low_first, i]
            if under:
                count += sums[high_stop, i] - sums[high_first, i]
            out[k, i] = where[k, i] and count >= least
    return out


@compiled
def merge_once(mask, half_width, length):
    """Fill what lies between true columns (± half_width) or between true angles (± length)."""
    angles, columns = mask.shape
    out = mask.copy()
    sums = _sums_before(mask)
    row = np.zeros(columns + 1, np.int32)
    for k in range(angles):
        for i in range(columns):
            row[i + 1] = row[i] + mask[k, i]
        up_first, down_stop = max(k - length, 0), min(k + length + 1, angles)
        for i in range(columns):
            if mask[k, i]:
                continue
            left_first, right_stop = max(i - half_width, 0), min(i + half_width + 1, columns)
            left = row[i] - row[left_first]
            right = row[right_stop] - row[i + 1]
            if i < half_width and 2 * i + 1 < right_stop:
                left += row[right_stop] - row[2 * i + 1]
            if i + half_width >= columns and 2 * i - columns + 1 > left_first:
                right += row[2 * i - columns + 1] - row[left_first]
            if left and right:
                out[k, i] = True
                continue
            up = sums[k, i] - sums[up_first, i]
            down = sums[down_stop, i] - sums[k + 1, i]
            if k < length and 2 * k + 1 < down_stop:
                up += sums[down_stop, i] - sums[2 * k + 1, i]
            if k + length >= angles and 2 * k - angles + 1 > up_first:
                down += sums[2 * k - angles + 1, i] - sums[up_first, i]
            if up and down:
                out[k, i] = True
    return out


@compiled
def ranked(values, half):
    """The value of rank `half` among the 2 half + 1 angles about each; half ≤ angles / 2.

    A window that leaves the scan is mirrored about its own middle. It is kept sorted while it
    slides along a column.
    """
    angles, columns = values.shape
    out = np.empty_like(values)
    window = np.empty(2 * half + 3, values.dtype)
    for i in range(columns):
        size = 0
        for step in range(-half, half + 1):
            size = _put_in(window, size, values[abs(step), i])
        for k in range(angles):
            out[k, i] = window[half - 1]
            if k == angles - 1:
                break
            if 2 * half == angles and k == half - 1:  # from one edge to the other at once
                added, gone = (0, -1), (angles - 1, -1)
            elif k < half:  # steps before the first angle count those after once more
                added, gone = (k + 1 + half, k + 1 + half), (2 * k + 1, 2 * k + 2)
            elif k + 1 + half >= angles:
                added, gone = (2 * k + 1 - angles, 2 * k + 2 - angles), (k - half, k - half)
            else:
                added, gone = (k + 1 + half, -1), (k - half, -1)
            for index in added:
                if index >= 0:
                    size = _put_in(window, size, values[index, i])
            for index in gone:
                if index >= 0:
                    size = _take_out(window, size, values[index, i])
    return out


@compiled
def _put_in(window, size, value):
    place = np.searchsorted(window[:size], value)
    for k in range(size, place, -1):
        window[k] = window[k - 1]
    window[place] = value
    return size + 1


@compiled
def _take_out(window, size, value):
    for k in range(np.searchsorted(window[:size], value), size - 1):
        window[k] = window[k + 1]
    return size - 1
