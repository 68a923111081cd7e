"""Acquisitions have lenses of their own, whose images are those of the lens alone."""

from dataclasses import fields, replace
from io import StringIO
from types import SimpleNamespace

import h5py
import numpy as np
import pytest
from pydantic import ValidationError
from tests.haadf.test_acquisitions import simulated
from tests.haadf.test_readouts import TITANATE
from tests.multislice.specimens import quick_settings

from synthscope.core.distributions import Distribution
from synthscope.core.draws import draw
from synthscope.core.errors import InputError
from synthscope.core.extremes import distributions
from synthscope.dataset.of_acquisitions import OF_ACQUISITION, of_acquisition
from synthscope.haadf import through_lenses
from synthscope.haadf.convergence import ThermalMeans
from synthscope.haadf.lens_settings import LensSettings, lenses_of_view
from synthscope.haadf.lenses import behind
from synthscope.haadf.publish import publish_view
from synthscope.haadf.readouts import detector_names, readouts
from synthscope.haadf.settings import HaadfSettings
from synthscope.haadf.shard import simulate_view
from synthscope.haadf.stages import count_lenses, simulation_settings
from synthscope.haadf.through_lenses import images_through
from synthscope.haadf.view_plan import plan_drawn
from synthscope.optics.aberrations import Aberrations
from synthscope.optics.detectors import Detector
from synthscope.optics.limits import probe_diameter

LENS = {"defocus_A": {"uniform": [-30, 30]}, "coma_A": {"choice": [0, 200]}, "coma_deg": 30.0}
OTHER = LensSettings(19.5, Aberrations(defocus_A=30.0, astigmatism_A=15.0, coma_A=300.0))
WIDE = LensSettings(20.0, Aberrations())


def asked(**changes):
    return quick_settings(
        **{
            "geometry": "cell", "field_A": 15.6, "cell_depth_A": 7.8, "pixels": 48,
            "error": 0.04, "detectors_mrad": [[40, 70], [0, 15]], "semiangle_mrad": 20.0,
            "conditions": {"mine": {"dose_e_per_A2": 1e4}},
            "general": {"conditions": ["raw", "mine"], "acquisitions": 3},
        }
        | changes
    )  # fmt: skip


def prepared_for(settings):
    needed = simulation_settings(settings)
    plan, _, _ = plan_drawn(TITANATE, (0, 0, 1), ["perfect"], needed, 1)
    assert not plan.reasons, plan.reasons
    return plan.specimens["perfect"][1]


def image(average):
    x, y = (np.linspace(0, extent, 40, endpoint=False) for extent in average.prepared.field_A)
    return average.image(x, y)[:, -1]


def alone(settings, lens):
    """The image of a calculation that knows of no other lens."""
    own = replace(settings, semiangle_mrad=lens.semiangle_mrad, aberrations=lens.aberrations)
    prepared = prepared_for(own)
    return image(ThermalMeans(prepared)(7, "x")), prepared


def off(found, right):
    """Of each detector, rms over mean."""
    return np.sqrt(np.mean((found - right) ** 2, (-2, -1))) / right.mean((-2, -1))


def test_the_exact_image_of_each_lens_is_that_of_the_lens_alone():
    settings = asked(method="exact", sampling_A=0.09)
    means = ThermalMeans(prepared_for(settings))
    lenses = [behind(means.prepared, lens) for lens in (WIDE, OTHER)]
    for lens, found in zip((WIDE, OTHER), means.behind(lenses, 7, "x")):
        right, _ = alone(settings, lens)
        assert off(image(found), right).max() < 1e-5
    first, second = map(image, means.behind(lenses, 7, "x"))
    assert off(second, first)[0] > 0.2


def test_the_interpolated_image_of_each_lens_is_within_the_error():
    settings = asked(method="interpolated", sampling_A=0.09, detectors_mrad=[[40, 70]])
    means = ThermalMeans(prepared_for(settings))
    for lens in (OTHER, LensSettings(20.0, Aberrations(defocus_A=-40.0))):
        [found] = means.behind([behind(means.prepared, lens)], 7, "x")
        right, _ = alone(replace(settings, method="exact"), lens)
        assert off(image(found), right).max() < means.prepared.interpolation_error < 0.04


