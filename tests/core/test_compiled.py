import numpy as np
import pytest

from synthscope.core.compiled import compiled


@compiled
def product_minus(a, b, out):
    for k in range(len(a)):
        out[k] = a[k] * a[k] - b[k]


def test_products_are_rounded_before_they_are_added():
    # A fused multiply-add would leave the rounding error of the square, and other bytes on
    # machines that have none.
    a = np.random.default_rng(1).random(1000)
    out = np.empty_like(a)
    product_minus(a, a * a, out)
    assert (out == 0).all()


def test_sums_keep_the_order_of_the_source():
    @compiled
    def total(values):
        s = np.float32(0)
        for k in range(len(values)):
            s += values[k]
        return s

    values = np.random.default_rng(2).random(5000).astype(np.float32)
    expected = np.float32(0)
    for value in values:
        expected += value
    assert total(values) == expected


def test_code_is_kept_for_the_next_job():
    out = np.empty(1)
    product_minus(np.ones(1), np.ones(1), out)
    assert product_minus.stats.cache_path
    assert sum(product_minus.stats.cache_hits.values()) + sum(
        product_minus.stats.cache_misses.values()
    )


def test_functions_without_a_place_for_their_code_run_all_the_same():
    names = {"compiled": compiled}
    exec("def twice(x):\n    return 2 * x\ntwice = compiled(twice)", names)
    assert names["twice"](21) == pytest.approx(42)
