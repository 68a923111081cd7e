"""The image of a view shows its field, with the thicknesses and detectors asked for."""

import re
from dataclasses import replace

import numpy as np
import pytest
from tests.haadf.field_images import show
from tests.multislice.specimens import quick_settings

from synthscope.core.errors import InputError
from synthscope.haadf.averaging import average
from synthscope.haadf.checks import check_settings
from synthscope.haadf.peaks import peak_map
from synthscope.haadf.views import metadata, plan_view
from synthscope.specimens.changed import with_defect
from synthscope.specimens.specimen import perfect_specimen
from synthscope.structures.model import Atoms, Crystal
from synthscope.structures.vibrations import vibrating

ANTIMONY = Crystal(
    id="sb", source="user", name="", numbers=[51], positions=[[0, 0, 0]], cell=3 * np.eye(3)
)
PAIR = Crystal(id="pair", source="ase", name="", numbers=[79, 79], positions=[[5, 0, 0], [5, 3, 1]])


def asked(**changes):
    return quick_settings(**{"pixels": 48, "error": 0.02} | changes)


def image(crystal, settings, uvw=(0, 0, 1)):
    specimen = perfect_specimen(crystal, uvw, settings)
    prepared = plan_view(specimen, settings, "view")
    return specimen, show(average(prepared, 1, "key"), specimen, settings), prepared


@pytest.mark.parametrize("geometry", ["block", "cell"])
def test_every_column_is_where_the_labels_say(geometry):
    settings = asked(geometry=geometry)
    specimen, images, _ = image(ANTIMONY, settings)
    assert images.shape == (1, 1, 48, 48)
    columns = np.unique(specimen.positions[:, :2].round(6), axis=0) / 0.25
    peaks = peak_map(images[0, 0], columns)
    inner = ((columns > 1) & (columns < 46)).all(axis=1)
    assert peaks[1:-1, 1:-1].sum() == inner.sum()


def test_a_block_without_vacuum_may_end_between_two_planes():
    wide = Crystal(
        id="wide", source="user", name="", numbers=[51], positions=[[0, 0, 0]], cell=4.2 * np.eye(3)
    )
    settings = asked(vacuum_A=0, field_A=16)
    specimen = perfect_specimen(wide, (0, 0, 1), settings)
    gap = 2 * specimen.positions[:, 2].min()
    assert gap > specimen.repeat
    assert len(plan_view(specimen, settings, "view").slices) == 3


def test_rows_run_down_y_and_columns_along_x():
    specimen, images, _ = image(PAIR, asked())
    (row, column), (next_row, next_column) = np.argwhere(
        peak_map(images[0, 0], specimen.positions[:, :2] / 0.25, 1.5)
    )
    across, down = np.diff(specimen.positions, axis=0)[0, :2] / 0.25
    assert next_row - row == pytest.approx(down, abs=1)
    assert next_column - column == pytest.approx(across, abs=1)
    assert (across, down) == pytest.approx((12, 0))


def test_a_slab_has_no_edges():
    _, images, _ = image(ANTIMONY, asked(geometry="cell", phonons={"configurations": 0}))
    picture = images[0, 0]
    np.testing.assert_allclose(picture, np.roll(picture, 12, axis=0), rtol=0.05, atol=1e-5)


def test_a_file_tells_how_a_cell_was_turned_and_strained():
    """A centred square repeats with its diagonals: what a block shows, turned back, is there."""
    square = [[0, 0, 0], [0.5, 0.5, 0], [0.5, 0.3, 0], [0, 0.8, 0]] * np.array([4.0, 4.0, 3.0])
    crystal = Crystal(
        id="a", source="user", name="", numbers=[51, 51, 8, 8], positions=square,
        cell=np.diag([4, 4, 3]),
    )  # fmt: skip
    block, cell = (
        perfect_specimen(crystal, (0, 0, 1), asked(geometry=geometry))
        for geometry in ("block", "cell")
    )
    settings = asked()
    said = metadata(plan_view(cell, settings, "view"), cell, settings)
    assert abs(said["turn_deg"]) == pytest.approx(45) and said["strain"] == 0
    assert metadata(plan_view(block, settings, "view"), block, settings)["turn_deg"] == 0
    angle = np.radians(said["turn_deg"])
    # clockwise in an image whose y points down
    x, y = (np.cos(angle), np.sin(angle)), (-np.sin(angle), np.cos(angle))
    middle = settings.field_A / 2

    def nearest(specimen, number):
        places = specimen.positions[specimen.numbers == number, :2] - middle
        return places[np.argsort(np.linalg.norm(places, axis=1), kind="stable")[:4]]

    turned = nearest(block, 8) @ np.array([x, y]).T
    there = nearest(cell, 8)
    apart = np.linalg.norm(turned[:, None] - there, axis=2).min(axis=1)
    assert apart.max() < 1e-3
    assert np.linalg.norm(nearest(block, 8)[:, None] - there, axis=2).min(axis=1).max() > 0.1


