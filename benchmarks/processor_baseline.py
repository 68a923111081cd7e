"""What does it cost to hold jobs to x86-64-v3, whatever the processor has beyond it?

    python benchmarks/processor_baseline.py

Each kind of work runs in processes of its own, held and free by turns; processor time of the work
alone, medians. "Free" takes OpenBLAS's kernels for AVX-512 where NumPy finds AVX-512; on other
processors all ratios are 1.
"""

import os
import statistics
import subprocess
import sys
from pathlib import Path

SCRIPTS = Path(__file__).resolve().parents[1] / "scripts"
sys.path.insert(0, str(SCRIPTS))

from synthscope.core.processor import numpy_features, pinned  # noqa: E402

ROUNDS = 5
TIMED = """
import time
work(0)
start = time.process_time()
for number in range(1, 4):
    work(number)
print(time.process_time() - start)
"""
WORK = {
    "HAADF image, SrTiO3, one phonon configuration": """
import numpy as np
from synthscope.haadf.image import simulate
from synthscope.haadf.settings import Phonons, StemSettings
settings = StemSettings(phonons=Phonons(configurations=1))
numbers, box = np.array([38, 22, 8, 8, 8]), np.full(3, 3.905)
basis = 3.905 * np.array([[0, 0, 0], [0.5, 0.5, 0.5], [0.5, 0.5, 0], [0.5, 0, 0.5], [0, 0.5, 0.5]])
def work(number):
    simulate(numbers, basis, box, settings, number, shape=(64, 64), repeats=(4, 4, 6))
""",
    "distortion of an image of 1024 px": """
import numpy as np
from scipy import ndimage
image = np.random.default_rng(1).random((1024, 1024))
def work(number):
    rng = np.random.default_rng(number)
    rng.poisson(400 * ndimage.gaussian_filter(image, 1.5))
""",
    "matrix products, exponentials and sorts alone": """
import numpy as np
values = np.random.default_rng(1).random((900, 900), np.float32)
def work(number):
    for _ in range(8):
        values @ values
        np.exp(values)
        np.sort(values, axis=1)
""",
}


def seconds(code: str, held: bool) -> float:
    """Processor time of the work in a process of its own."""
    environment = {**os.environ, "PYTHONPATH": str(SCRIPTS)}
    environment |= dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1")
    features = numpy_features()
    if held:
        environment |= pinned({}, features)
    elif features.get("X86_V4"):
        environment["OPENBLAS_CORETYPE"] = "SkylakeX"
    command = [sys.executable, "-W", "ignore", "-c", code + TIMED]
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=True)
    return float(done.stdout)


def main():
    print("held / free")
    for name, code in WORK.items():
        pairs = [(seconds(code, True), seconds(code, False)) for _ in range(ROUNDS)]
        ratios = [held / free for held, free in pairs]
        print(f"{statistics.median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f})  {name}")


if __name__ == "__main__":
    main()
