"""Each view draws what its propagation depends on, and its files and rows tell what that was."""

import json
from dataclasses import replace

import numpy as np
import pytest
from scipy import stats
from tests.haadf.test_acquisitions import ANTIMONY, asked, simulated

from synthscope.core.draws import draw
from synthscope.core.errors import InputError
from synthscope.haadf.checks import check_settings, distorting_mb
from synthscope.haadf.publish import publish_view
from synthscope.haadf.size import expected_size
from synthscope.haadf.stages import simulation_settings
from synthscope.haadf.view_plan import plan_drawn

PER_VIEW = {
    "field_A": 40,
    "energy_keV": {"choice": [80, 200]},
    "tilt_mrad": [{"uniform": [-3, 3]}, 1.0],
    "cell_depth_A": {"uniform": [9, 21]},
    "semiangle_mrad": {"uniform": [15, 25]},
    "aberrations": {"defocus_A": {"normal": [0, 5], "within": [-9, 9]}},
    "phonons": {"default_rms_A": {"uniform": [0.05, 0.1]}, "configurations": 1},
}


def test_a_view_has_numbers_of_its_own_which_files_and_rows_tell(tmp_path):
    settings = asked(2, frame={}, **PER_VIEW)
    left, [one] = simulated(settings, tmp_path)
    assert left == []
    drawn, given = json.loads(one.parameters["drawn"]), one.parameters
    assert len(drawn) == 4  # the lens is of acquisitions
    assert given["energy_keV"] == drawn["energy_keV"]
    assert np.allclose(given["tilt_mrad"], [drawn["tilt_mrad.0"], 1.0])
    assert abs(given["thicknesses_A"][-1] - drawn["cell_depth_A"]) < 3.1  # whole cells
    rows = list(publish_view({"sb": ANTIMONY}, [one], settings, 7, tmp_path))
    told = [json.loads(row["drawn"]) for row in rows]
    assert all(drawn.items() <= one.items() for one in told)
    for name in ("conditions.mine.blur_px", "aberrations.defocus_A", "semiangle_mrad"):
        assert len({one[name] for one in told}) == 2
    assert [row["defocus_A"] for row in rows] == [one["aberrations.defocus_A"] for one in told]
    assert {row["energy_keV"] for row in rows} == {drawn["energy_keV"]}


def test_a_view_draws_the_same_whatever_its_acquisitions_are(tmp_path):
    _, [one] = simulated(asked(2, **PER_VIEW), tmp_path)
    changed = {name: PER_VIEW[name] for name in ("field_A", "energy_keV", "phonons")}
    _, [other] = simulated(asked(5, frame={}, **changed), tmp_path)
    both = [json.loads(view.parameters["drawn"]) for view in (one, other)]
    assert both[1].items() <= both[0].items()


def test_numbers_of_views_are_distributed_as_asked():
    needed = simulation_settings(asked(**PER_VIEW))
    many = [draw(needed, 1, "haadf", f"v{n}", "view") for n in range(400)]
    tilts, depths = [one.tilt_mrad[0] for one in many], [one.cell_depth_A for one in many]
    assert stats.kstest(tilts, stats.uniform(-3, 6).cdf).pvalue > 0.01
    assert stats.kstest(depths, stats.uniform(9, 12).cdf).pvalue > 0.01
    assert abs(stats.spearmanr(tilts, depths).statistic) < 4.5 / 20


def test_physics_memory_and_disk_are_those_of_the_extremes():
    check_settings(asked(**PER_VIEW))
    with pytest.raises(InputError, match="probe"):
        check_settings(asked(field_A=40, aberrations={"defocus_A": {"uniform": [0, 9000]}}))
    for measure in (lambda s: expected_size(s, 3, 1.0).images, lambda s: distorting_mb(s, 2)):
        varied, widest = {"semiangle_mrad": {"uniform": [10, 40]}}, {"semiangle_mrad": 40.0}
        assert measure(asked(1, **varied)) == measure(asked(1, **widest))


def test_a_view_that_no_draw_makes_right_is_left_out_with_the_reason(tmp_path):
    settings = asked(aberrations={"defocus_A": {"uniform": [5000, 9000]}})
    left, found = simulated(settings, tmp_path)
    assert found == [] and "probe" in left[0]["reason"]


def test_what_is_drawn_does_not_depend_on_memory():
    needed = simulation_settings(asked(frame={}, **PER_VIEW))
    enough, short = (
        plan_drawn(ANTIMONY, (0, 0, 1), ["perfect"], replace(needed, memory_mb=mb), 7)
        for mb in (4000, 1)
    )
    assert short[0].short and "use memory_mb" in short[0].reasons["perfect"]
    assert not enough[0].short and short[2] == enough[2]


def test_a_thickness_deeper_than_the_least_depth_is_refused():
    with pytest.raises(InputError, match=r"thicknesses_A has 15, and .* drawn as 9"):
        check_settings(asked(thicknesses_A=[15], **PER_VIEW))


def test_only_what_images_show_is_told(tmp_path):
    """No defect is shown, so nothing is told of its numbers."""
    settings = asked(2, defects={"l1_amplitude_A": {"uniform": [0.1, 0.3]}})
    _, [one] = simulated(settings, tmp_path)
    [row, *_] = publish_view({"sb": ANTIMONY}, [one], settings, 7, tmp_path)
    assert "conditions.mine" in row["drawn"] and "defects" not in row["drawn"]


def test_a_drawn_thickness_may_be_deeper_than_the_least_depth_for_it_is_drawn_again():
    check_settings(asked(thicknesses_A=[{"uniform": [5, 40]}], **PER_VIEW))
    with pytest.raises(InputError, match=r"thicknesses_A has 15, and .* drawn as 9"):
        check_settings(asked(thicknesses_A=[{"uniform": [15, 40]}], **PER_VIEW))