def test_an_error_is_kept_behind_every_lens_and_none_changes_another():
    converged = {"configurations": "auto"}
    settings = asked(
        phonons=converged, error=0.25, detectors_mrad=[[40, 70]], sampling_A=0.09, method="exact"
    )
    means = ThermalMeans(prepared_for(settings), 14.0)
    sharp, blurred = (behind(means.prepared, lens) for lens in (WIDE, OTHER))
    both, single = means.behind([sharp, blurred], 7, "x"), means.behind([blurred], 7, "x")
    for one in both:
        assert 0 < one.statistical_error <= settings.statistical_error
        assert one.configurations >= 1
    np.testing.assert_array_equal(both[1].spectrum, single[0].spectrum)
    true = ThermalMeans(means.prepared, 14.0).behind([sharp, blurred], 8, "y")
    for one, other in zip(both, true):
        told = np.hypot(one.statistical_error, other.statistical_error)
        assert off(image(one), image(other)).max() < 2 * told


def test_what_is_drawn_stands_in_files_and_rows(tmp_path):
    settings = asked(aberrations=LENS, semiangle_mrad={"uniform": [19, 20]})
    needed = simulation_settings(settings)
    plan, own, drawn = plan_drawn(TITANATE, (0, 0, 1), ["perfect"], needed, 1)
    sharpest = own.semiangle_mrad, own.aberrations.defocus_A, own.aberrations.coma_A
    assert sharpest == (20, 0, 0) and drawn == {}
    lens = LensSettings.within(needed)
    lenses = lenses_of_view(lens, count_lenses(settings), 1, plan.name)
    job = {0: ["general"]}, {"general": ["perfect"]}, own, 1, StringIO(), lenses
    [simulation] = simulate_view(TITANATE, plan, *job)
    rows = list(publish_view({"sto": TITANATE}, [simulation], settings, 1, tmp_path))
    files = [row for row in rows if row["filename"].endswith("-HAADF.h5")]
    assert len(files) == 3 and len({row["defocus_A"] for row in files}) == 3
    for number, row in enumerate(files):
        drawn = draw(settings, 1, "haadf", "sto.000001", "acquisition", number)
        assert row["semiangle_mrad"] == drawn.semiangle_mrad
        told = vars(drawn.aberrations) | {"semiangle_mrad": drawn.semiangle_mrad}
        assert {name: row[name] for name in told} == told
        with h5py.File(tmp_path / row["filename"]) as file:
            assert {name: file["simulation"].attrs[name] for name in told} == told


def test_a_detector_at_the_edge_of_a_smaller_disc_keeps_the_error():
    """Detector pixels are not taken at a distance across the edge of any lens' disc."""
    bright = {"method": "interpolated", "field_A": 23.4, "detectors_mrad": [[0, 13]]}
    settings = asked(semiangle_mrad={"uniform": [13, 20]}, **bright)
    means = ThermalMeans(prepared_for(settings))
    lens = LensSettings(13.0, Aberrations(defocus_A=20.0))
    [found] = means.behind([behind(means.prepared, lens)], 7, "x")
    exact = replace(means.prepared, method="exact", plan=None)
    [right] = ThermalMeans(exact).behind([behind(exact, lens)], 7, "x")
    assert off(image(found), image(right)).max() < means.prepared.interpolation_error


VARIED = {
    "defocus_A": {"uniform": [-60, 40]}, "astigmatism_A": {"uniform": [0, 40]},
    "astigmatism_deg": {"uniform": [0, 180]}, "coma_A": {"uniform": [0, 900]},
    "coma_deg": {"uniform": [0, 360]}, "c3_um": {"uniform": [-5, 9]}, "c5_mm": {"choice": [-3, 3]},
}  # fmt: skip


@pytest.mark.parametrize(
    "fixed",
    [{}, {"astigmatism_deg": 20.0, "coma_deg": 75.0}, {"coma_A": 0.0}, {"astigmatism_A": 0.0}],
)
def test_no_lens_that_is_drawn_has_a_wider_probe_than_the_few_that_are_checked(fixed):
    asked_for = asked(field_A=400, semiangle_mrad={"uniform": [3, 30]}, aberrations=VARIED | fixed)
    lens = LensSettings.within(asked_for)

    def width(one):
        return probe_diameter(one.semiangle_mrad, 0.0251, one.aberrations, 20.0)

    checked = list(lens.widest())
    assert len(checked) <= 40
    widest = max(map(width, checked))
    drawn = [width(one) for one in lenses_of_view(lens, 300, 1, "v")]
    assert 0.5 * widest < max(drawn) <= 1.01 * widest


