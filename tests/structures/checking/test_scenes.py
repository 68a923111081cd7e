"""Scenes in the catalog and in tables of their own; what cannot be built stops no other."""

import csv
import json
from pathlib import Path

import numpy as np
import pytest
from ase.io import read

from synthscope.settings.load import checked
from synthscope.structures.checking.catalog import check_sources
from synthscope.structures.checking.scene_tables import merge_scene_tables, write_scene_tables
from synthscope.structures.checking.scenes import ScenePlan
from synthscope.structures.scenes.scene import ROLES
from synthscope.structures.settings import StructuresSettings
from synthscope.structures.sources.sources import list_sources, scene_bases
from synthscope.structures.symmetry.views import list_views

RESOURCES = Path(__file__).parents[3] / "resources"
SCENES = {
    "gold": {
        "count": 2,
        "size_A": 30,
        "particles": {"structures": ["Au"], "size_A": {"uniform": [8, 12]}},
    },
    "large": {"size_A": 14, "particles": {"structures": ["Au"], "size_A": 8, "count": 9}},
    "sheet": {
        "size_A": 30,
        "layers": {"structure": "MoS2"},
        "defects": {"kinds": [{"kind": "vacancy", "was": ["S"], "count": 2}]},
    },
}


@pytest.fixture(scope="module")
def built():
    settings = checked(StructuresSettings, {"include": ["Si"], "scenes": SCENES})
    bases = scene_bases(settings, RESOURCES)
    plans = {name: ScenePlan(made, bases[name]) for name, made in settings.scenes.items()}
    crystals, rows = check_sources(list_sources(settings, RESOURCES), settings, 1, plans)
    return settings, {crystal.id: crystal for crystal in crystals}, {row["id"]: row for row in rows}


def test_scenes_stand_in_the_catalog_beside_other_structures(built):
    _, crystals, rows = built
    assert set(crystals) == {"Si", "gold-00001", "gold-00002", "sheet-00001"}
    row = rows["gold-00001"]
    assert (row["source"], row["file"], row["prototype"]) == ("scene", "gold 1", "")
    assert row["n_atoms"] == len(crystals["gold-00001"]) and row["a_A"] == "30.00000"


def test_what_cannot_be_built_is_a_rejected_row_with_the_number_that_would_do(built):
    _, _, rows = built
    assert rows["large-00001"]["status"] == "rejected"
    assert "no room for 9 particles" in rows["large-00001"]["reason"]


def test_a_scene_is_seen_from_above_whatever_the_views(built):
    settings, crystals, _ = built
    for identity, views in (("gold-00001", 1), ("sheet-00001", 1)):
        found = list_views(crystals[identity], settings.views, 1)
        assert [view.uvw for view in found] == [(0, 0, 1)] * views
    assert len(list_views(crystals["Si"], settings.views, 1)) > 1


def test_tables_tell_what_was_drawn_and_where_defects_are(built, tmp_path):
    _, crystals, _ = built
    names = [tmp_path / name for name in ("scenes.csv", "defects.csv", "atoms.extxyz")]
    write_scene_tables(crystals.values(), *names)
    merge_scene_tables(names[:1], names[1:2], tmp_path)
    with open(names[0], newline="") as file:
        rows = {row["id"]: row for row in csv.DictReader(file)}
    assert set(rows) == {"gold-00001", "gold-00002", "sheet-00001"}
    drawn = json.loads(rows["gold-00001"]["drawn.particles"])
    assert drawn[0]["size_A"] == pytest.approx(
        crystals["gold-00001"].truth.parts[0].size_A, abs=1e-3
    )
    assert int(rows["gold-00001"]["n_particle"]) == len(crystals["gold-00001"])
    assert rows["sheet-00001"]["n_particle"] == ""
    with open(names[1], newline="") as file:
        defects = list(csv.DictReader(file))
    assert [(row["id"], row["kind"], row["was"]) for row in defects] == [
        ("sheet-00001", "vacancy", "S")
    ] * 2
    sheet = crystals["sheet-00001"]
    for row in defects:
        place = np.array([float(row[f"{axis}_A"]) for axis in "xyz"])
        assert np.linalg.norm(sheet.positions - place, axis=1).min() > 1.5


def test_atoms_are_read_by_ase_with_their_roles(built, tmp_path):
    _, crystals, _ = built
    names = [tmp_path / name for name in ("scenes.csv", "defects.csv", "atoms.extxyz")]
    write_scene_tables(crystals.values(), *names)
    frames = read(names[2], index=":")
    assert [frame.info["id"] for frame in frames] == ["gold-00001", "gold-00002", "sheet-00001"]
    for frame in frames:
        crystal = crystals[frame.info["id"]]
        assert frame.positions == pytest.approx(crystal.positions, abs=1e-5)
        assert frame.cell.array == pytest.approx(crystal.cell, abs=1e-5)
        assert frame.pbc.tolist() == [True, True, False]
        assert [ROLES.index(role) for role in frame.arrays["role"]] == crystal.truth.roles.tolist()
