"""A field of view shows a periodic image without edges, at any sampling."""

import numpy as np
import pytest

from synthscope.imaging.field import field_of_view, repeated


def series(x, y, box=(5.0, 7.0)):
    """A band-limited periodic image as a formula."""
    p, q = 2 * np.pi * x / box[0], 2 * np.pi * y / box[1]
    return 3 + np.cos(p - 0.3) + 0.5 * np.sin(2 * p + q) + 0.2 * np.cos(3 * q - p)


@pytest.mark.parametrize("shape", [(16, 20), (15, 21), (64, 40)])
def test_the_field_is_the_exact_image_everywhere(shape):
    x, y = np.meshgrid(np.arange(shape[0]) * 5 / shape[0], np.arange(shape[1]) * 7 / shape[1])
    period = series(x, y).T
    field = field_of_view(period, (5.0, 7.0), 40, 0.31, (1.2, -0.4))
    at = np.arange(40) * 0.31
    expected = series(*np.meshgrid(1.2 + at, -0.4 + at, indexing="ij"))
    np.testing.assert_allclose(field, expected, atol=1e-12)


def test_many_images_at_once():
    stack = np.random.default_rng(1).random((2, 3, 8, 9))
    field = field_of_view(stack, (5.0, 7.0), 12, 0.5, (0, 0))
    assert field.shape == (2, 3, 12, 12)
    np.testing.assert_allclose(field[1, 2], field_of_view(stack[1, 2], (5.0, 7.0), 12, 0.5, (0, 0)))


def test_atoms_are_repeated_over_the_field():
    positions = np.array([[0.0, 0.0, 1.0], [2.5, 3.5, 2.0]])
    found, atoms = repeated(positions, (5.0, 7.0, 9.0), 20.0, (2.5, 0.0))
    assert (atoms == 0).sum() == 4 * 3
    assert (atoms == 1).sum() == 4 * 3
    assert found[:, :2].min() > -1e-6
    assert found[:, :2].max() < 20
    np.testing.assert_allclose(np.unique(found[atoms == 0, 0]), [2.5, 7.5, 12.5, 17.5], atol=1e-6)
    np.testing.assert_allclose(np.unique(found[atoms == 1, 1]), [3.5, 10.5, 17.5], atol=1e-6)
    assert (found[atoms == 1, 2] == 2).all()


def test_rounding_does_not_carry_an_atom_across_the_field():
    positions = np.array([[5 - 1e-12, 0, 0], [1e-12, 0, 0]])
    found, _ = repeated(positions, (5.0, 5.0, 5.0), 5.0, (0.0, 0.0))
    np.testing.assert_allclose(found[:, 0], 0, atol=1e-8)
