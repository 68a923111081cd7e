"""croissant.json: mlcroissant validates it, iterates over the records and notices other bytes."""

import json

import numpy as np
import pytest

from synthscope.dataset.about import About
from synthscope.dataset.croissant import croissant
from synthscope.dataset.key.parquet import write_parquet

mlc = pytest.importorskip("mlcroissant")


@pytest.fixture
def described(dataset):
    content = croissant(
        dataset.folder,
        dataset.rows,
        ["key.csv", "key.parquet", "catalog.csv"],
        About(
            name="small",
            title="A small set",
            description="Synthetic images.",
            licence="CC-BY-4.0",
            creators=["A. Author"],
            citation="",
            url=None,
            published="2026-01-01",
            seed=1,
        ),
        limits=["Not quantitative."],
    )
    path = dataset.folder / "croissant.json"
    path.write_text(json.dumps(content))
    return path


def test_mlcroissant_has_nothing_to_say_against_it(described):
    issues = mlc.Dataset(described).metadata.ctx.issues
    assert not issues.errors and not issues.warnings


def test_records_are_the_rows_of_the_key_with_their_types(described, dataset):
    records = list(mlc.Dataset(described).records("images"))
    assert len(records) == len(dataset.rows)
    for record, row in zip(records, dataset.rows, strict=True):
        for name, value in row.items():
            found = record[f"images/{name}"]
            assert (found.decode() if isinstance(found, bytes) else found) == value
    assert records[0]["images/structure_id"] == b"000003"


def test_parts_of_the_data_set_are_declared_as_splits(described):
    names = [record["splits/name"] for record in mlc.Dataset(described).records("splits")]
    assert names == ["test", "train"] or names == [b"test", b"train"]


def test_pictures_come_with_their_part_and_labels(described, dataset):
    records = list(mlc.Dataset(described).records("pictures-haadf-png"))
    rows = {row["filename"]: row for row in dataset.rows if row["product"] == "haadf"}
    assert len(records) == len(rows) == 6
    name = "pictures-haadf-png"
    for record in records:
        row = rows[record[f"{name}/filename"].decode()]
        for label in ("split", "structure_id", "condition", "chemical_name_structure_type"):
            assert record[f"{name}/{label}"].decode() == row[label]
        assert record[f"{name}/symmetry_Int_Tables_number"] == row["symmetry_Int_Tables_number"]
        grey = int(row["structure_id"])
        np.testing.assert_array_equal(record[f"{name}/image"], np.full((4, 4, 3), grey, np.uint8))


def test_every_image_file_is_in_exactly_one_file_set(described, dataset):
    sets = [
        item
        for item in json.loads(described.read_text())["distribution"]
        if item["@type"] == "cr:FileSet"
    ]
    found = [p for s in sets for pattern in s["includes"] for p in dataset.folder.glob(pattern)]
    names = sorted(path.relative_to(dataset.folder).as_posix() for path in found)
    assert names == sorted(row["filename"] for row in dataset.rows)


def test_files_made_on_the_way_are_in_no_file_set(dataset):
    row = dataset.rows[0] | {"filename": "haadf/general/h5/a.h5"}
    about = About("small", "A", "Images.", "CC-BY-4.0", [], "", None, "2026-01-01", 1)
    (files,) = croissant(dataset.folder, [row], [], about)["distribution"]
    assert files["includes"] == ["haadf/general/**/*.h5"]  # and not those of haadf/simulations


def test_records_of_a_changed_key_are_refused(described, dataset):
    write_parquet(dataset.rows[1:], dataset.folder / "key.parquet")
    with pytest.raises(Exception, match=r"Download\(key\.parquet\)"):
        list(mlc.Dataset(described).records("images"))


def test_scans_are_said_to_be_hdf5(dataset):
    scan = dataset.rows[0] | {"filename": "stem4d/a.000001.emd", "product": "stem4d"}
    about = About("small", "A", "Images.", "CC-BY-4.0", [], "", None, "2026-01-01", 1)
    files = croissant(dataset.folder, [scan], [], about)["distribution"]
    assert [(one["@id"], one["encodingFormat"]) for one in files] == [
        ("stem4d-emd", "application/x-hdf5")
    ]
