"""Images averaged over snapshots of molecular dynamics."""

from dataclasses import replace

import numpy as np
import pytest

from synthscope.haadf.convergence import thermal_mean
from synthscope.haadf.image import simulate
from synthscope.haadf.plan import prepare
from synthscope.haadf.settings import Phonons, StemSettings
from synthscope.structures.snapshots import Snapshots

BOX = np.array([14.0, 14.0, 6.0])
NUMBERS = np.array([79, 14, 38])
PLACES = np.array([[1.0, 1.5, 1.2], [4.0, 5.0, 3.9], [5.8, 2.0, 5.5]])
MOVES = np.random.default_rng(4).normal(0, 0.15, (4, 3, 3))
SNAPSHOTS = Snapshots(np.arange(3), MOVES)
STEM = StemSettings(
    semiangle_mrad=20.0, detectors_mrad=((60.0, 100.0),), method="exact", error=0.02,
    phonons=Phonons(configurations=1), sampling_A=0.08, memory_mb=1000,
)  # fmt: skip
X = np.arange(24) * 14.0 / 24


def image(prepared, seed):
    return thermal_mean(prepared, seed, "view").image(X, X)


def frozen_in(number, **changes):
    """The image of the atoms as they stand in one snapshot, at rest."""
    settings = replace(STEM, phonons=Phonons(configurations=0), accept_laue_rings=True, **changes)
    # slices of the mean positions: an atom does not change its slice when it moves
    prepared = prepare(NUMBERS, PLACES, BOX, settings)
    vibrating = prepare(NUMBERS, PLACES, BOX, replace(STEM, **changes), snapshots=SNAPSHOTS)
    same = {"gratings": vibrating.gratings}  # those at rest end at the band limit
    moved = replace(prepared, positions=PLACES + MOVES[number], **same)
    return image(moved, 1)


def averaged(count, seed=1, **changes):
    settings = replace(STEM, phonons=Phonons(configurations=count), **changes)
    prepared = prepare(NUMBERS, PLACES, BOX, settings, snapshots=SNAPSHOTS)
    return image(prepared, seed)


def test_all_snapshots_average_to_the_mean_of_their_images():
    expected = np.mean([frozen_in(number) for number in range(4)], axis=0)
    assert averaged(4) == pytest.approx(expected, rel=1e-5)


def test_one_configuration_is_one_snapshot_chosen_by_the_seed():
    each = [frozen_in(number) for number in range(4)]
    chosen = set()
    for seed in range(8):
        image = averaged(1, seed)
        chosen.add(int(np.argmin([np.abs(image - one).max() for one in each])))
        assert min(np.abs(image - one).max() for one in each) < 1e-5 * image.max()
    assert len(chosen) > 1


def test_cells_that_repeat_move_alike():
    settings = replace(STEM, phonons=Phonons(configurations=4))
    prepared = prepare(NUMBERS, PLACES, BOX, settings, repeats=(1, 1, 2), snapshots=SNAPSHOTS)
    both = Snapshots(np.tile(np.arange(3), 2), MOVES)
    twice = np.concatenate([PLACES, PLACES + np.array([0, 0, BOX[2]])])
    other = prepare(np.tile(NUMBERS, 2), twice, BOX * [1, 1, 2], settings, snapshots=both)
    assert image(prepared, 3) == pytest.approx(image(other, 3), rel=1e-4)


def test_independent_phonons_stay_where_there_are_no_snapshots():
    settings = replace(STEM, phonons=Phonons(configurations=2))
    one = simulate(NUMBERS, PLACES, BOX, settings, 1, "view", shape=(8, 8))
    other = simulate(NUMBERS, PLACES, BOX, settings, 2, "view", shape=(8, 8))
    assert np.abs(one - other).max() > 1e-3 * one.max()


def test_an_error_is_met_by_as_many_snapshots_as_it_takes_or_by_all():
    moves = np.random.default_rng(8).normal(0, 0.03, (12, 3, 3))
    asked = replace(STEM, phonons=Phonons(configurations="auto"))
    few, all_of_them = (
        thermal_mean(
            prepare(
                NUMBERS, PLACES, BOX, replace(asked, error=error),
                snapshots=Snapshots(np.arange(3), moves),
            ),
            1,
        )
        for error in (0.5, 0.02)
    )  # fmt: skip
    assert few.configurations < all_of_them.configurations <= 12
    assert few.statistical_error < 0.46  # √(1 − 0.4²) of what is asked for
    assert all_of_them.statistical_error > 0.02
