"""HAADF data sets: the right images in the right places, made again only where needed."""

import csv
import shutil

import h5py
import numpy as np
import pytest
from PIL import Image

from synthscope.dataset.markdown import literal

# Small enough for seconds: a narrow field, a coarse detector, few beams.
KEY = "results/small/key.csv"
SUMS = "results/small/SHA256SUMS"  # made last: what it lists is known to be made by jobs
TINY = {
    "products": ["haadf"],
    "package": {"usid": False},
    "structures": {"ase": ["Au147"], "aflow": [1, 4, 10], "views": {"max_index": 1}},
    "haadf": {
        "sets": ["general", "retrieval"],
        "energy_keV": 200,
        "semiangle_mrad": 30,
        "detectors_mrad": [[60, 90]],
        "field_A": 12,
        "pixels": 48,
        "error": 0.02,
        "phonons": {"configurations": 1, "use_table": False},  # two runs then look alike
        "retrieval": {"prototypes": 2, "views": 2, "targets": 3},
    },
}


@pytest.fixture(scope="module")
def project(new_project):
    project = new_project()
    project.configure(**TINY)
    project.snakemake("--", SUMS)
    return project


@pytest.fixture
def another(project, tmp_path):
    """A copy of it to change at will."""
    shutil.copytree(project.root, tmp_path / "project", symlinks=True)
    return type(project)(tmp_path / "project")


def rows(project):
    with open(project.results / "key.csv", newline="", encoding="utf-8") as file:
        return [row for row in csv.DictReader(file) if row["product"] == "haadf"]


def names(folder, ending):
    return sorted(path.name for path in folder.glob(f"*{ending}"))


def images(project):
    return {
        path.relative_to(project.results).as_posix()
        for part in ("general", "retrieval")
        for path in (project.results / "haadf" / part).rglob("*.*")
    }


def test_targets_and_choices_have_the_right_counts(project):
    retrieval = project.results / "haadf" / "retrieval"
    assert len(names(retrieval / "targets/h5", ".h5")) == 3
    assert len(names(retrieval / "targets/png", ".png")) == 3 * 16
    assert len(names(retrieval / "choices/h5", ".h5")) == 4
    assert len(names(retrieval / "choices/png", ".png")) == 4 * 4
    views = {name[:-3] for name in names(retrieval / "choices/h5", ".h5")}
    assert {name[:-3] for name in names(retrieval / "targets/h5", ".h5")} < views
    assert len({view.split(".")[0] for view in views}) == 2


def test_the_general_set_has_every_distinct_view(project):
    with open(project.results / "views.csv", newline="", encoding="utf-8") as file:
        views = [f"{row['structure_id']}.{row['view']}" for row in csv.DictReader(file)]
    general = project.results / "haadf" / "general"
    assert names(general / "h5", ".h5") == sorted(f"{view}.h5" for view in views)
    assert len(names(general / "png", ".png")) == 3 * len(views)


def test_each_file_has_its_row(project):
    found = rows(project)
    assert {row["filename"] for row in found} == images(project)
    target = next(row for row in found if row["filename"].endswith("stem01-comb1.png"))
    assert target["published_set"] == "targets"
    assert target["condition"] == "comb1"
    assert float(target["pixel_size_A"]) == 0.25
    assert float(target["thickness_A"]) == 10
    assert float(target["dose_e_per_A2"]) > 0
    assert target["uvw_orient"].startswith("(")


def test_a_target_is_another_run_of_its_choice(project):
    retrieval = project.results / "haadf" / "retrieval"
    path = next((retrieval / "targets/h5").glob("*.h5"))
    with h5py.File(path) as target, h5py.File(retrieval / "choices/h5" / path.name) as choice:
        first, second = target["haadf/raw"][:], choice["haadf/raw"][:]
        assert sorted(target["projection"]) == ["dlo_coords", "dmd_coords", "full_coords"]
        assert sorted(choice["projection"]) == ["full_coords"]
        assert len([name for name in target["haadf"] if name.startswith("stem")]) == 15
        assert np.any(first != second)
        assert np.corrcoef(first.ravel(), second.ravel())[0, 1] > 0.8


