"""What a tilt series takes of memory is told before its job starts, and holds."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from synthscope.tomography.settings import TiltSeriesSettings
from synthscope.tomography.tilts.memory import tilt_memory_MB

SCRIPTS = Path(__file__).resolve().parents[3] / "scripts"
FEW = {"rows": 4, "angles": 60, "objects": 10, "angles_deg": (-60.0, 60.0)}
SMALL, LARGE = FEW | {"size": 32}, FEW | {"size": 1536}
MEASURE = """
import re, sys
from pathlib import Path
from synthscope.tomography.settings import TiltSeriesSettings
from synthscope.tomography.tilts.shard import write_tilts
for size in (32, 1536):
    settings = TiltSeriesSettings(**eval(sys.argv[1]) | {"size": size})
    list(write_tilts(settings, 1, 0, None, Path(sys.argv[2])))
    status = Path("/proc/self/status").read_text()
    print(int(re.search(r"VmHWM:\\s+(\\d+) kB", status)[1]) / 1000)
"""


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="Linux tells the peak there")
def test_a_large_tilt_series_takes_no_more_than_is_told(tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", MEASURE, repr(FEW), str(tmp_path)],
        env=os.environ | {"PYTHONPATH": str(SCRIPTS)},
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    small, large = map(float, done.stdout.split())
    told = tilt_memory_MB(TiltSeriesSettings(**LARGE))
    assert small < 1000  # which the rule asks for besides
    assert told / 4 < large - small < told


def test_memory_follows_the_size_and_the_reconstruction():
    small, large = (tilt_memory_MB(TiltSeriesSettings(**each)) for each in (SMALL, LARGE))
    without = TiltSeriesSettings.of({**LARGE, "tilt": {"reconstruction": "none"}})
    assert small < 2 < tilt_memory_MB(without) < large / 2