def test_the_sharpest_lens_has_the_defocus_that_evens_out_its_spherical_aberration():
    errors = {"c3_um": 1200.0, "defocus_A": {"uniform": [300, 900]}}
    lens = LensSettings.within(asked(semiangle_mrad={"uniform": [5, 9]}, aberrations=errors))
    assert lens.sharpest.semiangle_mrad == 9

    def spread(defocus):
        """Mean square over the aperture, by its area."""
        theta = np.linspace(0, 9e-3, 500)
        return np.sum(theta * (1.2e7 * theta**3 - defocus * theta) ** 2)

    best = min(np.arange(300, 901), key=spread)
    assert abs(lens.sharpest.aberrations.defocus_A - best) < 2
    near = replace(lens, aberrations=Aberrations(c3_um=0.0, defocus_A=Distribution(choice=(9, -8))))
    assert near.sharpest.aberrations.defocus_A == -8
    never = Aberrations(c3_um=0.0, defocus_A=Distribution(choice=(9, -8), weights=(1, 0)))
    assert replace(near, aberrations=never).sharpest.aberrations.defocus_A == 9


def test_one_detector_has_one_name_whatever_the_aperture_and_is_dark_by_its_own():
    angles = (0, 10), (15, 25)
    names, detectors = detector_names(angles, 28.0), [Detector(*one) for one in angles]
    narrow, wide = (list(readouts(detectors, names, angle, [])) for angle in (18.0, 28.0))
    assert [one.suffix for one in narrow] == [one.suffix for one in wide] == ["-BF", "-ABF"]
    assert [one.bright_field for one in narrow] == [True, False]
    assert [one.bright_field for one in wide] == [True, True]


def test_what_acquisitions_draw_is_what_simulations_leave_to_them():
    varied = {"aberrations": LENS, "source_size_A": {"uniform": [0, 1]}, "semiangle_mrad": 20.0}
    settings = asked(energy_keV={"choice": [190, 200]}, **varied)
    every = {name for name, _ in distributions(settings)}
    own = {name for name in every if of_acquisition(name)}
    drawn = plan_drawn(TITANATE, (0, 0, 1), [], simulation_settings(settings), 1)[2]
    assert drawn.keys() == every - own == {"energy_keV"}
    assert set(OF_ACQUISITION) <= {one.name for one in fields(HaadfSettings)}


def test_lenses_of_many_are_those_of_few(monkeypatch):
    """Another acquisition changes no lens, nor do those that there is memory for at a time."""
    settings = asked(aberrations=LENS, detectors_mrad=[[40, 70]], method="exact", sampling_A=0.09)
    lens = LensSettings.within(settings)
    prepared = prepared_for(settings)
    means, specimen = ThermalMeans(prepared), SimpleNamespace(origin=np.zeros(2))
    few, many = (lenses_of_view(lens, count, 1, "v") for count in (2, 3))
    assert many[:2] == few
    three = images_through(means, many, specimen, 7, "x")
    monkeypatch.setattr(through_lenses, "WORKING", 1e9)  # one at a time
    two = images_through(means, few, specimen, 7, "x")
    for one, other in zip(two, three):
        assert one.parameters == other.parameters
        np.testing.assert_array_equal(one.series.coefficients, other.series.coefficients)


def test_files_keep_each_lens_and_read_it_when_it_is_asked_for(tmp_path):
    settings = asked(aberrations=LENS)
    _, [one] = simulated(settings, tmp_path, TITANATE)
    assert len(one.lenses) == 3 and one.lenses[2].parameters == one.lenses[-1].parameters
    defocus = [one.acquired(number).parameters["defocus_A"] for number in range(3)]
    drawn = [draw(settings, 7, "haadf", one.view, "acquisition", n) for n in range(3)]
    assert defocus == [each.aberrations.defocus_A for each in drawn]


def test_probe_by_probe_takes_no_lens_that_varies():
    with pytest.raises((InputError, ValidationError), match="method multislice"):
        asked(aberrations=LENS, method="multislice")
