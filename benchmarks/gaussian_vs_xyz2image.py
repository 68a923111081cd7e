"""How much faster are Gaussian renderings than those of xyz2image, and how near to the limit?

    python benchmarks/gaussian_vs_xyz2image.py --original PATH/xyz2image.py [--quick]

The original is xyz2image.py of github.com/hentr/xyz2image; fetch it yourself, it is not part of
this project. Both draw the same clusters with the same parameters (σ 0.4 Å, padding 0.3 Å, 8 bits),
alternately, in one process on one core; printed are ratios of CPU time an image (medians), of peak
memory, and of the multiply-adds of our inner loop to the rate of the machine's matrix product.
"""

import argparse
import contextlib
import importlib.util
import io
import os
import statistics
import subprocess
import sys
import tempfile
import time
import types
import warnings
from pathlib import Path

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS"):
    os.environ[name] = "1"
sys.path.insert(0, str(Path(__file__).parent.parent / "scripts"))

import ase.io  # noqa: E402
import numpy as np  # noqa: E402
from ase.cluster import Icosahedron  # noqa: E402

from synthscope.gaussian.kernels import draw_2d  # noqa: E402
from synthscope.gaussian.stacks import Frame, Stack, write_stack  # noqa: E402
from synthscope.gaussian.style import Style  # noqa: E402

SHELLS = {"Au55": 3, "Au147": 4, "Au309": 5, "Au561": 6}
DEFAULT = ("coordinates_3d", "delta_3d", "gaussian_2d")
COMPATIBLE = {"snap": True, "saturate": True, "boundary": "reflect"}


def load_original(path: Path) -> types.ModuleType:
    """The original as a module; nothing of it is changed but its parameters."""
    spec = importlib.util.spec_from_file_location("xyz2image", path)
    module = importlib.util.module_from_spec(spec)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        spec.loader.exec_module(module)
    return module


def run_original(module, name: str, edge: int, outputs, count: int, save: bool) -> float:
    """CPU seconds for `count` images; without `save` the arrays are made but not written."""
    chosen = module.P
    chosen.edgesize, chosen.n_rotation, chosen.output_folder = edge, count, "original"
    chosen.output_types = {key: key in outputs for key in chosen.output_types}
    keep = np.savez_compressed
    if not save:
        np.savez_compressed = lambda *_, **__: None
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            start = time.process_time()
            module.xyz2image(f"{name}.xyz")
            return time.process_time() - start
    finally:
        np.savez_compressed = keep


def stack_of(name: str, edge: int, count: int, **style) -> Stack:
    atoms = Icosahedron("Au", SHELLS[name])
    frame = Frame(name, atoms.numbers, atoms.positions)
    return Stack([frame], Style(edge_px=edge, padding_A=0.3, **style), 1, 0, count)


def run_ours(stack: Stack, outputs, save: bool) -> float:
    start = time.process_time()
    if save:
        write_stack(stack, outputs, Path("ours"), len(stack))
    else:
        for output in outputs:
            for _ in stack.rendered(output):
                pass
    return time.process_time() - start


def ratio(module, name, edge, outputs, counts, save, repeats, **style) -> float:
    """CPU time an image, the original's to ours."""
    stack = stack_of(name, edge, counts[1], **style)
    run_ours(stack_of(name, edge, 2, **style), outputs, save)  # compiles
    run_original(module, name, edge, outputs, 2, save)
    pairs = []
    for _ in range(repeats):
        theirs = run_original(module, name, edge, outputs, counts[0], save) / counts[0]
        pairs.append(theirs / (run_ours(stack, outputs, save) / counts[1]))
    return statistics.median(pairs)


def gemm_rate(repeats: int = 5) -> float:
    """Multiply-adds a second of a single-precision matrix product of 512 × 512."""
    a = np.ones((512, 512), np.float32)
    times = []
    for _ in range(repeats):
        start = time.process_time()
        for _ in range(8):
            a @ a
        times.append((time.process_time() - start) / 8)
    return 512**3 / min(times)


