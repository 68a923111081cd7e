"""Zingers are as many, as long and as strong as asked for, each in one frame."""

import numpy as np
import pytest

from synthscope.core.errors import InputError
from synthscope.core.seeds import generator
from synthscope.tomography.artefacts.settings import ZingerSettings
from synthscope.tomography.artefacts.zingers import SATURATION, draw_zingers


def drawn(angles=200, rows=40, columns=50, **settings):
    return draw_zingers(ZingerSettings(**settings), generator(1, "z"), angles, rows, columns)


@pytest.mark.parametrize("per_frame, count", [(0.0, 0), (0.05, 10), (3.0, 600)])
def test_there_are_as_many_as_asked_for(per_frame, count):
    found = drawn(per_frame=per_frame)
    assert len(np.unique(found.number)) == len(list(found.apart())) == count
    assert len(found.angle) >= count


def test_a_track_is_straight_and_stays_in_its_frame():
    found = drawn(per_frame=5, track_px=(3, 6))
    lengths = []
    for one in found.apart():
        assert len(set(one.angle)) == len(set(one.strength)) == 1
        steps = np.hypot(np.diff(one.row), np.diff(one.column))
        assert (steps >= 1).all() and (steps < 1.5).all()
        lengths.append(len(one.row))
    assert max(lengths) == 6 and np.mean(np.array(lengths) >= 3) > 0.8  # edges cut some
    assert found.row.min() >= 0 and found.row.max() < 40 and found.column.max() < 50


def test_strengths_lie_evenly_in_their_logarithm_between_both_ends():
    found = drawn(per_frame=20, strength=(0.1, 10.0), track_px=(1, 1))
    assert 0.1 <= found.strength.min() < 0.12 and 8 < found.strength.max() <= 10
    assert np.median(found.strength) == pytest.approx(1, rel=0.1)
    assert found.angle.min() == 0 and found.angle.max() == 199


def test_a_row_gets_the_counts_of_its_own_zingers_up_to_what_a_camera_holds():
    found = drawn(per_frame=20, strength=(0.5, 5.0))
    row = found.of_row(7)
    counts = np.full((200, 50), 1000, np.float32)
    row.add_to(counts, 20_000)
    hit = np.zeros(counts.shape, bool)
    hit[row.angle, row.column] = True
    assert hit.any() and (counts[~hit] == 1000).all()
    assert counts[hit].min() >= 11_000 and counts.max() == SATURATION


def test_a_seed_gives_the_same_zingers_again():
    assert np.array_equal(drawn(per_frame=2).angle, drawn(per_frame=2).angle)
    one, *_ = found = list(drawn(per_frame=2).apart())
    assert len(found) == len(np.unique(drawn(per_frame=2).number)) and len({*one.number}) == 1


@pytest.mark.parametrize("given", [{"strength": (2.0, 1.0)}, {"track_px": (4, 1)}])
def test_limits_that_fall_are_refused(given):
    (name,) = given
    with pytest.raises(InputError, match=f"{name} must not fall"):
        ZingerSettings(**given)
