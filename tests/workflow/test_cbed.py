"""Batches of diffraction patterns from a configuration, read as others read them."""

import shutil
from pathlib import Path

import h5py
import numpy as np
import pytest

SMALL = {
    "products": ["cbed"],
    "structures": {
        "ase": ["NaCl rocksalt a=5.64", "Au55"],
        "aflow": [1],
    },
    "cbed": {
        "size_px": 64,
        "k_step_per_A": 0.02,
        "band_limit_per_A": 0.8,
        "thicknesses_A": [10, 20],
        "slice_A": 2,
        "batch_size": 2,
        "motion": {"kind": "phonons", "cell_A": 6},
        "detection": {"counted": {"electrons": 1e5, "faults": {"dead": 0.01}}},
    },
    "package": {"splits": {"train": 0.5, "dev": 0.2, "test": 0.3}},
}


@pytest.fixture(scope="module")
def made(new_project):
    project = new_project()
    project.configure(**SMALL)
    project.snakemake("--until", "expose_cbed")
    return project


def samples(project):
    """Split and group of every sample."""
    for path in sorted(project.results.glob("cbed/*/batch_*.h5")):
        split = path.parent.name
        assert path.name.startswith(f"batch_{split}_")
        with h5py.File(path) as file:
            for name, group in file.items():
                yield split, name, group


def test_every_crystal_has_its_stacks_and_clusters_are_passed_over(made):
    seen = {}
    for _, name, group in samples(made):
        assert name.rpartition("_")[0].startswith("sample_")
        assert list(group) == ["cbed_stack"]
        stack = group["cbed_stack"][()]
        assert stack.shape == (3, 64, 64)
        assert (stack.sum(axis=(1, 2)) > 0.5).all()
        assert (stack[:, 32, 32] > 0.2 * stack.max(axis=(1, 2))).all()  # the undiffracted disc
        assert 1 <= int(group.attrs["space_group"]) <= 230
        seen.setdefault(group.attrs["material"].decode(), []).append(group.attrs["thickness_A"])
    assert seen == {"000001": [10, 20], "NaCl-rocksalt-a-5-64": [10, 20]}


def test_no_prototype_stands_in_two_splits(made):
    splits = {}
    for split, _, group in samples(made):
        splits.setdefault(group.attrs["prototype"], set()).add(split)
    assert all(len(found) == 1 for found in splits.values())


def test_semi_angles_are_labelled_as_simulated(made):
    for _, _, group in samples(made):
        radius = group.attrs["semi_angles_rad"][0] / 0.037014366
        stack = group["cbed_stack"][()][0]
        bright = (stack > 0.3 * stack.max()).sum() * group.attrs["k_step_per_A"] ** 2
        assert bright >= 0.8 * np.pi * radius**2


def test_the_rows_of_the_key_name_the_files_and_their_split(made):
    from synthscope.core.files import sha256
    from synthscope.dataset.key.table import read_table

    rows = [row for t in made.results.glob("cbed/shards/*.csv") for row in read_table(t)]
    files = {p.relative_to(made.results).as_posix() for p in made.results.glob("cbed/*/*.h5")}
    assert {row["filename"] for row in rows} == files
    for row in rows:
        assert row["sha256"] == sha256(made.results / row["filename"])
        assert row["split"] in row["filename"]
        assert row["product"] == "cbed"
        with h5py.File(made.results / row["filename"]) as file:
            found = [group.attrs["material"].decode() for group in file.values()]
        assert row["structure_id"].split() == list(dict.fromkeys(found))


def test_larger_shards_make_the_same_batches(made, new_project):
    other = new_project()
    other.configure(**SMALL, shard_size=4)
    other.snakemake("--until", "expose_cbed", "--cores", "1")
    assert batches(other) == batches(made)


def batches(project):
    """The bytes of all batches, clean and recorded."""
    files = project.results.glob("cbed/**/*.h5")
    return {p.relative_to(project.results).as_posix(): p.read_bytes() for p in files}


def test_recorded_batches_stand_beside_the_clean_ones_and_hold_the_dose(made):
    for split, name, group in samples(made):
        batch = Path(group.file.filename).name
        path = made.results / "cbed/detected/counted" / split / batch
        with h5py.File(path) as file:
            counts = file[name]["cbed_stack"][()]
            arriving = file[name].attrs["electrons_arriving"]
        assert counts.dtype == np.uint32 and counts.shape == (3, 64, 64)
        # dead pixels see nothing, and the brightest discs are of few pixels
        np.testing.assert_allclose(counts.sum(axis=(1, 2)), arriving, rtol=0.15)


def test_another_condition_is_recorded_without_computing_patterns_again(made, new_project):
    project = new_project()
    shutil.copytree(made.root, project.root, dirs_exist_ok=True, symlinks=True)
    before = batches(project)
    more = {"detection": {**SMALL["cbed"]["detection"], "bright": {"electrons": 1e7}}}
    project.configure(**SMALL | {"cbed": SMALL["cbed"] | more})
    jobs, _ = project.plan("results/small/key.csv")
    assert "simulate_cbed" not in jobs
    assert jobs["expose_cbed"] == len(list(project.results.glob("cbed/shards/*.csv")))
    project.snakemake("--until", "expose_cbed")
    after = batches(project)
    assert before.items() <= after.items()
    assert len(after) == len(before) * 3 // 2


def test_batches_of_structures_that_are_gone_go_with_them(new_project):
    project = new_project()
    project.configure(**SMALL | {"cbed": SMALL["cbed"] | {"batch_size": 1}})
    project.snakemake("--until", "simulate_cbed")
    before = {p.name: p.read_bytes() for p in project.results.glob("cbed/*/*.h5")}
    fewer = {"structures": {"ase": [], "aflow": [1]}, "cbed": SMALL["cbed"] | {"batch_size": 1}}
    project.configure(**SMALL | fewer)
    project.snakemake("--", "results/small/key.csv")
    after = {p.name: p.read_bytes() for p in project.results.glob("cbed/*/*.h5")}
    assert [g.attrs["material"] for _, _, g in samples(project)] == [b"000001", b"000001"]
    assert len(after) == 1 < len(before)
    assert after.items() <= before.items()


def test_an_added_structure_leaves_batches_and_their_parts_alone(made, new_project):
    project = new_project()
    more = {"ase": [*SMALL["structures"]["ase"], "Si diamond a=5.43"], "aflow": [1]}
    project.configure(**SMALL | {"structures": more})
    project.snakemake("--until", "simulate_cbed")
    before = {group.attrs["material"]: split for split, _, group in samples(made)}
    after = {group.attrs["material"]: split for split, _, group in samples(project)}
    assert before.items() < after.items()


def test_impossible_patterns_are_refused_before_any_job(new_project):
    project = new_project()
    project.configure(**SMALL | {"cbed": SMALL["cbed"] | {"k_step_per_A": 0.2}})
    said = project.snakemake("-n", fails=True)
    assert "does not fit the 5 Å that pixels of 0.2 1/Å stand for; use at least" in said
