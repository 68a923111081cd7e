"""What a simulated sample takes of memory is told before its job starts, and holds."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from synthscope.tomography.settings import SimulationSettings
from synthscope.tomography.simulation.memory import simulation_memory_MB

SCRIPTS = Path(__file__).resolve().parents[3] / "scripts"
FEW = {"size": 724, "objects": 5, "shifts": 1, "flats_number": 2}
LONG = FEW | {"rows": 18, "angles": 700, "columns": 1200}
TALL = FEW | {"rows": 1000, "angles": 2, "columns": 3000}
MEASURE = """
import re, sys
from pathlib import Path
from synthscope.tomography.settings import SimulationSettings
from synthscope.tomography.shard import write_sample
for rows in (1, None):
    given = eval(sys.argv[1])
    given |= {"rows": rows, "angles": 2, "columns": 40} if rows else {}
    list(write_sample(sys.argv[2], SimulationSettings(**given), 1, 0, None, Path(sys.argv[3])))
    status = Path("/proc/self/status").read_text()
    print(int(re.search(r"VmHWM:\\s+(\\d+) kB", status)[1]) / 1000)
"""


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="Linux tells the peak there")
@pytest.mark.parametrize(
    ("mode", "given"), [("complex", LONG), ("simple", LONG), ("complex", TALL)]
)
def test_a_large_sample_takes_no_more_than_is_told(tmp_path, mode, given):
    done = subprocess.run(
        [sys.executable, "-c", MEASURE, repr(given), mode, str(tmp_path)],
        env=os.environ | {"PYTHONPATH": str(SCRIPTS)},
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    small, large = map(float, done.stdout.split())
    told = simulation_memory_MB(SimulationSettings(**given))
    assert small < 1000  # which the rule asks for besides
    assert told / 4 < large - small < told


def test_memory_follows_the_angles_the_detector_and_what_is_held():
    small = simulation_memory_MB(SimulationSettings(**FEW | {"rows": 4}))
    for more in (
        {"rows": 2000},
        {"rows": 4, "angles": 3000},
        {"rows": 100, "legacy_noise": True},
        {"rows": 4, "shifts": 100, "shift_step": 20},
    ):
        assert simulation_memory_MB(SimulationSettings(**FEW | more)) > 1.2 * small
    blurred = SimulationSettings.of(FEW | {"rows": 4, "artefacts": {"blur": {"core_px": 1.0}}})
    assert simulation_memory_MB(blurred) > 1.2 * small
