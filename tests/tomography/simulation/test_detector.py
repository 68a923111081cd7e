"""Counts have the distribution of photons, and the flat field and its defects their look."""

import numpy as np
import pytest
from scipy import stats

from synthscope.core.seeds import generator
from synthscope.tomography.simulation.detector import ELECTRONIC_NOISE, FEW_PHOTONS, expose
from synthscope.tomography.simulation.flats import flat_field
from synthscope.tomography.simulation.pixel_faults import draw_defects
from synthscope.tomography.simulation.speckle import speckles


@pytest.mark.parametrize("photons", [FEW_PHOTONS, 1000.0, 40000.0])
def test_counts_follow_the_poisson_distribution(photons):
    """Rounded Cornish–Fisher quantiles: the distribution functions differ by less than 5e-4."""
    probability = (np.arange(400_000) + 0.5) / 400_000
    normal = stats.norm.ppf(probability).astype(np.float32)
    expected = np.full(normal.shape, photons, np.float32)
    counts = expose(expected, normal, generator(1, "d"), electronic_noise=0.0)
    levels = np.unique(counts)
    ours = np.searchsorted(np.sort(counts), levels, side="right") / len(counts)
    assert np.abs(ours - stats.poisson.cdf(levels, photons)).max() < 5e-4


def test_few_photons_are_exact_and_none_stay_none():
    rng = generator(2, "d")
    normal = rng.standard_normal(200_000, np.float32)
    counts = expose(np.full(200_000, 3.0, np.float32), normal, rng, electronic_noise=0.0)
    assert counts.mean() == pytest.approx(3, rel=0.01)
    assert counts.var() == pytest.approx(3, rel=0.02)
    assert stats.skew(counts) == pytest.approx(3**-0.5, rel=0.05)
    assert not expose(np.full(9, -5.0, np.float32), normal[:9], rng, electronic_noise=0.0).any()


def test_the_electronics_add_their_variance():
    rng = generator(3, "d")
    normal = rng.standard_normal(400_000, np.float32)
    counts = expose(np.full(400_000, 300.0, np.float32), normal, rng)
    assert counts.var() == pytest.approx(300 + ELECTRONIC_NOISE**2 + 1 / 12, rel=0.01)
    assert np.array_equal(counts, np.rint(counts))


def test_speckles_have_all_their_photons_and_their_grain():
    fine, coarse = (speckles(generator(4, "d"), (120, 150), grain, 2.0) for grain in (3, 10))
    assert fine.sum() == coarse.sum() == 2 * 120 * 150

    def width(image):
        spectrum = np.abs(np.fft.fft2(image - image.mean())) ** 2
        correlation = np.fft.ifft2(spectrum).real
        profile = correlation[0] / correlation[0, 1]
        return np.argmax(profile[1:75] < 0.5)

    assert width(coarse) > 2 * width(fine)


def test_the_flat_field_is_bands_along_the_rows_with_speckles_on_top():
    smooth = flat_field(generator(5, "d"), (90, 70), grain=0)
    assert smooth.max() == 1 and smooth.min() > 0
    assert np.ptp(smooth, axis=1).max() == 0 and np.allclose(smooth, smooth[::-1])
    rough = flat_field(generator(5, "d"), (90, 70))
    assert rough.max() == 1 and np.ptp(rough, axis=1).min() > 0


def test_defects_are_few_and_answer_as_they_should():
    defects = draw_defects(generator(6, "d"), (150, 200), 100)
    assert defects.maps.max() == 1 and 0.0005 < (defects.maps > 0).mean() < 0.2
    constant, sine, growth = defects.responses
    assert set(constant) == {-1} and sine.max() == growth.max() == 1
    assert sine[-1] < -0.5 and np.corrcoef(growth, np.exp(np.linspace(0, np.pi, 100)))[0, 1] > 0.99
    row = int(np.argmax(defects.maps.sum(axis=(0, 2))))
    assert np.allclose(
        defects.row(row), np.einsum("ka,ki->ai", defects.responses, defects.maps[:, row])
    )
