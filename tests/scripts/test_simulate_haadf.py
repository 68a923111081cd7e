"""A view that cannot be imaged is left out with its reason, and all others are imaged."""

import csv
import json
import os
import runpy
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from tests.multislice.specimens import quick_settings

from synthscope.core.files import sha256
from synthscope.haadf import shard
from synthscope.haadf.retrieval import Choice, write_choices
from synthscope.haadf.simulations import reading
from synthscope.haadf.stages import simulation_settings
from synthscope.settings.load import plain
from synthscope.structures.model import Crystal

SCRIPT = Path(__file__).parents[2] / "scripts" / "simulate_haadf.py"
CUBIC = Crystal("cubic", "user", "", [51], [[0, 0, 0]], 3 * np.eye(3))
FLAT = Crystal("flat", "user", "", [79, 79], [[0, 0, 0], [3, 0, 1]])
BROAD = Crystal("broad", "user", "", [79, 79], [[0, 0, 0], [40, 0, 9]])
# No two vectors of this lattice are at right angles to each other and to c, nor nearly so.
OBLIQUE = Crystal(
    "oblique", "user", "", [51], [[0, 0, 0]], np.array([[3, 0, 0], [1.3, 2.9, 0], [0.9, 1.1, 3.3]])
)
SETS = {"general": ["general"], "retrieval": ["choices", "targets"]}
SPECIMENS = {"general": ["perfect"], "choices": ["perfect"], "targets": ["perfect", "L1"]}


@pytest.fixture
def simulated(tmp_path):
    """Run the script; give the sets of each view that was imaged, and the rows left out."""

    def run(crystals, choices=(), sets=("general",), specimens=SPECIMENS, **settings):
        structures, views = tmp_path / "structures.json", tmp_path / "views.csv"
        structures.write_text(json.dumps([crystal.to_dict() for crystal in crystals]))
        seen = [f"{c.id},000001" for c in crystals if c.cell is not None]
        views.write_text("\n".join(["structure_id,view", *seen, ""]))
        selection = tmp_path / "selection.csv"
        write_choices(choices, selection)
        asked = quick_settings(**{"pixels": 16, "error": 0.05} | settings)
        simulations, skipped_views = tmp_path / "simulations.h5", tmp_path / "skipped_views.csv"
        snakemake = SimpleNamespace(
            rule="simulate_haadf",
            input=SimpleNamespace(
                structures=structures, views=views, selection=[selection] if choices else []
            ),
            output=SimpleNamespace(simulations=simulations, skipped_views=skipped_views),
            log=[tmp_path / "log"],
            wildcards={"shard": "crystals"},
            params=SimpleNamespace(
                settings=plain(simulation_settings(asked)),
                specimens={name: specimens[name] for one in sets for name in SETS[one]},
                unfit="",
                lenses=1,
                seed=1,
                code="0",
            ),
        )
        runpy.run_path(str(SCRIPT), {"snakemake": snakemake}, "__main__")
        shown = {
            (one.view, one.run, one.specimen): one.parameters["sets"]
            for view in reading(simulations)
            for one in view
        }
        with open(skipped_views, newline="", encoding="utf-8") as file:
            return shown, list(csv.DictReader(file))

    return run


@pytest.fixture
def killed(simulated, monkeypatch):
    """Kill a job at its second view; the structures whose views were computed then and after."""
    real, seen = shard.simulate_view, []

    def killed_at_the_second(crystal, *rest):
        seen.append(crystal.id)
        if seen == ["cubic", "flat"]:
            raise KeyboardInterrupt
        return real(crystal, *rest)

    monkeypatch.setattr(shard, "simulate_view", killed_at_the_second)
    with pytest.raises(KeyboardInterrupt):
        simulated([CUBIC, FLAT])
    return seen


def test_a_killed_job_goes_on_with_the_view_that_it_was_at(simulated, killed, tmp_path):
    resumed = simulated([CUBIC, FLAT])
    assert killed == ["cubic", "flat", "flat"]
    # Time is told of what is left to do.
    told = (tmp_path / "log").read_text()
    assert "1 of 2 views were kept" in told and "view 1 of 1, flat" in told
    digest = sha256(tmp_path / "simulations.h5")
    assert simulated([CUBIC, FLAT]) == resumed
    assert killed[3:] == ["cubic", "flat"]
    assert sha256(tmp_path / "simulations.h5") == digest


