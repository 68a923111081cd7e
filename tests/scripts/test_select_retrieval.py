"""A view that cannot be imaged is not chosen; another takes its place."""

import json
import runpy
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from synthscope.haadf.retrieval import read_choices
from synthscope.haadf.settings import SimulationSettings
from synthscope.settings.load import checked, plain
from synthscope.structures.model import Crystal
from synthscope.structures.symmetry.views import encode

SCRIPT = Path(__file__).parents[2] / "scripts" / "select_retrieval.py"
CUBIC = Crystal("cubic", "user", "", [51], [[0, 0, 0]], 3 * np.eye(3))
# Orthogonal cells along b alone.
MONOCLINIC = Crystal(
    "mono", "user", "", [51], [[0, 0, 0]], np.array([[3, 0, 0], [0, 4, 0], [0.6, 0, 3.7]])
)
DIRECTIONS = [(0, 0, 1), (0, 1, 0), (1, 0, 1)]


@pytest.fixture
def selected(tmp_path):
    """Run the script on structures and counts; give what it chose and its log."""

    def run(crystals, counts, **settings):
        paths = [tmp_path / f"{crystal.id}.json" for crystal in crystals]
        for path, crystal in zip(paths, crystals):
            path.write_text(json.dumps([crystal.to_dict()]))
        catalog, views = tmp_path / "catalog.csv", tmp_path / "views.csv"
        rows = [f"{crystal.id},{crystal.id},accepted" for crystal in crystals]
        catalog.write_text("\n".join(["id,prototype,status", *rows, ""]))
        rows = [f"{crystal.id},{encode(uvw)}" for crystal in crystals for uvw in DIRECTIONS]
        views.write_text("\n".join(["structure_id,view", *rows, ""]))
        simulated = plain(checked(SimulationSettings, settings))
        levels = ["perfect", "L1"]
        snakemake = SimpleNamespace(
            rule="select_retrieval",
            input=SimpleNamespace(catalog=catalog, views=views, structures=paths),
            output=[tmp_path / "selection.csv"],
            log=[tmp_path / "log"],
            params=SimpleNamespace(
                settings=dict(zip(("prototypes", "views", "targets"), counts)),
                simulated=simulated,
                specimens={"choices": levels, "targets": levels},
                seed=1,
            ),
        )
        runpy.run_path(str(SCRIPT), {"snakemake": snakemake}, "__main__")
        return read_choices(tmp_path / "selection.csv"), (tmp_path / "log").read_text()

    return run


def test_only_views_with_an_orthogonal_cell_are_chosen(selected):
    strict = {"geometry": "cell", "cell_strain": 0.0}
    found, log = selected([MONOCLINIC], (1, 1, 1), **strict)
    assert [choice.uvw for choice in found] == [(0, 1, 0)]
    assert "mono.000001 is not chosen: structure mono along [0, 0, 1]: no orthogonal cell" in log


def test_another_structure_takes_the_place_of_one_that_has_too_few_views(selected):
    strict = {"geometry": "cell", "cell_strain": 0.0}
    found, _ = selected([CUBIC, MONOCLINIC], (1, 3, 2), **strict)
    assert {choice.structure_id for choice in found} == {"cubic"} and len(found) == 3


def test_what_physics_forbids_is_not_chosen(selected):
    static = {"phonons": {"configurations": 0}, "detectors_mrad": [[100, 111]]}
    found, _ = selected([CUBIC], (1, 2, 1), **static)
    assert [choice.uvw for choice in found] == [(0, 0, 1), (0, 1, 0)]
    with pytest.raises(SystemExit, match=r"only 0 prototypes have 3 .* Laue ring"):
        selected([CUBIC], (1, 3, 1), **static)


def test_counts_that_are_out_of_reach_end_the_run_with_a_reason(selected):
    with pytest.raises(SystemExit, match=r"only 0 prototypes .* thicknesses_A has 90"):
        selected([CUBIC], (1, 1, 1), thicknesses_A=[90])