def limit(name: str, edge: int, repeats: int) -> tuple[float, float, float]:
    """Pixels that an atom reaches, multiply-adds a second, and their share of the product's."""
    stack = stack_of(name, edge, 128)
    (one, turned), *_ = stack.chunks(1)
    framed = stack.framed(one, turned)
    sigmas = stack.style.sigma_A / framed.pixel_size_A
    images = np.empty((len(sigmas), edge, edge), np.float32)
    weights = np.ones((1, stack.atoms))
    done = np.sum((2 * (4 * sigmas + 0.5).astype(int) + 1) ** 2) * stack.atoms
    times = []
    for _ in range(repeats + 1):
        start = time.process_time()
        draw_2d(framed.coordinates, weights, sigmas, 4.0, False, images)
        times.append(time.process_time() - start)
    rate = done / min(times)
    return done / stack.atoms / len(sigmas), rate, gemm_rate() / rate


def peak_memory(who: str, original: Path, count: int) -> float:
    """Peak resident size in MB of a process of its own with the default outputs at 80 px."""
    given = [sys.executable, __file__, "--original", str(original), "--memory", who, str(count)]
    done = subprocess.run(given, capture_output=True, text=True, check=True)
    return float(done.stdout.split()[-1])


def only_memory(who: str, original: Path, count: int) -> None:
    ase.io.write("Au147.xyz", Icosahedron("Au", 4))
    if who == "ours":
        run_ours(stack_of("Au147", 80, count), DEFAULT, True)
    else:
        run_original(load_original(original), "Au147", 80, DEFAULT, count, True)
    # Not ru_maxrss, which a process begins with that of its parent.
    status = Path("/proc/self/status").read_text()
    print(int(status.split("VmHWM:")[1].split()[0]) / 1024)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--original", type=Path, required=True, help="xyz2image.py")
    parser.add_argument("--quick", action="store_true", help="two clusters, fewer repeats")
    parser.add_argument("--memory", nargs=2, help=argparse.SUPPRESS)
    given = parser.parse_args()
    original = given.original.resolve()
    if original.is_dir():
        original /= "xyz2image.py"
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        if given.memory:
            only_memory(given.memory[0], original, int(given.memory[1]))
        else:
            compare(original, given.quick)
        os.chdir("/")


def compare(original: Path, quick: bool) -> None:
    repeats = 2 if quick else 5
    names = ("Au147", "Au561") if quick else tuple(SHELLS)
    module = load_original(original)
    for name in names:
        ase.io.write(f"{name}.xyz", Icosahedron("Au", SHELLS[name]))
    print("times faster than xyz2image, CPU time an image on one core")
    print("cluster edge  image alone  as xyz2image  image+file  default+file")
    for name in names:
        for edge in (80, 128):
            few = (48, 96) if edge == 80 else (12, 48)
            many = (384, 2048) if edge == 80 else (128, 1024)
            columns = [
                ratio(module, name, edge, ["gaussian_2d"], many, False, repeats),
                ratio(module, name, edge, ["gaussian_2d"], many, False, repeats, **COMPATIBLE),
                ratio(module, name, edge, ["gaussian_2d"], many, True, repeats),
                ratio(module, name, edge, DEFAULT, few, True, repeats),
            ]
            numbers = "".join(f"{value:12.1f}" for value in columns)
            print(f"{name:7s} {edge:4d} {numbers}", flush=True)
    print("\ninner loop: pixels an atom reaches, 10⁹ multiply-adds a second, and how many")
    print("multiply-adds of a matrix product take as long as one of ours")
    for name in names:
        for edge in (80, 128):
            pixels, rate, share = limit(name, edge, repeats)
            print(f"{name:7s} {edge:4d} {pixels:8.0f} {rate / 1e9:8.2f} {share:8.1f}")
    print("\npeak memory, default outputs and file of Au147 at 80 px, MB")
    for who, counts in (("original", (64, 128, 256)), ("ours", (64, 256, 2048))):
        sizes = ", ".join(f"{peak_memory(who, original, n):.0f} for {n}" for n in counts)
        print(f"{who:9s} {sizes} rotations", flush=True)


if __name__ == "__main__":
    main()
