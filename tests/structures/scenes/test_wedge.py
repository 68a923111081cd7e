"""Thickness changes as asked, and steps are of whole planes."""

import numpy as np
import pytest
from tests.structures.scenes.building_crystals import built, zone

from synthscope.core.errors import InputError

SILICON = {"structure": "Si", "orientation": zone(1, 1, 0)}
LAYER = 1.93
"""Å between planes across [110] of silicon."""


def thickness(scene, places, reach: float = 2.5) -> np.ndarray:
    """Height of the highest atom within `reach` along x of some places, Å."""
    off = np.abs(scene.positions[:, 0] - np.asarray(places)[:, None])
    return np.where(off < reach, scene.positions[:, 2], -np.inf).max(axis=1)


@pytest.mark.parametrize("asked", [{"thin_A": 20}, {"angle_deg": 60}])
def test_a_roof_falls_from_its_ridge_to_both_sides(shipped, asked):
    scene = built(shipped, **SILICON, thickness_A=80, wedge=asked)
    width = float(scene.box[0])
    ridge = scene.drawn["wedge.ridge_A"] + width / 2
    slope = np.tan(np.radians(scene.drawn["wedge.angle_deg"]))
    thin = 80 - slope * width / 2
    assert thin == pytest.approx(scene.drawn["wedge.thin_A"], abs=1e-3)
    if "thin_A" in asked:
        assert thin == pytest.approx(20, abs=1e-3)
    else:
        assert scene.drawn["wedge.angle_deg"] == pytest.approx(60)
    x, _, z = scene.positions.T
    off = np.abs(x - ridge)
    off = np.minimum(off, width - off)
    surface = 80 - slope * off
    assert (z < surface + 1e-3).all()
    for at in np.linspace(2, width / 2 - 2, 6):  # up to the next plane and the next column
        here = np.abs(off - at) < 2.8
        assert z[here].max() > (80 - slope * at) - LAYER
    volume = width * float(scene.box[1]) * (80 + thin) / 2
    assert len(scene) == pytest.approx(8 / 5.431**3 * volume, rel=0.06)


def test_a_ramp_rises_from_side_to_side_between_rims(shipped):
    ramp = {"shape": "ramp", "thin_A": 10, "along": "y"}
    scene = built(shipped, **SILICON, thickness_A=50, wedge=ramp)
    _, y, z = scene.positions.T
    assert y.min() >= 5 - 1e-5 and y.max() <= 35 + 1e-5
    for at in (8, 15, 22, 32):
        expected = 10 + 40 * (at - 5) / 30
        assert z[np.abs(y - at) < 2].max() == pytest.approx(expected, abs=5)
    assert not scene.marks


def test_a_wedge_may_run_out_into_vacuum(shipped):
    scene = built(shipped, **SILICON, thickness_A=40, wedge={"angle_deg": 75})
    assert scene.drawn["wedge.thin_A"] == 0
    filled = np.histogram(scene.positions[:, 0], np.arange(0, scene.box[0], 3))[0]
    assert (filled == 0).any()


def test_a_wedge_that_is_thicker_where_it_is_thin_is_refused(shipped):
    with pytest.raises(InputError, match=r"wedge.thin_A of 50 is above the thickness_A of 20"):
        built(shipped, **SILICON, thickness_A=20, wedge={"thin_A": 50})


@pytest.mark.parametrize(("rim", "steps"), [(0, 4), (4, 2)])
def test_each_step_is_of_whole_planes_and_marked(shipped, rim, steps):
    a = float(shipped["Au"].cell[0, 0])
    scene = built(
        shipped,
        structure="Au",
        thickness_A=10 * a / 2,
        rim_A=rim,
        steps={"count": 2, "planes": 3},
    )
    assert [mark.kind for mark in scene.marks] == ["step"] * steps
    heights = [abs(mark.vector[2]) for mark in scene.marks]
    assert heights == pytest.approx([3 * a / 2] * steps)
    assert sum(mark.vector[2] for mark in scene.marks) == pytest.approx(0 if not rim else 3 * a)
    for mark in scene.marks:
        left, right = thickness(scene, [mark.at[0] - 1.2, mark.at[0] + 1.2], 1.1)
        if not rim and not 3 < mark.at[0] < scene.box[0] - 3:
            continue
        assert right - left == pytest.approx(mark.vector[2], abs=1e-6)
        assert mark.at[2] == pytest.approx(min(left, right), abs=1e-6)
    levels = np.unique(np.round(thickness(scene, np.arange(7, scene.box[0] - 6, 1.0), 1.1), 3))
    assert set(levels) <= set(np.round(np.array([9, 6, 3]) * a / 2, 3))


def test_more_steps_than_planes_and_crystals_without_planes_are_refused(shipped):
    with pytest.raises(InputError, match="5 steps of 3 planes are more than the 10 planes"):
        built(shipped, structure="Au", thickness_A=20.39, steps={"count": 5, "planes": 3})
    with pytest.raises(InputError, match="no planes of atoms lie across the beam"):
        built(shipped, structure="Au", thickness_A=20, orientation={}, steps={})
