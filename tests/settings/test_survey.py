"""More structures are planned than made, while there is time."""

import json
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest

from synthscope.core.usage import Usage
from synthscope.settings import survey as module
from synthscope.settings.model import Configuration
from synthscope.settings.survey import Survey, survey
from synthscope.settings.trial import Run, Trial
from synthscope.structures.model import Crystal
from synthscope.structures.symmetry.views import View, write_views

RUN = Run({}, Path("Snakefile"))
SETTINGS = Configuration(products=("haadf", "tomography"))
JOBS = [
    Usage("check_structures", {"shard": "all"}, 0.5, 1.0, 100),
    Usage("simulate_haadf", {"shard": "all"}, 1.0, 900.0, 100),
]
TRIAL = Trial(3, JOBS, [], ("s00", "s07"))


def crystal(name):
    return Crystal(name, "user", name, numbers=[29], positions=np.zeros((1, 3)), cell=np.eye(3))


@pytest.fixture
def subsets(tmp_path, monkeypatch):
    """How many sources were looked at; of three in four there is a structure with two views."""
    asked = []

    @contextmanager
    def made(run, count, *files):
        asked.append((count, *files))
        names = [f"s{k:02}" for k in range(count) if k % 4 != 3 or k == 7]
        (tmp_path / "structures").mkdir(exist_ok=True)
        structures = json.dumps([crystal(name).to_dict() for name in names])
        (tmp_path / "structures" / "all.json").write_text(structures)
        views = [View(name, uvw, (0, 0, 1)) for name in names for uvw in ((0, 0, 1), (0, 1, 1))]
        write_views(views, tmp_path / "views.csv")
        yield tmp_path, []

    monkeypatch.setattr(module, "subset_made", made)
    return asked


def planned(crystal, views, section, seed):
    assert section is SETTINGS.haadf and seed == SETTINGS.seed
    return [1.0 + k for k, _ in enumerate(views)]


def test_as_many_structures_are_planned_as_there_is_time_to_look_at(subsets):
    found = survey(RUN, SETTINGS, {"haadf": planned}, TRIAL, structures=1000, seconds=60)
    assert subsets == [(30, "views.csv")]  # a source took 0.5 s, and a quarter of the time is left
    assert len(found.works["haadf"]) == 24 and found.accepted == 24 / 30
    assert found.works["haadf"]["s07"] == [1.0, 2.0]
    assert found.structure_of["s00.000001"] == found.structure_of["s00"] == "s00"


def test_no_more_structures_are_planned_than_there_are(subsets):
    survey(RUN, SETTINGS, {"haadf": planned}, TRIAL, structures=8, seconds=1000)
    assert subsets == [(8, "views.csv")]


def test_what_was_made_is_planned_first_and_the_rest_while_time_is_left(subsets, monkeypatch):
    clock = iter(range(0, 1000, 10))
    monkeypatch.setattr(module, "processor_s", lambda: next(clock))
    found = survey(RUN, SETTINGS, {"haadf": planned}, TRIAL, structures=40, seconds=100)
    names = list(found.works["haadf"])
    assert names[:2] == ["s00", "s07"] and len(names) == 4  # 20 s, of a clock that ticks by 10
    assert found.accepted > 0.7  # of all that were looked at


def test_what_is_made_without_structures_is_not_planned(subsets):
    scans = Configuration(products=("tomography",))
    assert survey(RUN, scans, {"haadf": planned}, Trial(1, [], []), 0, 60) == Survey()
    assert subsets == []
