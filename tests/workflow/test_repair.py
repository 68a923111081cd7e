"""Nothing missing passes as done, and what was altered is named and made again."""

import random
import shutil

import numpy as np
import pytest

from synthscope.core.files import sha256
from synthscope.dataset.checksums import read_checksums, write_checksums

# Of each kind of file one.
KINDS = [
    "gaussian/Au55/*.npz",
    "gaussian/shards/*.csv",
    "usid/gaussian/Au55.h5",
    "catalog.csv",
    "key.csv",
    "README.md",
    "gallery/index.html",
    "ro-crate-metadata.json",
    "provenance/SHA256SUMS",
    "provenance/dag.svg",
    "provenance/workflow/rules/*.smk",
]


def one(project, pattern):
    return sorted(project.results.glob(pattern))[0]


def test_a_plan_has_jobs_for_whatever_is_missing(copy_of_finished):
    unnoticed = []
    for pattern in KINDS:
        path = one(copy_of_finished, pattern)
        path.rename(path.with_name(".away"))
        if not copy_of_finished.plan()[0]:
            unnoticed.append(pattern)
        path.with_name(".away").rename(path)
    assert unnoticed == []


def test_a_tenth_of_all_files_comes_back_with_the_same_bytes(copy_of_finished):
    before = copy_of_finished.files()
    draw = random.Random(1)
    listed = {*read_checksums(copy_of_finished.results)}
    listed |= {name for name in before if name.startswith("provenance/") or "/shards/" in name}
    for name in draw.sample(sorted(listed), 1 + len(listed) // 10):
        (copy_of_finished.results / name).unlink()
    copy_of_finished.snakemake()
    assert copy_of_finished.files() == before
    assert copy_of_finished.plan() == ({}, set())


def test_images_alone_run_only_their_jobs_again(copy_of_finished):
    (image,) = copy_of_finished.results.glob("gaussian/Au55/*.npz")
    image.unlink()
    printed = copy_of_finished.snakemake("-n")
    assert "1 files are missing, such as gaussian/Au55/" in printed
    jobs, _ = copy_of_finished.plan()
    assert jobs["render_gaussian"] == jobs["package_usid"] == 1
    assert "check_structures" not in jobs


def test_all_files_deleted_come_back_with_the_same_bytes(copy_of_finished):
    before = copy_of_finished.files()
    for name in read_checksums(copy_of_finished.results):
        (copy_of_finished.results / name).unlink()
    copy_of_finished.snakemake()
    assert copy_of_finished.files() == before


def test_verify_names_what_differs_and_changes_nothing(copy_of_finished):
    copy_of_finished.snakemake("verify")
    (copy_of_finished.results / "notes.txt").write_text("mine")
    (copy_of_finished.results / "README.md").unlink()
    altered = ["gaussian/Au55/*.npz", "key.csv", "gaussian/shards/*.csv", "structures/*.json"]
    paths = [one(copy_of_finished, pattern) for pattern in altered]
    for path in paths:
        path.write_bytes(path.read_bytes() + b"\n")
    before = copy_of_finished.files()
    printed = copy_of_finished.snakemake("verify", fails=True).splitlines()
    names = {path.relative_to(copy_of_finished.results).as_posix() for path in paths}
    assert {line[9:] for line in printed if line.startswith("altered: ")} == names
    assert "missing: README.md" in printed and "unknown: notes.txt" in printed
    assert copy_of_finished.files() == before


def test_repair_makes_altered_files_again_by_their_jobs_alone(copy_of_finished):
    before = copy_of_finished.files()
    for pattern in ("gaussian/Au55/*.npz", "key.csv", "provenance/workflow/rules/haadf.smk"):
        path = one(copy_of_finished, pattern)
        path.write_bytes(path.read_bytes() + b"\n")
    assert copy_of_finished.plan("repair")[0]["render_gaussian"] == 1
    copy_of_finished.snakemake("repair")
    assert copy_of_finished.files() == before
    assert copy_of_finished.plan() == ({}, set())


def test_repair_of_a_data_set_in_order_runs_nothing_else(finished):
    assert finished.plan("repair")[0] == {"repair": 1}


@pytest.mark.parametrize("pattern", ["SHA256SUMS", "structures/*.json", "gaussian/shards/*.csv"])
def test_repair_trusts_nothing_that_was_altered(copy_of_finished, pattern):
    before = copy_of_finished.files()
    path = one(copy_of_finished, pattern)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    copy_of_finished.snakemake("repair")
    assert copy_of_finished.files() == before


@pytest.mark.parametrize("pattern", ["structures/*Au55.json", "key.csv", "gaussian/shards/*.csv"])
def test_a_run_builds_on_nothing_that_was_edited(copy_of_finished, pattern):
    before = copy_of_finished.files()
    path = one(copy_of_finished, pattern)
    path.write_text(path.read_text().replace("Au", "Ag").replace("1", "2"))
    assert "1 files differ from what their jobs made" in copy_of_finished.snakemake()
    assert copy_of_finished.files() == before
    assert copy_of_finished.plan() == ({}, set())


def test_a_run_after_an_interruption_keeps_what_its_jobs_made(copy_of_finished):
    """Newer than the checksums and other than listed there, yet as its job left it."""
    copy_of_finished.configure(seed=8)
    jobs = copy_of_finished.plan()[0]["render_gaussian"]
    copy_of_finished.snakemake("--", "results/small/gaussian/shards/ase-Au55.csv")
    assert "differ from what their jobs made" not in copy_of_finished.snakemake("-n")
    assert copy_of_finished.plan()[0]["render_gaussian"] == jobs - 1


def test_a_file_that_was_only_copied_or_touched_is_as_its_job_made_it(copy_of_finished):
    path = one(copy_of_finished, "structures/*.json")
    path.touch()
    assert "differ from what their jobs made" not in copy_of_finished.snakemake("-n")


def test_verify_tells_equal_files_from_those_within_tolerance_and_different_ones(copy_of_finished):
    project = copy_of_finished
    there = shutil.copytree(project.results, project.root / "published")
    path = one(project, "gaussian/Au55/*.npz").relative_to(project.results)
    against = ("verify", "--config", "verify_against=published")

    def change(name, by):
        with np.load(project.results / path) as file:
            arrays = dict(file)
        np.savez(there / path, **arrays | {name: by(arrays[name])})
        digests = read_checksums(there) | {path.as_posix(): sha256(there / path)}
        write_checksums(there, digests)

    change("pixel_size_A", lambda sizes: sizes * (1 + 1e-12))
    printed = project.snakemake(*against)
    assert f"within tolerance: {path}" in printed and "1 within tolerance, 0 describe" in printed
    change("pixel_size_A", lambda sizes: sizes * 2)
    printed = project.snakemake(*against, fails=True)
    assert f"different: {path}: pixel_size_A: 100.00% of the values differ" in printed
    assert project.plan() == ({}, set())
