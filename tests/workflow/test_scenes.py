"""Scenes are the same bytes in any shards and after a kill, and are told in tables."""

import csv

import pytest

GOLD = {
    "count": 3,
    "size_A": 12,
    "particles": {"structures": ["Au"], "size_A": {"uniform": [4, 6]}, "gap_A": 1},
}
SHEET = {
    "size_A": 12,
    "layers": {"structure": "MoS2", "max_strain": 0.2},
    "defects": {"kinds": [{"kind": "vacancy", "was": ["S"], "count": 1}]},
}
SCENES = {
    "products": ["gaussian", "haadf"],
    "package": {"usid": False},
    "structures": {"ase": [], "aflow": [], "scenes": {"gold": GOLD, "sheet": SHEET}},
    "haadf": {
        "geometry": "cell",
        "semiangle_mrad": 30,
        "detectors_mrad": [[60, 90]],
        "field_A": 12,
        "pixels": 32,
        "slice_A": 2,
        "error": 0.3,
        "phonons": {"configurations": 1},
        "general": {"conditions": ["raw"]},
    },
}


@pytest.fixture(scope="module")
def scenes(new_project):
    """A data set of scenes in shards of one, made once; leave it as it is."""
    project = new_project()
    project.configure(**SCENES)
    project.snakemake()
    return project


def rows(project, name):
    with open(project.results / name, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_scene_is_imaged_once_and_told_in_tables(scenes):
    names = ["gold-00001", "gold-00002", "gold-00003", "sheet-00001"]
    assert [row["id"] for row in rows(scenes, "scenes.csv")] == names
    assert [row["kind"] for row in rows(scenes, "defects.csv")] == ["vacancy"]
    assert [row["structure_id"] for row in rows(scenes, "views.csv")] == names
    key = rows(scenes, "key.csv")
    for product in ("gaussian", "haadf"):
        assert {row["structure_id"] for row in key if row["product"] == product} == set(names)
    assert {row["scene"] for row in key} == {"gold", "sheet"}
    assert all("size_A" in row["scene_drawn"] for row in key if row["scene"] == "gold")
    card = (scenes.results / "README.md").read_text(encoding="utf-8")
    assert "does not tell how well it does on other materials" in card


def test_other_shards_and_a_kill_give_the_same_bytes(scenes, new_project):
    project = new_project()
    project.configure(**SCENES, shard_size=5)
    project.kill_when(lambda: any(project.results.glob("gaussian/**/*")))
    project.snakemake("--unlock")
    project.snakemake("--cores", "1")
    assert project.checksums() == scenes.checksums()
