"""From its row alone a file is made again, and its configuration is recognised."""

import csv
import json
import shutil
import subprocess
import sys

import pytest
from tests.workflow.conftest import ENVIRONMENT, Project

from synthscope.dataset.key.table import read_table
from synthscope.settings.load import settings_hash
from synthscope.tomography.jobs import NEUTRAL


@pytest.fixture
def project(everything, tmp_path):
    shutil.copytree(everything.root, tmp_path / "project", symlinks=True)
    return Project(tmp_path / "project")


def remake(project, name):
    return subprocess.run(
        [sys.executable, "tools/remake_image.py", "results/small", name],
        cwd=project.root,
        env=ENVIRONMENT,
        capture_output=True,
        text=True,
    )


@pytest.mark.parametrize(
    "folder", ["haadf", "cbed/t", "cbed/detected", "stem4d", "tomography", "usid"]
)
def test_a_file_is_made_again_with_the_same_bytes(project, folder):
    rows = read_table(project.results / "key.csv")
    name = next(row["filename"] for row in rows if row["filename"].startswith(folder))
    (project.results / name).unlink()
    done = remake(project, name)
    assert done.returncode == 0, done.stderr
    assert done.stdout == f"results/remade-small/{name}: the same bytes\n"


def test_what_differs_is_told(project):
    key = project.results / "key.csv"
    with open(key, newline="") as file:
        rows = list(csv.DictReader(file))
    row = next(row for row in rows if row["product"] == "gaussian")
    was = row["sha256"]
    key.write_text(key.read_text().replace(was, "0" * 64))
    done = remake(project, row["filename"])
    assert done.returncode == 1
    assert "other bytes than in the row" in done.stdout
    assert f"sha256: {'0' * 64} then, {was} now" in done.stdout
    assert "has no row for nothing.png" in remake(project, "nothing.png").stderr


def test_the_configurations_hash_can_be_computed_again(everything):
    given = json.loads((everything.results / "configuration.json").read_text())
    conditions = given["cbed"].pop("detection")
    cbed = [given["seed"], given["cbed"], given["package"]["splits"]]
    expected = {
        "gaussian": [given["seed"], given["gaussian"]],
        "haadf": [given["seed"], given["haadf"]],
        "cbed": cbed,
        "cbed counted": [*cbed, {"counted": conditions["counted"]}],
        "stem4d": [given["seed"], given["stem4d"]],
        "tomography": [
            given["seed"],
            {key: value for key, value in given["tomography"].items() if key not in NEUTRAL},
        ],
    }
    found = {
        " ".join([row["product"], *{row.get("condition")} & {"counted"}]): row["config_hash"]
        for row in read_table(everything.results / "key.csv")
        if row["product"] in expected
    }
    assert found == {product: settings_hash(parts) for product, parts in expected.items()}
