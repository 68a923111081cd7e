import numpy as np
import pytest

from synthscope.core.errors import InputError
from synthscope.optics.aberrations import Aberrations
from synthscope.optics.constants import wavelength
from synthscope.optics.grids import Grid
from synthscope.optics.limits import (
    check_aperture,
    check_laue,
    check_probe,
    laue_rings,
    probe_diameter,
)

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


def test_every_aberration_spreads_the_probe():
    # r = C₃ θ³: 19.7 Å for 100 µm, 236 Å for 1.2 mm; a defocus takes a third power's part back
    lam, alpha = wavelength(200), 27.0
    assert Aberrations(c3_um=100).displacement(alpha, lam) == pytest.approx(19.68, rel=1e-3)
    assert Aberrations(astigmatism_A=50).displacement(alpha, lam) == pytest.approx(1.35, rel=1e-3)
    assert Aberrations(coma_A=3000).displacement(alpha, lam) == pytest.approx(2.187, rel=1e-2)
    assert Aberrations(c5_mm=5).displacement(alpha, lam) == pytest.approx(0.717, rel=1e-2)
    assert Aberrations(300.0).displacement(alpha, lam, 400.0) == pytest.approx(8.1, rel=1e-3)
    for c3 in (100, 1200):
        with pytest.raises(InputError, match=r"the probe wraps around.*or smaller aberrations"):
            check_probe((26.0, 26.0), alpha, lam, Aberrations(c3_um=c3), 24.0)
    check_probe((26.0, 26.0), alpha, lam, Aberrations(c3_um=1), 24.0)


def test_an_aperture_beyond_the_band_limit_is_refused():
    with pytest.raises(
        InputError, match=r"semiangle_mrad 60 is beyond the band limit, 4\d\.\d mrad"
    ):
        check_aperture(Grid((50, 50), (10.0, 10.0)), 60.0, wavelength(200))
