"""Every kind of stripe is what its name says, at one place over its rows, and alone its own."""

from dataclasses import replace

import numpy as np
import pytest
from tests.tomography.simulation.test_beamline import GEOMETRY, SETTINGS, beamline

from synthscope.core.errors import InputError
from synthscope.tomography.simulation.fault_settings import FaultSettings
from synthscope.tomography.simulation.faults import KINDS
from synthscope.tomography.simulation.true_stripes import stripe_change, true_mask, true_offset

QUIET = replace(SETTINGS, miscalibration=0.0)


def with_faults(**faults):
    return beamline(replace(QUIET, faults=FaultSettings(**faults)))


def offset(beam, fault, shift=1):
    """What a fault adds to the line integrals of each of its rows: (rows, angles, columns)."""
    top = beam.detector_row(0, shift)
    rows = [r for r in range(fault.row - top, fault.last_row - top + 1) if 0 <= r < GEOMETRY.rows]
    passing = beam.transmission(0, GEOMETRY.rows)
    return rows, np.array([true_offset(beam, row, passing[row], shift) for row in rows])


@pytest.mark.parametrize("kind", KINDS)
def test_a_fault_changes_its_own_columns_rows_and_angles_only(kind):
    beam = with_faults(**{kind: 1}, rows=(6, 6), wide_width=(8, 12), edge_px=2)
    (fault,) = beam.faults
    assert fault.kind == kind and fault.last_row - fault.row == 5
    rows, changed = offset(beam, fault)
    assert rows and changed.any()
    outside = changed.copy()
    outside[:, fault.angles, fault.columns] = 0
    assert not outside.any()
    passing = beam.transmission(0, GEOMETRY.rows)
    for row in set(range(GEOMETRY.rows)) - set(rows):
        assert not true_offset(beam, row, passing[row], 1).any()


@pytest.mark.parametrize("kind", ["full", "partial", "wide"])
def test_a_wrong_gain_is_the_same_at_all_its_angles_and_rows(kind):
    beam = with_faults(**{kind: 1}, rows=(4, 4), wide_width=(8, 12), edge_px=2)
    (fault,) = beam.faults
    _, changed = offset(beam, fault)
    part = changed[:, fault.angles, fault.columns]
    expected = -np.log1p(fault.gain[0] * fault.profile) / SETTINGS.attenuation
    np.testing.assert_allclose(part, np.broadcast_to(expected, part.shape), atol=1e-5)
    assert 0.02 <= abs(fault.gain[0]) <= 0.2
    whole = fault.stop - fault.first == GEOMETRY.angles
    assert whole == (kind != "partial")


def test_a_wide_stripe_has_blurred_edges():
    faults = with_faults(wide=20, wide_width=(20, 20), edge_px=2).faults
    inner = [f for f in faults if max(f.profile[0], f.profile[-1]) < 0.01]
    assert len(inner) > 3
    for fault in inner:
        assert np.abs(np.diff(fault.profile)).max() < 0.25
        assert (fault.profile >= 0.5).sum() == 20 and fault.profile.max() > 0.999


def test_a_fluctuating_gain_is_another_at_each_angle_and_an_unresponsive_one_sees_nothing():
    beam = with_faults(fluctuating=1, unresponsive=1, rows=(3, 3), gain=(0.1, 0.1))
    fluctuating, dead = beam.faults
    assert fluctuating.gain.std() == pytest.approx(0.1, rel=0.3)
    assert abs(np.corrcoef(fluctuating.gain[1:], fluctuating.gain[:-1])[0, 1]) < 0.35
    row = dead.row - beam.detector_row(0, 1)
    passing = beam.transmission(0, GEOMETRY.rows)[row]
    counts = beam.expected(row, passing, 1)[:, dead.columns]
    assert np.ptp(counts, axis=0).max() < 1e-3 * counts.max()


def test_one_more_fault_changes_no_other():
    few, more = with_faults(full=2, wide=1), with_faults(full=3, partial=1, wide=1)
    of_kind = [[f for f in beam.faults if f.kind == "full"] for beam in (few, more)]
    for one, other in zip(*of_kind):
        assert (one.row, one.column, one.gain[0]) == (other.row, other.column, other.gain[0])
    assert few.faults[-1].column == more.faults[-1].column


def test_true_masks_mark_all_of_what_comes_and_goes():
    beam = with_faults(fluctuating=1, rows=(5, 5))
    (fault,) = beam.faults
    row = fault.row - beam.detector_row(0, 1) + 2
    change = stripe_change(beam, row, beam.transmission(row, row + 1)[0], 1)
    mask = true_mask(beam, change, 0.01)
    assert mask[:, fault.columns].all() and mask.sum() == GEOMETRY.angles * len(fault.profile)


@pytest.mark.parametrize(
    "faults, reason",
    [({"gain": (0.5, 0.1)}, "gain has to rise"), ({"gain": (0.5, 1.5)}, "gain reaches 1.5")],
)
def test_settings_that_make_no_sense_are_refused(faults, reason):
    with pytest.raises(InputError, match=reason):
        FaultSettings(**faults)
