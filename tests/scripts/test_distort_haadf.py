"""Distorting takes the memory that it asks for, whatever the frames are."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from synthscope.haadf.checks import distorting_mb
from synthscope.haadf.series import Series
from synthscope.haadf.settings import HaadfSettings
from synthscope.haadf.simulations import Simulation, writing
from synthscope.settings.load import plain
from synthscope.structures.model import Crystal

SCRIPTS = Path(__file__).parents[2] / "scripts"
RUN = """
import json, runpy, sys
from types import SimpleNamespace
script, given = sys.argv[1], json.loads(sys.argv[2])
given = {k: SimpleNamespace(**v) if isinstance(v, dict) else v for k, v in given.items()}
runpy.run_path(script, {"snakemake": SimpleNamespace(**given)}, "__main__")
# not ru_maxrss, which a process takes over from the one that started it
print(int(open("/proc/self/status").read().partition("VmHWM:")[2].split()[0]) / 1000)
"""


@pytest.fixture
def peak_mb(tmp_path):
    """Run the script on a view of every specimen, as a process of its own."""

    def run(settings):
        crystal = Crystal("sb", "user", "", [51], [[0, 0, 0]], 3 * np.eye(3))
        (tmp_path / "structures.json").write_text(json.dumps([crystal.to_dict()]))
        pixels, layers = settings["pixels"], len(settings["thicknesses_A"]) + 1
        series = Series(
            np.random.default_rng(0).random((1, layers, 113, 113)) + 0j, (26, 26), (0, 0)
        )
        at = np.array([[3.0, 3, 1], [6, 9, 1]])
        with writing(tmp_path / "simulations.h5") as file:
            for run, level in ((0, "perfect"), (1, "perfect"), (1, "L1"), (1, "L2")):
                parameters = {
                    "sets": "targets" if run else "choices",
                    "structure_id": "sb",
                    "pixel_size_A": 26 / pixels,
                    "energy_keV": 200.0,
                    "semiangle_mrad": 27.0,
                    **settings["aberrations"],
                    "source_size_A": 0.0,
                    "tilt_mrad": np.zeros(2),
                    "potential": "lobato",
                    "detectors_mrad": np.array([[100.0, 150.0]]),
                    "thicknesses_A": np.arange(layers) + 1.0,
                    "shown_A": np.arange(layers) + 1.5,
                    "slice_A": 2.0,
                    "sampling_A": 0.05,
                    "phonon_configurations": 1,
                    "rms_displacements": "Sb 0.0904 element",
                    "numerical_error": 0.01,
                    "statistical_error": 0.2,
                    "seed": 1,
                }
                atoms = [51, 51], at, np.arange(2), np.zeros(2)
                file.add(Simulation("sb.000001", run, level, series, *atoms, parameters))
        given = {
            "rule": "distort_haadf",
            "input": {
                "simulations": str(tmp_path / "simulations.h5"),
                "structures": str(tmp_path / "structures.json"),
            },
            "output": [str(tmp_path / "haadf" / "shards" / "sb.csv")],
            "log": [str(tmp_path / "log")],
            "params": {
                "settings": settings,
                "seed": 1,
                "folder": str(tmp_path),
                "code": "c0dec0dec0de",
                "config_hash": "abcdefabcdef",
            },
        }
        done = subprocess.run(
            [sys.executable, "-c", RUN, str(SCRIPTS / "distort_haadf.py"), json.dumps(given)],
            env={"PYTHONPATH": str(SCRIPTS), "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"},
            capture_output=True,
            text=True,
            check=True,
        )
        return float(done.stdout)

    return run


@pytest.mark.parametrize("pixels, thicknesses", [(64, []), (1024, []), (1024, [1, 2, 3, 4, 5, 6])])
def test_distorting_takes_the_memory_that_it_asks_for(peak_mb, pixels, thicknesses):
    settings = HaadfSettings(
        pixels=pixels, files=("h5",), sets=("retrieval",), thicknesses_A=tuple(thicknesses)
    )
    asked = distorting_mb(settings, 16)
    assert asked / 5 < peak_mb(plain(settings)) < asked
