"""What a run leaves besides images is read by the programs that it is made for."""

import csv
import json
import re
import warnings
import xml.etree.ElementTree as ET

import h5py
import numpy as np
import pytest
import yaml
from PIL import Image
from tests.dataset.crate_validator import crate_problems

from synthscope.core.tables import read_records
from synthscope.dataset.checksums import compare
from synthscope.dataset.key.table import read_table


def test_every_file_of_the_data_set_is_in_the_checksums_and_no_other(finished):
    aside = ["structures", "views", "provenance", "ro-crate-metadata.json", "*/shards"]
    assert not compare(finished.results, aside)


def test_frictionless_finds_the_tables_valid(finished):
    frictionless = pytest.importorskip("frictionless")
    report = frictionless.validate(str(finished.results / "datapackage.json"))
    assert report.valid, report.flatten(["title", "message"])
    assert len(report.tasks) == 6


def test_mlcroissant_iterates_over_the_key(finished):
    mlc = pytest.importorskip("mlcroissant")
    data = mlc.Dataset(finished.results / "croissant.json")
    issues = data.metadata.ctx.issues
    assert not issues.errors and not issues.warnings
    names = [record["images/filename"].decode() for record in data.records("images")]
    assert names == [row["filename"] for row in read_table(finished.results / "key.csv")]


def test_usid_files_hold_the_images_of_the_stacks(finished):
    usid = pytest.importorskip("pyUSID")
    with h5py.File(finished.results / "usid" / "gaussian" / "Au55.h5") as file:
        (main,) = usid.hdf_utils.get_all_main(file)
        (stack,) = (finished.results / "gaussian" / "Au55").glob("*.npz")
        np.testing.assert_array_equal(main.get_n_dim_form(), np.load(stack)["gaussian_2d"])


def test_no_prototype_is_in_two_parts_and_rows_have_their_structures_part(finished):
    with open(finished.results / "splits.csv", newline="") as file:
        parts = {row["id"]: row for row in csv.DictReader(file)}
    by_prototype = {}
    for row in parts.values():
        by_prototype.setdefault(row["prototype"], set()).add(row["split"])
    assert all(len(found) == 1 for found in by_prototype.values())
    for row in read_table(finished.results / "key.csv"):
        assert row["split"] == parts[row["structure_id"]]["split"]


def test_images_of_all_products_are_compared_across_parts(everything):
    rows = read_records(everything.results / "neighbours.csv")
    part = {row["filename"]: row["split"] for row in read_table(everything.results / "key.csv")}
    assert rows and all(int(row["bits"]) > 0 for row in rows)
    for row in rows:
        assert row["split"] == part[row["filename"]] != part[row["nearest_filename"]]


def test_mlcroissant_finds_pictures_with_their_parts(everything):
    mlc = pytest.importorskip("mlcroissant")
    data, name = mlc.Dataset(everything.results / "croissant.json"), "pictures-haadf-png"
    assert [s.id for s in data.metadata.record_sets if s.id.startswith("pictures")] == [name]
    rows = {row["filename"]: row for row in read_table(everything.results / "key.csv")}
    records = list(data.records(name))
    assert len(records) == sum(file.endswith(".png") for file in rows)
    for record in records:
        file = record[f"{name}/filename"].decode()
        assert record[f"{name}/split"].decode() == rows[file]["split"]
        with Image.open(everything.results / file) as image:
            np.testing.assert_array_equal(record[f"{name}/image"], image.convert("RGB"))


def test_the_code_of_the_card_opens_the_data_set(finished, monkeypatch, capsys, tmp_path):
    pytest.importorskip("hyperspy.api")
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    datasets = pytest.importorskip("datasets")
    monkeypatch.setattr(datasets.config, "HF_DATASETS_CACHE", tmp_path)
    monkeypatch.chdir(finished.results)
    card = (finished.results / "README.md").read_text()
    pieces = re.findall(r"```python\n(.*?)```", card, flags=re.S)
    assert len(pieces) == 6
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for piece in pieces:
            exec(piece, {})
    assert "gaussian_2d (3, 32, 32) uint8" in capsys.readouterr().out


def test_the_settings_of_the_data_set_make_it_again(finished, new_project):
    project = new_project()
    settings = (finished.results / "configuration.json").read_text()
    (project.root / "again.json").write_text(settings)
    printed = project.snakemake("-n", "--configfile", "again.json")
    assert re.search(r"^render_gaussian +4$", printed, flags=re.M)


def test_graphs_show_every_rule_that_ran(finished):
    ran = {path.stem for path in (finished.root / "logs" / "small").iterdir()}
    for name in ("dag", "rulegraph", "filegraph"):
        root = ET.parse(finished.results / "provenance" / f"{name}.svg").getroot()
        assert ran <= set(" ".join(root.itertext()).replace(";", " ").split())


def test_the_run_is_a_crate_with_its_workflow(finished):
    rocrate = pytest.importorskip("rocrate.rocrate")
    crate = rocrate.ROCrate(finished.results)
    assert crate.dereference("#run").type == "CreateAction"
    for entity in crate.data_entities:
        assert (finished.results / entity.id).exists(), entity.id
    kept = finished.results / "provenance" / "workflow"
    for name in ("Snakefile", "rules/common.smk", "scripts/synthscope/core/seeds.py"):
        assert (kept / name).read_bytes() == (finished.root / name).read_bytes()


def test_the_validator_of_crates_finds_what_the_profiles_require(finished):
    assert crate_problems(finished.results, "workflow-run-crate")["REQUIRED"] == []


def test_the_gallery_finds_all_its_pictures(finished):
    page = finished.results / "gallery" / "index.html"
    places = re.findall(r"(?:src|href)='([^'#]+)'", page.read_text())
    assert {"gaussian.png", "card.html", "../provenance/dag.svg", "../key.csv"} <= set(places)
    assert all((page.parent / place).exists() for place in places)


def test_the_day_of_publication_is_that_of_the_source_in_every_manifest(copy_of_finished):
    def days():
        results = copy_of_finished.results
        crate = json.loads((results / "ro-crate-metadata.json").read_text())["@graph"]
        return {
            json.loads((results / "configuration.json").read_text())["package"]["published"],
            json.loads((results / "croissant.json").read_text())["datePublished"],
            *(item["datePublished"] for item in crate if item["@id"] == "./"),
        }

    citation = yaml.safe_load((copy_of_finished.root / "CITATION.cff").read_text())
    assert days() == {str(citation["date-released"])}
    copy_of_finished.snakemake(SOURCE_DATE_EPOCH="1900000000")
    assert days() == {"2030-03-17"}
    assert "(2030)" in (copy_of_finished.results / "README.md").read_text()


def test_settings_of_the_package_reach_the_manifests(copy_of_finished):
    copy_of_finished.configure(
        package={"title": "My set", "creators": ["A. Author"], "licence": "CC0-1.0", "usid": False}
    )
    copy_of_finished.snakemake()
    results = copy_of_finished.results
    content = json.loads((results / "croissant.json").read_text())
    assert content["alternateName"] == "My set" and "CC0-1.0" in content["license"]
    assert "# My set\n" in (results / "README.md").read_text()
    assert not any(row["product"] == "usid" for row in read_table(results / "key.csv"))
