"""The interpolation keeps its error for few atoms, thin sheets and strong scattering too."""

import re
import tracemalloc
from dataclasses import replace

import numpy as np
import pytest
from tests.multislice.specimens import phonons, selenide

from synthscope.core.errors import InputError
from synthscope.haadf.averaging import average
from synthscope.haadf.plan import prepare
from synthscope.haadf.settings import StemSettings
from synthscope.multislice import interpolated
from synthscope.optics.contrast import contrast
from synthscope.optics.own_area import own_share

SETTINGS = StemSettings(
    semiangle_mrad=24,
    detectors_mrad=((60, 110),),
    phonons=phonons(1),
    error=0.006,
)


def column(number, count, width=12.0):
    """Atoms above one another in the middle of a field."""
    z = 1.5 + 2.9 * np.arange(count)
    positions = np.stack([np.full(count, width / 2), np.full(count, width / 2), z], axis=1)
    return np.full(count, number), positions, np.array([width, width, 2.9 * count + 1])


def particle(width=13.0):
    """19 gold atoms: an octahedron."""
    n = np.stack(np.meshgrid(*[np.arange(-2, 3)] * 3), -1).reshape(-1, 3)
    n = n[(np.abs(n).sum(1) <= 2) & (n.sum(1) % 2 == 0)]
    positions = n * 2.039 + width / 2
    return np.full(len(n), 79), positions, np.full(3, width)


def sheet():
    """Tungsten diselenide along [001] in vacuum, not exactly of its lattice."""
    numbers, positions, box = selenide()
    return numbers, positions + np.array([0, 0, 2.0]), box + np.array([0, 0, 2.49])


def keeps_its_errors(specimen, settings, errors=(0.03, 0.01, 0.006), **more):
    x, y = (np.arange(48) / 48 * length for length in specimen[2][:2])
    finer = replace(settings, method="exact", error=min(errors) / 4)  # in a wider band
    exact = average(prepare(*specimen, finer, **more), 1, "x").image(x, y)
    for error in errors:
        asked = replace(settings, method="interpolated", error=error)
        prepared = prepare(*specimen, asked, **more)
        assert prepared.interpolation_error + prepared.band_error <= error
        found = average(prepared, 1, "x").image(x, y)
        told = error + prepared.transmission_error
        right = exact.mean() / own_share(prepared.band.contrast)
        assert np.sqrt(((found - exact) ** 2).mean()) < told * right
    return prepared


@pytest.mark.parametrize(
    "specimen",
    [column(79, 6), column(6, 7), column(92, 1), particle(), sheet()],
    ids=["gold", "carbon", "atom", "particle", "sheet"],
)
def test_few_atoms_and_thin_sheets_keep_the_error_asked_for(specimen):
    keeps_its_errors(specimen, SETTINGS)


@pytest.mark.parametrize("planes", [2, 8])
def test_thin_static_crystals_keep_the_error_asked_for(planes):
    gold = np.array([[0, 0, 0], [0.5, 0.5, 0], [0.5, 0, 0.5], [0, 0.5, 0.5]]) * 4.08
    static = replace(SETTINGS, phonons=phonons(0), accept_laue_rings=True)
    cell = (np.full(4, 79), gold, np.full(3, 4.08))
    keeps_its_errors(cell, static, repeats=(4, 4, planes // 2))


TUNGSTEN = (np.full(2, 74), np.array([[0, 0, 0], [1, 1, 1]]) * 1.5825, np.full(3, 3.165))


def test_thick_static_crystals_of_heavy_atoms_keep_the_error_asked_for():
    """41 Å of tungsten, in which an electron scatters many times."""
    static = replace(SETTINGS, phonons=phonons(0), accept_laue_rings=True)
    keeps_its_errors(TUNGSTEN, static, errors=(0.015,), repeats=(4, 4, 13))


def test_what_interpolation_cannot_give_is_refused_with_the_error_that_was_measured():
    static = replace(SETTINGS, phonons=phonons(0), accept_laue_rings=True)
    asked = replace(static, method="interpolated")
    with pytest.raises(InputError) as refused:
        prepare(*TUNGSTEN, asked, repeats=(5, 5, 25))
    assert float(re.search(r"errs by ([\d.e-]+)", str(refused.value))[1]) > asked.error / 2


def test_parents_that_do_not_fit_into_memory_are_refused_before_they_are_chosen():
    numbers, positions, box = column(79, 40, 90.0)
    asked = replace(SETTINGS, method="interpolated", memory_mb=500)
    tracemalloc.start()
    with pytest.raises(InputError, match="MB and memory_mb is 500"):
        prepare(numbers, positions, box, asked)
    assert tracemalloc.get_traced_memory()[1] < 500e6
    tracemalloc.stop()


def test_contrast_is_that_of_gaussian_spots():
    """One spot of standard deviation s in an area A: A / 4πs²."""
    alone = contrast(np.array([79]), np.array([[3.0, 4.0, 0.0]]), (20.0, 24.0))
    assert alone == pytest.approx(480 / (4 * np.pi * 0.3**2), rel=1e-3)
    dense = np.stack(np.meshgrid(np.arange(0, 20, 0.25), np.arange(0, 24, 0.25), [0]), -1)
    dense = dense.reshape(-1, 3)
    assert contrast(np.full(len(dense), 6), dense, (20.0, 24.0)) == pytest.approx(1, abs=0.1)


def test_parents_are_tried_with_the_fewest_pixels_whatever_the_image_takes(monkeypatch):
    """So the trial costs less than the image."""
    tried, right = [], interpolated.add_up

    def spy(sample, plan, *more):
        tried.append(plan.lattice.taken.stride)
        right(sample, plan, *more)

    monkeypatch.setattr(interpolated, "add_up", spy)
    settings = replace(SETTINGS, method="interpolated", error=0.02, phonons=phonons(2))
    prepared = prepare(*particle(26.0), settings)
    assert min(prepared.plan.lattice.taken.stride) > 2
    assert tried and set(tried) == {(2, 2)}


def test_wide_fields_take_few_detector_pixels_and_tell_what_that_costs():
    settings = replace(
        SETTINGS,
        method="interpolated",
        error=0.02,
        phonons=phonons(2),
    )
    prepared = prepare(*particle(26.0), settings)
    assert min(prepared.plan.lattice.taken.stride) > 1
    every = replace(prepared, plan=prepared.plan.taking((1, 1)))
    x = np.arange(64) / 64 * 26.0
    found, wanted = (average(one, 1, "x").image(x, x) for one in (prepared, every))
    error = np.sqrt(((found - wanted) ** 2).mean()) / wanted.mean()
    assert 0 < error * own_share(prepared.band.contrast) < prepared.interpolation_error


@pytest.mark.parametrize("detector", [(25.0, 60.0), (0.0, 23.0), (60.0, 110.0)])
def test_all_pixels_are_taken_where_the_bright_disc_is_beside_a_detectors_edge(detector):
    settings = replace(SETTINGS, method="interpolated", error=0.02, detectors_mrad=(detector,))
    stride = prepare(*particle(26.0), settings).plan.lattice.taken.stride
    assert (stride == (1, 1)) == (detector != (60.0, 110.0))
