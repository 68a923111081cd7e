"""A part of a data set is made where nothing else stands, and nothing of it stays."""

import json
import os
import signal
import time
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from synthscope.core.errors import InputError
from synthscope.core.usage import FOLDER, Usage
from synthscope.dataset.key.table import write_table
from synthscope.settings import trial
from synthscope.structures.model import Crystal

CONFIG = {"dataset": "mine", "package": {"published": date(2026, 5, 1)}}
RUN = trial.Run(CONFIG, Path("Snakefile"))
NEEDED = {"sha256": "0" * 64, "code_hash": "c0dec0dec0de", "config_hash": "abcdefabcdef", "seed": 1}

CUBIC = Crystal("cubic", "user", "x", numbers=[29], positions=np.zeros((1, 3)), cell=np.eye(3))


@pytest.fixture
def runs(tmp_path, monkeypatch):
    """Instead of Snakemake: gives the configurations that it was started with.

    Each structure takes 2 s; with fewer than `runs.least` of them a job fails.
    """

    class Runs(list):
        least, interrupted = 1, False

    made = Runs()

    def run(command, environment):
        config = json.loads(Path(command[command.index("--configfile") + 1]).read_text())
        made.append(config)
        results, count = Path("results") / config["dataset"], config["subset"]
        Path("logs", config["dataset"]).mkdir(parents=True)
        usage = Usage("render_gaussian", {"shard": "a"}, 1.0, 2.0 * count, 100)
        Path(environment[FOLDER], "1.json").write_text(json.dumps(vars(usage)))
        if made.interrupted:
            signal.raise_signal(signal.SIGTERM)
        if count < made.least:
            said = "write_key: no image could be made\n"
            return True, f"[Fri]\n{said}Error in rule write_key:\n{said}Shutting down\n"
        cells = {"filename": "gaussian/a.npz", "product": "gaussian", "bytes": 1, "n_images": 1}
        write_table([cells | NEEDED], results / "key.csv")
        return False, ""

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(trial, "_run", run)
    for name in ("mine", "mine-estimate"):
        for place in ("results", "logs"):
            Path(place, name).mkdir(parents=True)
            Path(place, name, "kept").write_text("a user's")
    return made


def left():
    return {path.as_posix() for path in Path().rglob("*") if path.is_file()}


def test_a_second_part_has_as_many_structures_as_there_is_time_for(runs):
    before = left()
    found = trial.measure(RUN, structures=40, seconds=27)
    assert [one.count for one in found] == [3, 10]  # the first three took 7 s
    assert [len(one.rows) for one in found] == [1, 1]
    assert left() == before
    assert len({config["dataset"] for config in runs} | {"mine", "mine-estimate"}) == 4
    assert runs[0]["package"] == {"published": "2026-05-01"}


def test_labels_and_training_files_and_structures_are_told(runs, monkeypatch):
    def run(*arguments):
        results = Path("results") / runs.made(*arguments)["dataset"]
        for name, text in {"labels/coco/a.json": "12", "training/zarr/a.zip": "123"}.items():
            (results / name).parent.mkdir(parents=True)
            (results / name).write_text(text)
        (results / "structures").mkdir()
        (results / "structures" / "a.json").write_text(json.dumps([CUBIC.to_dict()]))
        return False, ""

    made = trial._run
    runs.made = lambda *arguments: (made(*arguments), runs[-1])[1]
    monkeypatch.setattr(trial, "_run", run)
    (found,) = trial.measure(RUN, structures=3, seconds=1)
    assert found.delivered == (2, 3) and found.structures == ("cubic",)


def test_more_structures_are_tried_where_nothing_can_be_made_of_the_first(runs):
    runs.least = 10
    assert [one.count for one in trial.measure(RUN, 40, 10)] == [12]
    runs.least, before = 100, left()
    with pytest.raises(InputError, match=r"^40 .* made: write_key: no image could be made$"):
        trial.measure(RUN, structures=40, seconds=1000)
    assert [config["subset"] for config in runs] == [3, 12, 3, 12, 40]
    assert left() == before


def test_an_estimate_that_is_ended_leaves_nothing_behind(runs):
    runs.interrupted, before = True, left()
    with pytest.raises(SystemExit):
        trial.measure(RUN, structures=40, seconds=27)
    assert left() == before and len(list(Path("results").iterdir())) == 2
    assert signal.getsignal(signal.SIGTERM) is signal.SIG_DFL


def test_what_is_interrupted_ends_with_its_jobs(tmp_path):
    def interrupt(*_):
        raise KeyboardInterrupt

    before, note = signal.signal(signal.SIGALRM, interrupt), tmp_path / "pid"
    signal.alarm(2)
    try:
        with pytest.raises(KeyboardInterrupt):
            trial._run(["sh", "-c", f"sleep 60 & echo $! > {note}; wait"], os.environ)
    finally:
        signal.signal(signal.SIGALRM, before)
    state = Path("/proc", note.read_text().strip(), "stat")
    for _ in range(100):  # a killed process takes a moment on a busy machine
        if ended := not state.exists() or state.read_text().split()[2] == "Z":
            break
        time.sleep(0.1)
    assert ended
