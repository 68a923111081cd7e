"""A view's file holds every condition with the specimen, the labels and the dose that it shows."""

import numpy as np
import pytest

from synthscope.haadf.compose import compose, main_image
from synthscope.haadf.conditions import NAMES, CustomCondition, conditions, named, needed_specimens
from synthscope.haadf.scan import Scan
from synthscope.structures.model import Atoms

PIXEL_A = 26 / 256
KNOWN = conditions()


def simulation(specimen, shift_px=0.0):
    """Sixteen columns of three atoms, moved by `shift_px` along x."""
    centre = 40.0 + 50 * np.stack(np.meshgrid(range(4), range(4)), axis=-1).reshape(-1, 2)
    centre = centre + np.array([shift_px, 0])
    y, x = np.mgrid[:256, :256]
    image = np.full((256, 256), 1e-3)
    for cx, cy in centre:
        image += 0.05 * np.exp(-((x - cx) ** 2 + (y - cy) ** 2) / 18)
    positions = np.column_stack([np.repeat(centre, 3, axis=0) * PIXEL_A, np.tile([0, 2, 4], 16)])
    numbers = np.full(48, 51)
    return Scan(
        "000001.000001",
        1,
        specimen,
        image.astype(np.float32)[None, None],
        numbers,
        positions,
        np.repeat(np.arange(16), 3),
        np.tile(np.arange(3), 16),
        {"pixel_size_A": PIXEL_A, "structure_id": "000001", "energy_keV": 200.0},
        Atoms(numbers, positions),
    )


@pytest.fixture(scope="module")
def target():
    runs = {s: simulation(s, shift) for s, shift in (("perfect", 0), ("L1", 4), ("L2", 8))}
    return compose(runs, {"chemical_formula": "Sb"}, named(NAMES, KNOWN), seed=1)


def test_a_target_has_all_sixteen_images(target):
    assert len(target.images) + 1 == 16
    assert {name[:6] for name in target.images} == {"stem00", "stem01", "stem02"}


def test_defect_conditions_show_the_defect(target):
    def first_spot(name):
        return 20 + target.images[name][:, 20:65].sum(axis=0).argmax()

    assert first_spot("stem00-clean") == pytest.approx(40, abs=1)
    assert first_spot("stem00-scan1") == pytest.approx(40, abs=1)
    assert first_spot("stem00-dfct1") == pytest.approx(44, abs=1)
    assert first_spot("stem00-dfct2") == pytest.approx(48, abs=1)
    assert first_spot("stem01-comb1") == pytest.approx(44, abs=2)
    assert first_spot("stem02-comb2") == pytest.approx(48, abs=2)


def test_peaks_and_coordinates_belong_to_their_specimen(target):
    assert set(target.peak_maps) == {"clean", "dfct1", "dfct2"}
    assert set(target.projections) == set(target.labels) == {"full", "dlo", "dmd"}
    for peaks, coords in (("clean", "full"), ("dfct1", "dlo"), ("dfct2", "dmd")):
        row, column = np.nonzero(target.peak_maps[peaks])
        assert len(row) == 16
        expected = np.unique(target.projections[coords], axis=0)
        assert sorted(zip(column, row)) == [tuple(c) for c in expected.round().astype(int).tolist()]
    assert target.labels["full"].columns.n_atoms.tolist() == [3] * 16


def test_choices_have_no_defects():
    some = named(["raw", "clean", "blbk1", "blbk2"], KNOWN)
    assert needed_specimens(some) == ["perfect"]
    view = compose({"perfect": simulation("perfect")}, {}, some, seed=1)
    assert sorted(view.images) == ["stem00-blbk1", "stem00-blbk2", "stem00-clean"]
    assert set(view.peak_maps) == {"clean"}


def test_targets_need_all_three_specimens():
    assert needed_specimens(named(NAMES, KNOWN)) == ["perfect", "L1", "L2"]


def test_a_condition_is_the_same_in_whatever_company():
    runs = {"perfect": simulation("perfect")}
    alone = compose(runs, {}, named(["clean"], KNOWN), seed=1)
    many = compose(runs, {}, named(["blbk1", "clean", "scan2"], KNOWN), seed=1)
    np.testing.assert_array_equal(alone.images["stem00-clean"], many.images["stem00-clean"])


def test_runs_and_conditions_have_noise_of_their_own():
    runs = {"perfect": simulation("perfect")}
    again = conditions({"clean2": CustomCondition()})
    view = compose(runs, {}, [again["clean"], again["clean2"]], seed=1)
    assert np.any(view.images["stem00-clean"] != view.images["stem00-clean2"])


def test_the_dose_of_an_image_is_written_down(target):
    mean = main_image(simulation("perfect")).mean()
    clean = target.parameters["stem00-clean"]
    assert clean["dose_e_per_A2"] == pytest.approx(400 / (PIXEL_A**2 * mean * 3))
    assert clean["counts"] == 400
    assert clean["first_pixel"] is None


def test_the_simulated_images_of_defects_are_kept_so_that_their_dose_can_be_told(target):
    assert set(target.defect_raws) == {"L1", "L2"}
    for name, raw in target.defect_raws.items():
        np.testing.assert_array_equal(raw, main_image(simulation(name, 4 if name == "L1" else 8)))
