import numpy as np
import pytest

from synthscope.optics.constants import POTENTIAL_PER_SCATTERING_FACTOR
from synthscope.optics.grids import Grid
from synthscope.optics.potential import projected_slices
from synthscope.optics.scattering import scattering_factor
from synthscope.optics.slicing import Slices


def one_slice(count):
    return Slices(np.zeros(count, int), np.array([0.5]), 1.0)


def test_constant_between_scattering_factor_and_potential():
    assert pytest.approx(47.878, abs=1e-3) == POTENTIAL_PER_SCATTERING_FACTOR


@pytest.mark.parametrize(
    ("number", "expected"),
    # V Å at r = 0.1, 0.2, 0.3, 0.4, 0.5 Å, Kirkland's factors (abTEM 1.0.11, infinite projection)
    [
        (14, [413.469, 222.64, 143.485, 102.112, 76.116]),
        (79, [1452.182, 645.109, 352.297, 211.487, 132.045]),
        (92, [1724.556, 822.267, 484.253, 311.779, 213.437]),
    ],
)
def test_projected_potential_of_an_atom(number, expected):
    grid = Grid((1000, 1000), (10.0, 10.0))
    potential = projected_slices(
        np.array([number]), np.array([[5.0, 5.0, 0]]), grid, one_slice(1), "kirkland"
    )
    found = potential[0, 510:560:10, 500] - potential[0, 0, 0]
    far = POTENTIAL_PER_SCATTERING_FACTOR * scattering_factor(number, 0.0, "kirkland") / 100
    assert potential.mean() == pytest.approx(far, rel=1e-4)
    np.testing.assert_allclose(found, expected, rtol=0.01)


def test_uranium_agrees_with_the_published_curve():
    # Digitised from Kirkland's book, V Å; the curve's own reading error is about a percent.
    r = np.array([0.0993, 0.2052, 0.3022, 0.4100])
    published = np.array([1742.2, 804.6, 487.2, 307.8])
    grid = Grid((1000, 1000), (10.0, 10.0))
    potential = projected_slices(
        np.array([92]), np.array([[5.0, 5.0, 0]]), grid, one_slice(1), "kirkland"
    )
    found = np.interp(r, np.arange(100) * 0.01, potential[0, 500:600, 500])
    assert np.sum((found / published - 1) ** 2) < 2e-3


def test_atoms_move_by_fractions_of_a_pixel_exactly():
    grid = Grid((64, 60), (6.4, 6.0))
    numbers = np.array([14, 38])
    positions = np.array([[1.0, 2.0, 0.0], [4.0, 3.0, 0.0]])
    still = projected_slices(numbers, positions, grid, one_slice(2))[0]
    shift = np.array([0.0371, -0.0518, 0])
    moved = projected_slices(numbers, positions + shift, grid, one_slice(2))[0]
    phase = np.exp(-2j * np.pi * (grid.kx[:, None] * shift[0] + grid.ky[None] * shift[1]))
    expected = np.fft.ifft2(np.fft.fft2(still) * phase).real
    np.testing.assert_allclose(moved, expected, atol=1e-4 * still.max())


def test_slices_add_up_to_the_projection_of_all_atoms():
    generator = np.random.default_rng(5)
    numbers = generator.choice([8, 22, 38], 30)
    positions = generator.uniform(0, 6, (30, 3))
    grid = Grid((60, 64), (6.0, 6.0))
    whole = projected_slices(numbers, positions, grid, one_slice(30))
    cut = Slices(generator.integers(0, 4, 30), np.arange(4.0), 6.0)
    parts = projected_slices(numbers, positions, grid, cut)
    assert parts.shape == (4, 60, 64) and parts.dtype == np.float32
    np.testing.assert_allclose(parts.sum(0), whole[0], atol=1e-5 * whole.max())
