import numpy as np
import pytest

from synthscope.core.errors import InputError
from synthscope.optics.aberrations import Aberrations
from synthscope.optics.constants import wavelength
from synthscope.optics.grids import Grid
from synthscope.optics.limits import check_aperture, check_laue, laue_rings, probe_diameter

SILICON = 5.4309


@pytest.mark.parametrize(
    ("repeat", "energy", "rings"),
    [
        (SILICON, 100, [116.6, 164.5]),
        (SILICON / np.sqrt(2), 200, [114.1, 161.1]),
        (SILICON * np.sqrt(3), 200, [73.0, 103.1, 126.2, 145.7]),
        (SILICON * np.sqrt(3), 100, [88.6, 125.2, 153.2]),
    ],
)
def test_laue_rings_of_silicon(repeat, energy, rings):
    found = laue_rings(repeat, wavelength(energy), rings[-1] + 1)
    np.testing.assert_allclose(found, rings, atol=0.1)


def test_no_detector_is_refused_where_nothing_repeats():
    check_laue([], None, 0.025)


def test_a_probe_that_fits_loses_no_more_than_the_tail_allowed():
    # Airy's disc: the fraction beyond r is J₀²(x) + J₁²(x), about 2 / (π x)
    from scipy.special import j0, j1

    lam, alpha = wavelength(200), 20.0
    radius = probe_diameter(alpha, lam, Aberrations(), 0.0) / 2
    x = 2 * np.pi * radius * 1e-3 * alpha / lam
    assert j0(x) ** 2 + j1(x) ** 2 == pytest.approx(0.02, rel=0.1)
    assert probe_diameter(alpha, lam, Aberrations(100.0), 0.0) == pytest.approx(2 * radius + 4.0)
    assert probe_diameter(alpha, lam, Aberrations(50.0), 100.0) == pytest.approx(2 * radius + 2.0)


def test_an_aperture_beyond_the_band_limit_is_refused():
    with pytest.raises(
        InputError, match=r"semiangle_mrad 60 is beyond the band limit, 4\d\.\d mrad"
    ):
        check_aperture(Grid((50, 50), (10.0, 10.0)), 60.0, wavelength(200))
