"""What is equal but for last bits is one value, wherever it lies."""

import numpy as np

from synthscope.core.ties import ranks


def test_values_at_a_half_are_not_told_apart():
    half = 0.0000005  # where rounding to six digits goes either way
    values = [half, np.nextafter(half, 1), np.nextafter(half, 0), 1.0, 1.0 + 1e-9, -2.0]
    assert ranks(values, 1e-6).tolist() == [1, 1, 1, 2, 2, 0]
    assert len(set(np.round(values[:3], 6))) == 2


def test_no_value_has_no_rank():
    assert ranks([], 1e-6).tolist() == []
