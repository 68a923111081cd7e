"""A stripe lies between a step of the mean and the step back; what the sample does is neither."""

import numpy as np
import pytest

from synthscope.tomography.settings import SimulationSettings
from synthscope.tomography.setup import beamline_of, phantom_of
from synthscope.tomography.simulation.fault_settings import FaultSettings
from synthscope.tomography.simulation.true_stripes import true_offset
from synthscope.tomography.stripes.row_steps import ROW_REACH, RowSteps, counted, step_between

ROWS, COLUMNS, LEAST = 60, 240, 0.014
PLACES = np.arange(COLUMNS)


def sample(noise=0.001, seed=1):
    """(rows, columns): means over the angles of a ball, and of one in it from row 5 to 45."""
    row = np.arange(ROWS)[:, None]
    large = np.maximum(1 - ((row - 20) / 70) ** 2 - ((PLACES - 120) / 100) ** 2, 0)
    small = np.maximum(1 - ((row - 25) / 20) ** 2 - ((PLACES - 120) / 20) ** 2, 0)
    drawn = np.random.default_rng(seed).normal(0, noise, (ROWS, COLUMNS))
    return (0.5 * large + 0.1 * small + drawn).astype(np.float32)


def found(means, least=LEAST):
    """(rows, columns): the stripes in a scan whose angles all have these means."""
    steps, following, out = RowSteps(len(means), least), 0, []
    for row in range(len(means)):
        while following < min(row + ROW_REACH + 1, len(means)):
            steps.see(following, means[None, following])
            following += 1
        out.append(steps.stripes(row))
    return np.array(out)


def soft(left, right, sigma=4):
    """(columns,): a stripe with edges that rise over some columns."""
    return (np.tanh((PLACES - left) / sigma) - np.tanh((PLACES - right) / sigma)) / 2


def test_a_sample_alone_has_no_stripes():
    assert not found(sample()).any()


@pytest.mark.parametrize("height", [1, 9])
@pytest.mark.parametrize("offset", [-0.04, 0.04])
def test_a_wide_soft_stripe_is_found_in_its_rows_and_columns(height, offset):
    means = sample()
    means[30 : 30 + height] += (offset * soft(90, 178)).astype(np.float32)
    odd = found(means)
    assert np.flatnonzero(odd.any(axis=1)).tolist() == [*range(30, 30 + height)]
    for row in odd[30 : 30 + height]:
        assert row[95:173].mean() > 0.8 and not row[:80].any() and not row[188:].any()


def test_a_stripe_of_two_columns_is_found_and_noise_of_one_is_not():
    means = sample()
    means[30:33, 60:62] += 0.03
    means[30:33, 100] += 0.03
    assert np.argwhere(found(means)).tolist() == [[r, c] for r in (30, 31, 32) for c in (60, 61)]


def test_what_goes_on_over_more_rows_or_most_columns_is_the_sample():
    means = sample()
    means[20:30, 60:80] += 0.1  # ten rows
    means[45:50, 30:200] += 0.1  # a layer
    means[54:] += (0.03 * soft(100, 140)).astype(np.float32)  # nothing that comes back
    odd = found(means)
    assert not odd[:45].any() and not odd[:, 60:180].any()


def test_a_sample_that_grows_row_by_row_makes_no_stripe_with_the_edge_of_one():
    grown = np.clip(np.arange(ROWS) - 20, 0, 20)[:, None] * soft(90, 150)
    means = sample() + (0.03 * grown).astype(np.float32)
    means[30:33, 110:130] -= 0.06
    odd = found(means)
    assert np.flatnonzero(odd.any(axis=1)).tolist() == [30, 31, 32]
    assert odd[30:33, 110:130].mean() > 0.8


def test_rows_between_two_unlike_stripes_are_clean():
    means = sample()
    means[30:33, 60:80] += 0.1
    means[36:38, 60:80] += 0.3
    assert np.flatnonzero(found(means).any(axis=1)).tolist() == [30, 31, 32, 36, 37]


@pytest.mark.parametrize("rows", [range(0, 5), range(ROWS - 3, ROWS), range(4, 9)])
def test_a_stripe_at_the_edge_of_a_scan_is_found_and_rows_beyond_one_beside_it_are_clean(rows):
    means = sample()
    means[rows.start : rows.stop, 60:80] += 0.05
    assert np.flatnonzero(found(means).any(axis=1)).tolist() == [*rows]


def test_at_the_edge_of_a_scan_a_step_has_to_be_larger():
    means = sample()
    means[:5, 60:80] += 1.5 * LEAST
    assert not found(means).any()
    means[:5, 60:80] += LEAST
    assert found(means)[:5, 60:80].all()


def test_steps_that_noise_makes_do_not_count():
    assert not found(sample(noise=0.02)).any()
    for noise, unit in ((1e-3, LEAST), (0.02, 4 * np.sqrt(2) * 0.02)):
        before, after = np.random.default_rng(1).normal(0, noise, (2, 5000))
        step = step_between(before, after)
        spread = counted(step, [np.zeros(5000)], LEAST).std()
        assert spread == pytest.approx(np.sqrt(2) * noise / unit, rel=0.05)


def test_weak_wide_stripes_of_a_simulated_scan_are_found_and_its_clean_rows_stay_clean():
    faults = FaultSettings(wide=3, gain=(0.03, 0.06), rows=(2, 9))
    shape = {"size": 724, "rows": 64, "columns": 1024, "angles": 90}
    settings = SimulationSettings(**shape, miscalibration=0.0, faults=faults)
    beam = beamline_of(settings, phantom_of(settings, 2, 0)[0], 2, 0)
    steps, strongest = RowSteps(64, LEAST), []
    for row, passing in enumerate(beam.passing(0, 64)):
        share = passing.arriving
        strongest.append(np.abs(true_offset(beam, row, share, 0)).mean(axis=0).max())
        counts = beam.counts(row, share, 0, beam.normals(row, 0))
        steps.see(row, beam.sinogram(row, counts, 0) / beam.densest)
    striped = [steps.stripes(row).any() for row in range(64)]
    assert striped == [size > 0.02 for size in strongest] and 6 <= sum(striped) <= 27
