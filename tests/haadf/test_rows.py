"""A row of the key has the numbers that made its image."""

from io import StringIO

import numpy as np
import pytest
from tests.multislice.specimens import quick_settings

from synthscope.haadf.compose import compose
from synthscope.haadf.conditions import Condition
from synthscope.haadf.distortion import Distortion
from synthscope.haadf.rows import image_cells, view_cells
from synthscope.haadf.scan import scan
from synthscope.haadf.shard import simulate_view
from synthscope.haadf.view_plan import plan_specimens
from synthscope.structures.model import Crystal

CRYSTAL = Crystal("sb", "user", "Antimony", [51], [[0, 0, 0]], 3 * np.eye(3), formula="Sb")
LENS = {
    **{"defocus_A": 20.0, "astigmatism_A": 3.0, "astigmatism_deg": 15.0, "coma_A": 40.0},
    **{"coma_deg": 25.0, "c3_um": 0.5, "c5_mm": 0.25},
}


@pytest.fixture(scope="module")
def scanned():
    settings = quick_settings(
        pixels=16,
        error=0.05,
        sets=["general"],
        aberrations=LENS,
        source_size_A=0.7,
        tilt_mrad=[1.5, -2.5],
        potential="kirkland",
        thicknesses_A=[4, 7],
        detectors_mrad=[[60, 90], [40, 60]],
    )
    plan = plan_specimens(CRYSTAL, (0, 0, 1), ["perfect"], settings)
    asked = {0: ["general"]}, {"general": ["perfect"]}, settings, 7, StringIO()
    return scan(next(simulate_view(CRYSTAL, plan, *asked)), settings.general.frame, settings)


def test_a_views_cells_are_those_of_the_configuration(scanned):
    cells = view_cells(CRYSTAL, scanned)
    assert {name: cells[name] for name in LENS} == LENS
    assert (cells["source_size_A"], cells["potential"]) == (0.7, "kirkland")
    assert (cells["tilt_x_mrad"], cells["tilt_y_mrad"]) == (1.5, -2.5)
    assert (cells["detector_inner_mrad"], cells["detector_outer_mrad"]) == (60, 90)
    assert cells["thickness_A"] == pytest.approx(10)  # of the image that is shown: the whole
    assert cells["pixel_size_A"] == 0.75
    assert (cells["energy_keV"], cells["semiangle_mrad"]) == (200, 30)
    assert (cells["phonon_configurations"], cells["seed"]) == (1, 7)
    assert cells["rms_displacements"] == "Sb 0.0904 element"
    assert cells["ref_id"] == "sb.000001"
    assert cells["uvw_orient"] == "(0, 0, 1)"
    assert 0 < cells["numerical_error"] < 0.1
    assert cells["statistical_error"] is None  # of one configuration nobody knows
    assert 0 < cells["sampling_A"] < 0.1
    assert cells["slice_A"] == pytest.approx(scanned.parameters["slice_A"])


def test_an_images_cells_are_those_of_its_condition(scanned):
    distortion = Distortion(
        blur_px=1.1, scanline_px=0.3, background=1.5, jitter_px=0.2, drift_px=2.0, dark=0.01,
        dose_e_per_A2=5000.0, edges="reflect",
    )  # fmt: skip
    mine = Condition("mine", "perfect", distortion)
    view = compose({"perfect": scanned}, {}, [mine], 1)
    cells = image_cells("mine", view.parameters["stem00-mine"])
    for name in ("blur_px", "scanline_px", "background", "jitter_px", "drift_px", "dark"):
        assert cells[name] == getattr(distortion, name)
    assert (cells["condition"], cells["specimen"]) == ("mine", "perfect")
    assert cells["dose_e_per_A2"] == 5000
    raw = scanned.images[-1, 0].mean()
    assert cells["counts_per_px"] == pytest.approx(5000 * 0.75**2 * raw * 2.5)
    assert image_cells(None, {}, 16)["n_images"] == 16
