"""Drawn stripes do what their settings say."""

import numpy as np
import pytest

from synthscope.core.seeds import generator
from synthscope.tomography.modes.rescale import Range
from synthscope.tomography.simulation.geometry import Geometry
from synthscope.tomography.simulation.phantom import random_spheres
from synthscope.tomography.simulation.simple import simple_pairs, volume_range
from synthscope.tomography.stripes.model import StripeModel, add_stripes, draw_stripes

SINOGRAM = np.full((402, 362), 0.5, np.float32)


def model(**changes):
    return StripeModel(**{"percentage": 1.2, "max_thickness": 3, "intensity": 0.25, **changes})


def drawn(kind, count=200, **changes):
    return [
        stripe
        for seed in range(count)
        for stripe in draw_stripes(
            generator(seed, "stripes"), SINOGRAM, model(kind=kind, **changes), 1.0
        )
    ]


def test_a_sinogram_of_362_columns_gets_four_stripes():
    assert len(drawn("full", count=1)) == 4
    narrow = draw_stripes(generator(0, "s"), SINOGRAM[:, :181], model(), 1.0)
    assert len(narrow) == 2
    very_narrow = draw_stripes(generator(0, "s"), SINOGRAM[:, :60], model(), 1.0)
    assert len(very_narrow) == 1  # a striped view has a stripe, however small it is
    assert draw_stripes(generator(0, "s"), SINOGRAM, model(percentage=0), 1.0) == []


def test_full_stripes_run_over_all_angles():
    assert {(s.first, s.stop) for s in drawn("full")} == {(0, 402)}


def test_partial_stripes_are_neither_empty_nor_full():
    lengths = np.array([s.stop - s.first for s in drawn("partial")])
    assert lengths.min() >= 1 and lengths.max() < 402
    assert 0.25 * 402 < lengths.mean() < 0.42 * 402  # a third for two uniform ends


def test_a_mix_has_both_kinds_in_equal_parts():
    full = np.mean([s.stop - s.first == 402 for s in drawn("mix")])
    assert 0.45 < full < 0.55


def test_a_partial_stripe_changes_its_angles_only():
    rng = generator(5, "stripes")
    found = add_stripes(rng, SINOGRAM, model(kind="partial", percentage=0.3), 1.0) - SINOGRAM
    (stripe,) = draw_stripes(
        generator(5, "stripes"), SINOGRAM, model(kind="partial", percentage=0.3), 1.0
    )
    changed = np.flatnonzero(found.any(axis=1))
    assert (changed[0], changed[-1] + 1) == (stripe.first, stripe.stop)
    assert len(np.flatnonzero(found.any(axis=0))) == 2 * stripe.thickness + 1


def test_widths_and_offsets_are_those_of_the_model():
    stripes = drawn("mix")
    assert {2 * s.thickness + 1 for s in stripes} == {1, 3, 5, 7}
    offsets = np.array([s.offset for s in stripes])
    assert -0.25 <= offsets.min() < -0.24 and 0.12 < offsets.max() <= 0.125
    assert all(s.thickness < s.column < 362 - s.thickness for s in stripes)


def test_a_varying_stripe_walks_by_one_step_from_angle_to_angle():
    varying = model(kind="full", percentage=0.3, max_thickness=0, variability=0.01)
    found = add_stripes(generator(8, "s"), SINOGRAM, varying, 2.0) - SINOGRAM
    column = found[:, found.any(axis=0)][:, 0]
    assert np.abs(np.diff(column)) == pytest.approx(0.02, abs=1e-6)
    (stripe,) = draw_stripes(generator(8, "s"), SINOGRAM, varying, 2.0)
    assert column[0] == pytest.approx(stripe.offset + 0.02, abs=1e-6)


def test_stripes_avoid_columns_that_are_empty_at_the_first_angle():
    half = SINOGRAM.copy()
    half[0, :181] = 0
    columns = [
        s.column for seed in range(50) for s in draw_stripes(generator(seed, "s"), half, model(), 1)
    ]
    assert np.mean(np.array(columns) >= 181) > 0.99


@pytest.mark.parametrize("shape", [(1, 1), (1, 3), (2, 2), (5, 4)])
def test_tiny_sinograms_are_no_error(shape):
    tiny = np.ones(shape, np.float32)
    striped = add_stripes(generator(1, "s"), tiny, model(percentage=100, kind="partial"), 1.0)
    assert striped.shape == shape


def test_a_pair_has_one_scale_and_does_not_depend_on_other_rows():
    geometry, spheres = Geometry.of_size(32), random_spheres(generator(1, "t"), 50)
    over = volume_range(spheres, geometry)
    unit = Range(0.0, 1.0)
    about = spheres, geometry, model(percentage=5)
    pairs = list(simple_pairs(*about, 1, 7, over, unit))
    assert [pair.row for pair in pairs] == list(range(32))
    differ = [(pair.clean != pair.stripe).any(axis=0).mean() for pair in pairs]
    assert 0 < max(differ) < 0.6  # where there is no stripe, both have the same grey values
    assert max(pair.clean.max() for pair in pairs) == 65535
    again = {p.row: p.stripe for p in simple_pairs(*about, 1, 7, Range(over.low, over.high), unit)}
    assert all(np.array_equal(again[pair.row], pair.stripe) for pair in pairs)
    other = simple_pairs(*about, 2, 7, over, unit)
    assert any(not np.array_equal(again[pair.row], pair.stripe) for pair in other)


def test_stripes_below_zero_stay_dark_where_there_is_room_and_are_folded_only_if_asked():
    geometry, spheres = Geometry.of_size(32), random_spheres(generator(1, "t"), 50)
    over = volume_range(spheres, geometry)
    about = spheres, geometry, model(percentage=10, kind="full"), 1, 7, over
    roomy = Range(-0.25, 1.125)
    for pair in simple_pairs(*about, roomy):
        change = pair.stripe.astype(float) - pair.clean
        expected = np.zeros(change.shape)
        expected[:, pair.columns] = pair.offset
        np.testing.assert_allclose(change, expected / roomy.span * 65535, atol=1.01)
        for stripe in pair.stripes:
            alone = all(abs(s.column - stripe.column) > 7 for s in pair.stripes if s != stripe)
            if alone:
                assert np.sign(change[:, stripe.column]).mean() == np.sign(stripe.offset)
    bright = [
        (pair.stripe.astype(float) - pair.clean)[:, stripe.column].max() > 0
        for pair in simple_pairs(*about, Range(0.0, 1.0), fold=True)
        for stripe in pair.stripes
        if stripe.offset < -0.01
    ]
    assert np.mean(bright) > 0.3  # as in the original: a third of what is dark becomes bright
