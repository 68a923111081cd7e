"""datapackage.json: Frictionless validates the tables by it, and finds what is wrong in them."""

import json

import pytest

from synthscope.dataset.datapackage import data_package
from synthscope.dataset.key import table as key

frictionless = pytest.importorskip("frictionless")
LICENCE = {"name": "CC-BY-4.0", "path": "https://creativecommons.org/licenses/by/4.0/"}


@pytest.fixture
def report(dataset):
    """Validate the data set's tables as they stand now, against the package as first written."""
    package = data_package(
        dataset.folder, ["key.csv", "key.parquet", "catalog.csv"], "small", "A small set", LICENCE
    )
    path = dataset.folder / "datapackage.json"
    path.write_text(json.dumps(package))
    return lambda: frictionless.validate(str(path))


def test_frictionless_finds_the_package_and_its_tables_valid(report):
    result = report()
    assert result.valid, result.flatten(["title", "message"])
    assert {task.name for task in result.tasks} == {"key", "key-parquet", "catalog"}


def test_frictionless_finds_a_space_group_that_does_not_exist(report, dataset):
    table = dataset.folder / "key.csv"
    table.write_text(table.read_text().replace(",225,", ",231,"))
    titles = {title for (title,) in report().flatten(["title"])}
    assert "Constraint Error" in titles and "Hash Count Error" in titles


def test_frictionless_finds_a_key_with_types_that_was_changed(report, dataset):
    table = dataset.folder / "key.parquet"
    table.write_bytes(table.read_bytes().replace(b"000003", b"000004"))
    errors = report().flatten(["title", "message"])
    assert errors and all("hash" in title.lower() for title, _ in errors)


def test_every_column_of_the_key_has_its_type_and_meaning(dataset):
    package = data_package(dataset.folder, ["key.csv"], "small", "A small set", LICENCE)
    fields = package["resources"][0]["schema"]["fields"]
    assert [field["name"] for field in fields] == list(key.NAMES)
    assert all(field["description"] for field in fields)
    assert {f["name"]: f.get("unit") for f in fields}["pixel_size_A"] == "Å"