def test_a_choice_shows_the_image_of_the_general_set(project):
    folder = project.results / "haadf"
    path = next((folder / "retrieval/choices/h5").glob("*.h5"))
    with h5py.File(path) as choice, h5py.File(folder / "general/h5" / path.name) as general:
        for name in ("raw", "stem00-clean", "stem00-blbk1"):
            np.testing.assert_array_equal(choice[f"haadf/{name}"], general[f"haadf/{name}"])


def test_pngs_are_cropped_and_opaque(project):
    path = next((project.results / "haadf/general/png").glob("*-raw.png"))
    with Image.open(path) as image:
        assert (image.mode, image.size) == ("RGBA", (42, 42))


def test_another_distortion_needs_no_other_simulation(project):
    project.configure(**TINY | {"haadf": TINY["haadf"] | {"conditions": {"mine": {"blur_px": 3}}}})
    jobs, changed = project.plan(KEY)
    project.configure(**TINY)
    assert changed == {"distort_haadf"}
    assert jobs["distort_haadf"] == 4
    assert "simulate_haadf" not in jobs


def test_a_second_run_has_nothing_to_do(project):
    assert project.plan(KEY) == ({}, set())


def test_physics_is_checked_before_the_first_job(project):
    wrong = {"haadf": TINY["haadf"] | {"sampling_A": 0.3}}
    project.configure(**TINY | wrong)
    printed = project.snakemake(fails=True)
    project.configure(**TINY)
    assert "haadf: sampling_A" in printed
    assert "use 0.0928 Å or less" in printed


def test_what_cannot_be_imaged_is_named_with_its_reason_and_the_rest_is_made(project):
    with open(project.results / "haadf/skipped_views.csv", newline="", encoding="utf-8") as file:
        (row,) = csv.DictReader(file)
    name = row["structure_id"]
    assert "Au147" in name and row["set"] == "general"
    assert "field_A has to be at least" in row["reason"]
    assert not any(found["structure_id"] == name for found in rows(project))
    card = (project.results / "README.md").read_text(encoding="utf-8")
    assert f"| {name}.{row['view']} | general | {literal(row['reason'])} |" in card


def test_images_that_are_no_longer_asked_for_go(another):
    before = images(another)
    fewer = {"general": {"conditions": ["raw", "clean"]}, "files": ["png"]}
    another.configure(**TINY | {"haadf": TINY["haadf"] | fewer})
    another.snakemake("--", KEY)
    left = images(another)
    assert left == {row["filename"] for row in rows(another)} < before
    gone = before - left
    assert {name for name in gone if name.endswith(".png")} == {
        name for name in before if "general" in name and "blbk1" in name
    }
    assert {name for name in gone if name.endswith(".h5")} == {
        name for name in before if name.endswith(".h5")
    }


def test_a_setting_that_no_view_allows_ends_the_run_in_one_line(new_project):
    project = new_project()
    project.configure(
        **TINY
        | {
            "structures": {"ase": [], "aflow": [1, 4], "views": {"max_index": 1}},
            "haadf": TINY["haadf"] | {"sets": ["general"], "thicknesses_A": [50]},
        }
    )
    printed = project.snakemake("--keep-going", "--", KEY, fails=True)
    assert "check_haadf: no view can be imaged; 000001.000001: thicknesses_A has 50" in printed
    assert not (project.results / "key.csv").exists()


def test_settings_of_sets_that_are_not_made_simulate_nothing_again(another):
    general = {"sets": ["general"]}
    another.configure(**TINY | {"haadf": TINY["haadf"] | general})
    another.snakemake("--touch", "--", KEY)
    more = {"defects": {"l1_radius_A": 5}, "retrieval": {"target_conditions": ["raw"]}}
    another.configure(**TINY | {"haadf": TINY["haadf"] | general | more})
    assert "simulate_haadf" not in another.plan(KEY)[0]
