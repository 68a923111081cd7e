"""A new product touches what CONTRIBUTING.md says, and then stands everywhere in a data set."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import h5py
import numpy as np
import pytest
from tests.workflow.conftest import ENVIRONMENT, ROOT

from synthscope.dataset.key.table import read_table

TOY = Path(__file__).parent / "toy_product"
NEW = sorted(path.relative_to(TOY).as_posix() for path in TOY.rglob("*.*") if path.is_file())
# By file, what comes before what.
LINES = {
    "Snakefile": [('include: "rules/data_set.smk"', 'include: "rules/toy.smk"\n')],
    "scripts/synthscope/settings/model.py": [
        ('"tomography"]\nSlug', '"toy", '),
        ("\nProduct", "from synthscope.toy.settings import ToySettings\n"),
        (
            "    package: PackageSettings",
            '    toy: ToySettings = ToySettings()\n    """Atoms counted on a grid."""\n\n',
        ),
    ],
    "scripts/synthscope/registry/products.py": [
        ("\nPRODUCTS", "from synthscope.toy.product import TOY\n"),
        ("USID)", "TOY, "),
    ],
    "scripts/synthscope/registry/packages.py": [
        ("\n\ndef structure", "from synthscope.toy.usid import package_toys\n"),
        ('    "gaussian"', '    "toy": Packing(package_toys, ".npz"),\n'),
    ],
    "scripts/synthscope/registry/sheets.py": [
        ("\nSHEETS", "from synthscope.toy.sheet import sheet_of as toy\n"),
        ('"gaussian": gaussian', '"toy": toy, '),
    ],
    "scripts/synthscope/registry/remake.py": [
        ('    "gaussian": job', '    "toy": job_of_structure,\n'),
    ],
    "scripts/synthscope/registry/work.py": [
        ("\nPLANNED_WORK", "from synthscope.toy.work import planned_work as toy\n"),
        ('    "gaussian": gaussian', '    "toy": toy,\n'),
    ],
    "tests/test_layout.py": [('"gaussian", "haadf", "cbed", "stem4d", "tomography"}', '"toy", ')],
}


@pytest.fixture(scope="module")
def toy(new_project):
    """The project with the toy, and the small data set made with it."""
    project = new_project()
    shutil.copytree(ROOT / "tests", project.root / "tests", ignore=_made)
    shutil.copytree(TOY, project.root, dirs_exist_ok=True, ignore=_made)
    for name, lines in LINES.items():
        path = project.root / name
        text = path.read_text(encoding="utf-8")
        for before, line in lines:
            assert text.count(before) == 1, (name, before)
            text = text.replace(before, line + before)
        path.write_text(text, encoding="utf-8")
    project.configure(products=["gaussian", "toy"], toy={"edge_px": 8})
    project.snakemake()
    return project


def _made(folder, names):
    return {"__pycache__"} & set(names)


def run(project, *arguments):
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=project.root,
        env=ENVIRONMENT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert done.returncode == 0, done.stdout[-4000:]


def test_its_images_have_rows_in_the_key(toy):
    rows = [row for row in read_table(toy.results / "key.csv") if row["product"] == "toy"]
    assert {"Au55", "000001", "000002"} <= {row["structure_id"] for row in rows}
    assert len(rows) == 4
    for row in rows:
        with np.load(toy.results / row["filename"], allow_pickle=False) as content:
            assert content["counts"].shape == (8, 8) and content["counts"].sum() > 0
        assert row["split"] in ("train", "dev", "test")
        assert f"{row['sha256']}  {row['filename']}\n" in toy.checksums()


def test_the_card_and_croissant_tell_of_it(toy):
    card = (toy.results / "README.md").read_text()
    assert "Toy counts are good for nothing." in card and "A pixel is the number of atoms" in card
    assert "toy, `.npz`, with NumPy" in card
    assert "image-classification" in card
    assert "Toy counts are good for nothing." in (toy.results / "croissant.json").read_text()


def test_the_gallery_shows_it(toy):
    page = (toy.results / "gallery" / "index.html").read_text()
    assert "toy.png" in page and "Toy counts" in page
    assert (toy.results / "gallery" / "toy.png").stat().st_size > 1000


def test_it_is_packed_as_usid(toy):
    with h5py.File(toy.results / "usid" / "toy" / "Au55.h5") as file:
        main = file["Measurement_000/Channel_000/Raw_Data"]
        assert main.shape == (1, 64) and main[()].sum() == 55
    rows = read_table(toy.results / "key.csv")
    assert any(row["product"] == "usid" and row["condition"] == "toy" for row in rows)


def test_the_graphs_and_the_crate_have_its_rule(toy):
    assert "draw_toy" in (toy.results / "provenance" / "rulegraph.svg").read_text()
    crate = json.loads((toy.results / "ro-crate-metadata.json").read_text())
    assert "#step-draw_toy" in {item["@id"] for item in crate["@graph"]}


def test_the_projects_own_tests_hold_with_it(toy):
    run(toy, "tools/write_schema.py")
    assert "toy" in json.loads((toy.root / "config" / "schema.json").read_text())["properties"]
    names = ["test_layout.py", "test_environments.py", "settings/test_options_are_read.py"]
    names.append("registry/test_lists.py")
    chosen = "toy or layout or folder or script_of_its_own_name or every_product"
    run(toy, "-m", "pytest", "-q", "-k", chosen, *(f"tests/{name}" for name in names))


def test_contributing_names_every_file_that_it_touches():
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    steps = text.partition("## A new product")[2].partition("\n## ")[0]
    named = set(re.findall(r"`([^`]+)`", steps))
    for name in [*NEW, *LINES]:
        place = name.replace("draw_toy", "<rule>").replace("toy", "<product>")
        room = f"{place.partition('/<product>/')[0]}/<product>/"
        assert named & {place, room, place.removeprefix("scripts/synthscope/")}, name


def test_contributing_lists_no_file_that_a_product_can_do_without():
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    rows = text.partition("## A new product")[2].partition("\n|---|---|\n")[2].partition("\n\n")[0]
    places = [row.split("|")[1] for row in rows.splitlines()]
    listed = {name for place in places for name in re.findall(r"`([^`]+)`", place)}
    touched = {name.removeprefix("scripts/synthscope/") for name in LINES}
    assert touched == listed
