"""Files from strangers: bad ones are reported and stop nothing, odd names do no harm."""

import csv
import importlib.util
from pathlib import Path

import pytest

spec = importlib.util.spec_from_file_location("bad_files", Path(__file__).with_name("bad_files.py"))
files = importlib.util.module_from_spec(spec)
spec.loader.exec_module(files)
TABLES = ["results/small/catalog.csv", "results/small/key.csv"]


@pytest.fixture(scope="module")
def mixed(new_project):
    """A finished run over a folder of good and bad files."""
    project = new_project()
    folder = project.root / "mine"
    folder.mkdir()
    for name, text in {**files.GOOD, **files.BAD}.items():
        (folder / name).write_text(text)
    project.configure(structures={"ase": [], "aflow": [], "folder": "mine"}, shard_size=8)
    project.snakemake("--", *TABLES)
    return project


@pytest.fixture(scope="module")
def catalog(mixed):
    with open(mixed.results / "catalog.csv", newline="") as file:
        return {row["file"]: row for row in csv.DictReader(file)}


def test_at_least_twenty_files_are_bad():
    assert len(files.BAD) >= 20


@pytest.mark.parametrize("name", files.BAD)
def test_a_bad_file_is_rejected_with_a_reason_on_one_line(catalog, name):
    row = catalog[name]
    assert row["status"] == "rejected"
    assert len(row["reason"]) > 15 and "\n" not in row["reason"]


def test_reasons_tell_the_faults_apart(catalog):
    reasons = {catalog[name]["reason"] for name in files.BAD}
    assert len(reasons) > len(files.BAD) / 2


@pytest.mark.parametrize("name", files.GOOD)
def test_a_good_file_is_accepted_whatever_its_name(catalog, name):
    assert catalog[name]["status"] == "accepted", catalog[name]["reason"]


def test_good_files_are_in_the_data_set(mixed, catalog):
    with open(mixed.results / "key.csv", newline="") as file:
        made = {row["structure_id"] for row in csv.DictReader(file)}
    assert made == {catalog[name]["id"] for name in files.GOOD}


def test_no_file_name_reached_a_shell(mixed):
    assert list(mixed.root.rglob("HARM")) == []


def test_ids_are_plain_words(catalog):
    allowed = set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-")
    assert all(set(row["id"]) <= allowed for row in catalog.values())


def test_a_second_run_over_bad_files_does_nothing(mixed):
    assert mixed.plan(*TABLES) == ({}, set())