def test_thicknesses_and_detectors_come_out_of_one_calculation():
    settings = asked(thicknesses_A=[4, 7], detectors_mrad=[[60, 90], [40, 60]])
    specimen, images, prepared = image(ANTIMONY, settings)
    assert images.shape == (3, 2, 48, 48)
    assert (np.diff(images.mean(axis=(2, 3)), axis=0) > 0).all()
    said = metadata(prepared, specimen, settings)
    np.testing.assert_allclose(said["thicknesses_A"], [4, 7, 10])
    assert said["pixel_size_A"] == 0.25


def test_the_key_decides_on_the_phonons():
    settings = asked()
    specimen = perfect_specimen(ANTIMONY, (0, 0, 1), settings)
    prepared = plan_view(specimen, settings, "view")
    first, again, other = (
        show(average(prepared, 1, key), specimen, settings) for key in ("a", "a", "b")
    )
    np.testing.assert_array_equal(first, again)
    assert np.any(first != other)


@pytest.mark.parametrize(
    "changes, said",
    [
        ({"thicknesses_A": [30]}, "view sb: thicknesses_A has 30, but the specimen is 10.00 Å"),
        ({"slicing": "equal", "slice_A": 5}, "slice_A is 5, but the crystal repeats every 3.00"),
        (
            {"phonons": {"configurations": 0}, "detectors_mrad": [[100, 150]]},
            "Laue ring at 129",
        ),
    ],
)
def test_a_specimen_that_physics_forbids_is_refused_by_name(changes, said):
    settings = asked(**changes)
    with pytest.raises(InputError, match=said):
        plan_view(perfect_specimen(ANTIMONY, (0, 0, 1), settings), settings, "sb")


@pytest.mark.parametrize(
    "changes, said",
    [
        ({"sampling_A": 0.2}, "haadf: sampling_A .* use 0.0928 Å or less"),
        ({"field_A": 6}, "haadf: the probe wraps around"),
        ({"method": "interpolated", "error": 0.001}, "haadf: error 0.001 .* use 0.006 or more"),
    ],
)
def test_settings_that_no_specimen_could_make_right_are_refused_at_once(changes, said):
    check_settings(asked())
    with pytest.raises(InputError, match=said):
        check_settings(asked(**changes))


def test_atoms_vibrate_as_the_table_says_and_foreign_ones_too():
    settings = asked(defects={"kind": "substitution", "element": "Au"})
    crystal = vibrating(ANTIMONY, settings.phonons)
    perfect = perfect_specimen(crystal, (0, 0, 1), settings)
    specimen = with_defect(perfect, "L1", settings.defects)
    prepared = plan_view(specimen, settings, "view")
    rms = dict(zip(prepared.gratings.numbers.tolist(), prepared.rms))
    assert rms == {51: pytest.approx(0.0904, abs=1e-4), 79: pytest.approx(0.0898, abs=1e-4)}


@pytest.mark.parametrize("aberrations", [{"c3_um": 1200.0}, {"defocus_A": -900.0}])
def test_the_field_that_a_refusal_names_is_wide_enough(aberrations):
    def check(field):
        check_settings(asked(aberrations=aberrations, field_A=field, pixels=512, geometry="block"))

    with pytest.raises(InputError, match="the probe wraps around") as refusal:
        check(26)
    check(int(re.search(r"use a field_A of (\d+) Å", str(refusal.value))[1]))


def test_a_specimen_without_atoms_is_refused():
    settings = asked()
    specimen = perfect_specimen(ANTIMONY, (0, 0, 1), settings)
    nothing = replace(specimen, unit=Atoms([], np.zeros((0, 3)), specimen.unit.box))
    with pytest.raises(InputError, match="no atoms"):
        plan_view(nothing, settings, "view")


def test_slices_are_thick_where_their_error_is_measured_to_be_small():
    random = np.random.default_rng(3)
    places = random.uniform(0.1, 6, (9, 3))
    glass = Crystal(
        id="g", source="user", name="", numbers=[14] * 9, positions=places.tolist(),
        cell=np.diag([6, 6, 6.2]),
    )  # fmt: skip
    auto = {"phonons": {"configurations": "auto"}, "slice_A": None, "method": "exact"}
    loose, strict = (asked(**auto | {"error": error}) for error in (0.5, 0.001))
    specimen = perfect_specimen(glass, (0, 0, 1), loose)
    thick, thin = (plan_view(specimen, settings, "g") for settings in (loose, strict))
    assert len(thick.slices) < len(thin.slices)
    assert 0 < thick.slicing_error <= loose.calculation_error
    assert metadata(thick, specimen, loose)["slicing_error"] == thick.slicing_error
    fixed = plan_view(specimen, asked(phonons={"configurations": 2}), "g")
    assert len(fixed.slices) == len(thin.slices)  # where a number is asked for, nothing chooses
