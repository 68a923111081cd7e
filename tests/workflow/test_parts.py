"""A structure and its prototype stand in one part of the data set, in every product and package."""

import csv

import h5py
import yaml

from synthscope.dataset.key.table import read_table


def parts(project) -> dict[str, str]:
    with open(project.results / "splits.csv", newline="") as file:
        return {row["id"]: row["split"] for row in csv.DictReader(file)}


def test_a_structure_stands_in_one_part_in_every_product_and_package(everything):
    expected = parts(everything)
    assert len(set(expected.values())) > 1
    products = {}
    for row in read_table(everything.results / "key.csv"):
        names = row.get("structure_id", "").split()
        assert {expected[name] for name in names} <= {row["split"]}
        for name in names:
            products.setdefault(name, set()).add(row["product"])
    assert products["000001"] >= {"gaussian", "haadf", "cbed", "usid"}


def test_batches_of_diffraction_patterns_lie_in_the_folder_of_their_part(everything):
    expected = parts(everything)
    batches = sorted(everything.results.glob("cbed/*/batch_*.h5"))
    assert batches
    for path in batches:
        with h5py.File(path) as file:
            for group in file.values():
                assert expected[group.attrs["material"].decode()] == path.parent.name


def test_published_sets_have_a_column_of_their_own(everything):
    rows = read_table(everything.results / "key.csv")
    shares = yaml.safe_load((everything.root / "my.yaml").read_text())["package"]["splits"]
    assert {row["split"] for row in rows} <= set(shares)
    sets = {row["published_set"] for row in rows if row["product"] == "haadf"}
    assert sets == {"general"}
    assert not any("published_set" in row for row in rows if row["product"] == "cbed")


def test_an_added_structure_moves_no_other_one(copy_of_finished):
    before = parts(copy_of_finished)
    copy_of_finished.configure(
        structures={"ase": ["Au55", "NaCl rocksalt a=5.64", "Cu fcc", "MgO rocksalt a=4.21"]}
    )
    copy_of_finished.snakemake("--", "results/small/key.csv")
    after = parts(copy_of_finished)
    assert before.items() < after.items()
    salts = {part for name, part in after.items() if "rocksalt" in name}
    assert len(salts) == 1
    for row in read_table(copy_of_finished.results / "key.csv"):
        assert row["split"] == after[row["structure_id"]]


def test_a_key_of_an_earlier_version_is_noted_once_a_run(copy_of_finished):
    old = yaml.safe_load((copy_of_finished.root / "my.yaml").read_text())
    old["products"] = ["gaussian", "cbed"]
    old["cbed"] = {"fractions": {"train": 0.5, "test": 0.5}}
    (copy_of_finished.root / "my.yaml").write_text(yaml.safe_dump(old))
    printed = copy_of_finished.snakemake("--", "results/small/splits.csv")
    assert printed.count("my.yaml: cbed.fractions is now package.splits") == 1
    assert set(parts(copy_of_finished).values()) <= {"train", "test"}