def test_a_kept_view_that_is_damaged_is_made_again(simulated, killed, tmp_path):
    (part,) = (tmp_path / ".simulations.h5.kept").glob("[!.]*")
    part.write_bytes(part.read_bytes()[:100])
    simulated([CUBIC, FLAT])
    assert killed == ["cubic", "flat", "cubic", "flat"]


def test_views_are_kept_until_the_file_is_whole(simulated, monkeypatch, tmp_path):
    real = os.replace

    def full(source, target):
        if Path(target).name == "simulations.h5":
            raise OSError("no space left on device")
        real(source, target)

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(SystemExit, match="no space left"):
        simulated([CUBIC, FLAT])
    assert len(list((tmp_path / ".simulations.h5.kept").iterdir())) == 2


def test_what_was_kept_with_other_settings_is_not_taken(simulated, killed):
    simulated([CUBIC, FLAT], error=0.04)
    assert killed == ["cubic", "flat", "cubic", "flat"]


def test_a_specimen_thinner_than_a_thickness_leaves_the_others_alone(simulated):
    sets, skipped_views = simulated([CUBIC, FLAT], thicknesses_A=[5])
    assert set(sets) == {("cubic.000001", 0, "perfect")}
    assert [list(row.values()) for row in skipped_views] == [
        ["flat", "000001", "general", "thicknesses_A has 5, but the specimen is 1.00 Å thick"]
    ]


def test_a_cluster_wider_than_the_field_leaves_the_others_alone(simulated):
    sets, skipped_views = simulated([BROAD, CUBIC])
    assert set(sets) == {("cubic.000001", 0, "perfect")}
    assert [row["structure_id"] for row in skipped_views] == ["broad"]
    assert "field_A has to be at least 42" in skipped_views[0]["reason"]


def test_a_laue_ring_of_one_crystal_leaves_the_others_alone(simulated):
    static = {"phonons": {"configurations": 0}, "detectors_mrad": [[100, 140]]}
    sets, skipped_views = simulated([CUBIC, FLAT], **static)
    assert set(sets) == {("flat.000001", 0, "perfect")}
    assert [row["structure_id"] for row in skipped_views] == ["cubic"]
    assert "Laue ring" in skipped_views[0]["reason"]


def test_a_choice_without_an_orthogonal_cell_is_told_with_its_target(simulated):
    choices = [Choice("cubic", (0, 0, 1), True), Choice("oblique", (0, 0, 1), True)]
    sets, skipped_views = simulated(
        [CUBIC, OBLIQUE], choices, ["retrieval"], geometry="cell", cell_strain=0.0
    )
    assert sets == {
        ("cubic.000001", 0, "perfect"): "choices",
        ("cubic.000001", 1, "perfect"): "targets",
        ("cubic.000001", 1, "L1"): "targets",
    }
    assert [(row["structure_id"], row["set"]) for row in skipped_views] == [
        ("oblique", "choices"),
        ("oblique", "targets"),
    ]
    assert all("no orthogonal cell" in row["reason"] for row in skipped_views)


def test_an_impossible_defect_leaves_the_perfect_image_alone(simulated):
    lone = Crystal("lone", "user", "", [79], [[0, 0, 0]])
    sets, skipped_views = simulated([lone], specimens={"general": ["perfect"]})
    assert sets == {("lone.000001", 0, "perfect"): "general"} and skipped_views == []
    choices = [Choice("lone", (0, 0, 1), True)]
    sets, skipped_views = simulated([lone], choices, ["general", "retrieval"])
    assert sets == {("lone.000001", 0, "perfect"): "general choices"}
    assert [(row["set"], "only atom" in row["reason"]) for row in skipped_views] == [
        ("targets", True)
    ]


def test_a_target_goes_with_its_choice(simulated):
    lone = Crystal("lone", "user", "", [79], [[0, 0, 0]])
    shown = {"choices": ["perfect", "L1"], "targets": ["perfect"]}
    sets, skipped_views = simulated(
        [lone], [Choice("lone", (0, 0, 1), True)], ["retrieval"], specimens=shown
    )
    assert sets == {}
    assert [row["set"] for row in skipped_views] == ["choices", "targets"]
