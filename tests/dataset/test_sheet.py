"""Examples stand for the whole data set."""

from synthscope.dataset.sheet import spread


def test_examples_are_spread_over_the_whole_set():
    assert spread(range(10), 3) == [0, 3, 6]
    assert spread(range(2), 5) == [0, 1]
