import numpy as np
import pytest

from synthscope.optics.constants import interaction_parameter, wavelength

# Kirkland, Advanced Computing in Electron Microscopy: table of wavelengths and of sigma.
SIGMA = {10: 2.599, 60: 1.1356, 100: 0.9244, 200: 0.7288, 300: 0.6526, 800: 0.5503}
LAMBDA = {
    10: 0.12204695,
    80: 0.04175716,
    100: 0.03701437,
    200: 0.02507934,
    300: 0.01968749,
    800: 0.01026946,
}


@pytest.mark.parametrize("energy", SIGMA)
def test_interaction_parameter_is_that_of_the_book(energy):
    assert interaction_parameter(energy) * 1e3 == pytest.approx(SIGMA[energy], abs=5.1e-4)


@pytest.mark.parametrize("energy", LAMBDA)
def test_wavelength_is_relativistic(energy):
    np.testing.assert_allclose(wavelength(energy), LAMBDA[energy], rtol=1e-6)
