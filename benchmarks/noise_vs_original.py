"""How much faster is the distortion model than the helper that the atomagined data set came with?

    python benchmarks/noise_vs_original.py --original PATH/STEMnoise.py [--image FILE.h5]

The original is helper/STEMnoise.py of github.com/MaterialEyes/atomagined; fetch it yourself, it is
not part of this project. It uses names that numpy has removed; they are put back for it alone.
Both run alternately on the same image in one process on one core; CPU time, medians.
"""

import argparse
import os
import statistics
import sys
import time
from pathlib import Path

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ[name] = "1"
sys.path.insert(0, str(Path(__file__).parent.parent / "scripts"))

import numpy as np  # noqa: E402

from synthscope.core.seeds import generator  # noqa: E402
from synthscope.haadf.conditions import conditions  # noqa: E402
from synthscope.haadf.noise import blurred, distort  # noqa: E402

SAMPLED = ("clean", "cnts2", "blbk1", "blbk2", "comb2")


def original(path: Path):
    """The original's function, with what it needs of old numpy."""
    import importlib.util

    np.int = int  # noqa: NPY001
    spec = importlib.util.spec_from_file_location("original", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.addSTEMnoise


def picture(path: Path | None) -> np.ndarray:
    """A 256 × 256 image: from an atomagined file, or spots on a grid."""
    if path:
        import h5py

        with h5py.File(path) as file:
            return file["haadf/raw"][:]
    y, x = np.mgrid[:256, :256] / 256 * 2 * np.pi * 9
    return 1e-3 + 0.05 * np.clip(np.cos(x) * np.cos(y), 0, 1) ** 4


def seconds(function, *arguments) -> float:
    start = time.process_time()
    function(*arguments)
    return time.process_time() - start


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--original", type=Path, help="helper/STEMnoise.py of atomagined")
    parser.add_argument("--image", type=Path, help="an atomagined h5 file; default: a drawn one")
    parser.add_argument("--repeats", type=int, default=5)
    options = parser.parse_args()
    raw = picture(options.image)
    theirs = original(options.original) if options.original else None
    known = conditions()
    for name in SAMPLED:
        setting = known[name].distortion
        numbers = (setting.blur_px, setting.counts, setting.scanline_px, setting.background)
        ours, slow, bare, again = [], [], [], generator(1, name)
        distort(raw, setting, again)
        for _ in range(options.repeats):
            ours += [seconds(distort, raw, setting, again) for _ in range(10)]
            mean = blurred(raw, setting) * setting.counts
            bare += [seconds(again.poisson, mean) for _ in range(10)]
            if theirs:
                slow.append(seconds(theirs, raw, *numbers))
        share = statistics.median(bare) / statistics.median(ours)
        line = f"{name}: drawing the Poisson numbers takes {share:.0%} of the time"
        if theirs:
            line += f"; {statistics.median(slow) / statistics.median(ours):.0f} times faster"
        print(line)


if __name__ == "__main__":
    main()
