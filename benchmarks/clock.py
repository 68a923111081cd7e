"""Processor time of a call on one core, and the best that the machine does: import before numpy."""

import math
import os
import sys
import time
from pathlib import Path

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS"):
    os.environ[name] = "1"

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "scripts"))

import numpy as np  # noqa: E402
import scipy.fft  # noqa: E402


def clocked(function, *arguments):
    """What a function gives, and the processor time that it takes, s."""
    start = time.process_time()
    result = function(*arguments)
    return result, time.process_time() - start


def rates(shape):
    """The fastest FFT of this shape and the fastest matrix product found here, flop/s."""
    array = np.random.default_rng(0).normal(size=shape).astype(np.complex64)
    runs = [lambda: scipy.fft.fft2(array)]
    try:
        import pyfftw

        buffer = pyfftw.empty_aligned(shape, "complex64")
        plan = pyfftw.FFTW(buffer, buffer, axes=(0, 1), flags=("FFTW_MEASURE",))
        buffer[:] = array
        runs.append(plan.execute)
    except ImportError:
        pass
    work = 5 * array.size * math.log2(array.size)
    fft = max(work / min(clocked(run)[1] for _ in range(20)) for run in runs)
    square = np.random.default_rng(0).normal(size=(1500, 1500)).astype(np.float32)
    gemm = 2 * 1500**3 / min(clocked(np.matmul, square, square)[1] for _ in range(5))
    return fft, gemm
