"""Random numbers depend on what they are for, and on nothing else."""

import numpy as np
import pytest

from synthscope.core.seeds import generator

GOLDEN = [1680912512, 1152360716, 3504173422, 276543557]

PURPOSES = [
    (1, "gaussian", "SrTiO3", 0),
    (2, "gaussian", "SrTiO3", 0),
    (1, "gaussian", "SrTiO3", 1),
    (1, "gaussian", "SrTiO3", "1"),
    (1, "gaussian", "SrTiO", "3", 0),
    (1, "haadf", "SrTiO3", 0),
    (1, "gaussian", "SrTiO3"),
]


@pytest.mark.parametrize("purpose", PURPOSES)
def test_equal_purposes_give_equal_streams(purpose):
    first, second = generator(*purpose), generator(*purpose)
    assert np.array_equal(first.random(100), second.random(100))


def test_different_purposes_give_different_streams():
    streams = {generator(*purpose).bytes(64) for purpose in PURPOSES}
    assert len(streams) == len(PURPOSES)


def test_streams_of_different_purposes_are_uncorrelated():
    number = 20_000
    streams = np.array([generator(*purpose).standard_normal(number) for purpose in PURPOSES])
    correlation = np.corrcoef(streams) - np.eye(len(PURPOSES))
    assert np.abs(correlation).max() < 5 / np.sqrt(number)


def test_streams_do_not_depend_on_what_was_drawn_before():
    alone = generator(1, "noise", "a").random(5)
    generator(1, "noise", "b").random(1000)
    assert np.array_equal(generator(1, "noise", "a").random(5), alone)


def test_streams_are_the_same_on_every_machine_and_version():
    """Computed once; a change here changes every data set."""
    assert generator(1, "gaussian", "SrTiO3", 0).integers(0, 2**32, 4).tolist() == GOLDEN
