"""Maps of a scene's truth are where its atoms are, in the axes of the image."""

import numpy as np
import pytest
from tests.structures.scenes.building_crystals import built

from synthscope.specimens.local_truth import LOCAL, local_truth
from synthscope.specimens.settings import FieldSettings
from synthscope.specimens.specimen import perfect_specimen
from synthscope.specimens.truth_maps import UNITS
from synthscope.structures.scenes.compose import as_crystal

FIELD = 40.0
GOLD = {"structure": "Au", "rim_A": 0, "thickness_A": 40}


def mapped(scene, count: int = 20):
    """The maps over the field, its specimen and the crystal."""
    crystal = as_crystal(scene, "s-00001", "s", 1, {})
    specimen = perfect_specimen(crystal, (0, 0, 1), FieldSettings(field_A=FIELD))
    steps = FIELD / count * np.arange(count)
    origin = specimen.origin
    return local_truth(crystal, specimen, origin[0] + steps, origin[1] + steps), specimen, crystal


def test_a_map_has_what_the_atoms_have_below_its_positions(shipped):
    every = {"strain_xx": 0.02, "strain_xy": 0.01, "rotation_mrad": 15, "bend_y_mrad": 10}
    maps, specimen, crystal = mapped(built(shipped, **GOLD, deformation=every))
    assert set(maps) == set(UNITS) and maps["strain_xx"].dtype == np.float32
    local, sites = crystal.truth.local, specimen.sites
    # the image's x is the scene's y, its y the scene's x, and z runs the other way
    expected = {
        "strain_xx": local[:, 1], "strain_yy": local[:, 0], "strain_xy": local[:, 2],
        "rotation": -1e3 * local[:, 3], "tilt_x": -1e3 * local[:, 5], "tilt_y": -1e3 * local[:, 4],
    }  # fmt: skip
    rows, columns = np.indices((20, 20))
    for name in LOCAL:
        for row, column in zip(rows[::3, ::3].flat, columns[::3, ::3].flat):
            off = specimen.positions[:, :2] - 2.0 * np.array([column, row])
            near = np.hypot(*off.T) < 1.5
            if 4 < row < 16 and 4 < column < 16 and near.sum() > 8:
                mean = expected[name][sites[near]].mean()
                scale = np.abs(expected[name]).max()
                assert maps[name][row, column] == pytest.approx(mean, abs=0.15 * scale + 1e-6)


def test_columns_lean_with_the_beam_as_the_tilt_says(shipped):
    maps, specimen, _ = mapped(built(shipped, **GOLD, deformation={"bend_x_mrad": 20}))
    row, column = np.unravel_index(np.argmax(maps["tilt_y"]), (20, 20))
    near = np.abs(specimen.positions[:, 1] - 2.0 * row) < 2
    y, z = specimen.positions[near, 1], specimen.positions[near, 2]
    # columns of atoms that are one: y at the entrance and at the exit
    lowest = z < 3
    leans = []
    for y_in in np.unique(np.round(y[lowest], 2)):
        chain = np.abs(y - y_in - 0.02 * z) < 0.6
        leans.append(np.polyfit(z[chain], y[chain], 1)[0])
    assert np.median(leans) == pytest.approx(1e-3 * maps["tilt_y"][row, column], rel=0.25)


def test_the_thickness_of_a_wedge_is_that_of_its_closed_form(shipped):
    wedge = {"shape": "ramp", "thin_A": 10, "along": "y"}
    scene = built(shipped, structure="Au", thickness_A=60, wedge=wedge)
    maps, *_ = mapped(scene, 40)
    # along the scene's y, which is the image's x; 5 Å of vacuum at both sides
    thickness = maps["thickness"][20]
    x = np.arange(40.0)
    within = (x > 8) & (x < 32)
    expected = 10 + 50 * (x - 5) / 30
    assert np.abs(thickness - expected)[within].max() < 3
    assert np.abs((thickness - expected)[within].mean()) < 1
    assert not thickness[:2].any() and not thickness[-2:].any()
    assert np.isnan(maps["strain_xx"][20][:2]).all() and not maps["strain_xx"][20][within].any()


def test_a_slab_is_as_thick_as_asked_and_what_is_unknown_is_left_out(shipped):
    maps, *_ = mapped(built(shipped, **GOLD))
    assert maps["thickness"] == pytest.approx(np.full((20, 20), 40), abs=1.5)
    for name in LOCAL:
        assert not maps[name].any()
    relaxed = built(shipped, 20.0, structure="Au", thickness_A=12, rim_A=0, relaxation={})
    assert set(mapped(relaxed)[0]) == {"thickness"}


def test_disordered_surfaces_count_for_the_thickness_and_not_for_the_strain(shipped):
    scene = built(shipped, **GOLD, amorphous_surface={"top_A": 8}, deformation={"strain_xx": 0.03})
    maps, *_ = mapped(scene)
    assert maps["thickness"].mean() == pytest.approx(40, abs=1.5)
    assert np.nanmax(np.abs(maps["strain_yy"])) == pytest.approx(0.03, rel=0.1)
