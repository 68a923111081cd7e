import numpy as np
import pytest

from synthscope.structures.symmetry.rotations import _turn, rotations


def test_the_first_rotation_is_the_original_orientation():
    assert (rotations(1, "gaussian", "a", 0, 3)[0] == np.eye(3)).all()
    assert not np.allclose(rotations(1, "gaussian", "a", 1, 1)[0], np.eye(3))


def test_any_subset_of_rotations_can_be_made_alone():
    whole = rotations(7, "gaussian", "a", 0, 100)
    for first, count in ((0, 1), (1, 1), (13, 29), (99, 1)):
        part = rotations(7, "gaussian", "a", first, count)
        assert part.tobytes() == whole[first : first + count].tobytes()


def test_structures_seeds_and_products_have_rotations_of_their_own():
    known = [(1, "gaussian", "a"), (2, "gaussian", "a"), (1, "cbed", "a"), (1, "gaussian", "b")]
    first = [rotations(*key, 1, 1) for key in known]
    assert all(not np.allclose(first[0], other) for other in first[1:])


def test_circles_are_round_without_a_sine():
    x = np.concatenate([np.linspace(0, 1, 100_001)[:-1], np.arange(8) / 8, [1 - 2.0**-53]])
    cos, sin = _turn(x)
    assert np.abs(cos - np.cos(2 * np.pi * x)).max() < 1e-15
    assert np.abs(sin - np.sin(2 * np.pi * x)).max() < 1e-15


def test_rotations_are_proper():
    r = rotations(3, "gaussian", "a", 0, 500)
    assert np.allclose(r @ r.transpose(0, 2, 1), np.eye(3), atol=1e-14)
    assert np.linalg.det(r) == pytest.approx(1.0)


def test_rotations_are_uniform_over_all_orientations():
    r = rotations(5, "gaussian", "a", 1, 40_000)
    # Haar measure: every entry of R is uniform in [-1, 1], second moments 1/3, no correlations,
    # and the angle of rotation has the density (1 - cos ω) / π.
    for k in range(9):
        counts, _ = np.histogram(r.reshape(-1, 9)[:, k], bins=20, range=(-1, 1))
        chi2 = ((counts - 2000.0) ** 2 / 2000).sum()
        assert chi2 < 50  # 19 degrees of freedom: p = 1e-4
    moments = r.reshape(-1, 9).T @ r.reshape(-1, 9) / len(r)
    assert np.abs(moments - np.eye(9) / 3).max() < 0.012
    angle = np.arccos(np.clip((np.trace(r, axis1=1, axis2=2) - 1) / 2, -1, 1))
    expected = np.diff([(w - np.sin(w)) / np.pi for w in np.linspace(0, np.pi, 11)]) * len(r)
    counts, _ = np.histogram(angle, bins=10, range=(0, np.pi))
    assert ((counts - expected) ** 2 / expected).sum() < 35


def test_successive_rotations_are_independent():
    r = rotations(5, "gaussian", "a", 1, 20_000).reshape(-1, 9)
    assert np.abs(r[1:].T @ r[:-1] / len(r)).max() < 0.015
