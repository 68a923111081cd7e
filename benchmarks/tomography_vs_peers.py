"""How much faster are stripe pairs than NoStripesNet's, on the same spheres, and in what memory?

    python benchmarks/tomography_vs_peers.py --tomophantom PATH --nostripesnet PATH [--size 256]

PATH are clones of github.com/dkazanc/TomoPhantom, its C library built (cmake, make), and of
github.com/dkazanc/NoStripesNet; fetch them yourself, they are not part of this project. No release
of the two fits the other: the simulator is run as it is, on the C library of TomoPhantom's head
and on those of its Python modules that it was written for, taken from the clone's history.

Both make sinograms of the same spheres in one process on one core, ours before and after theirs;
printed are ratios of CPU time (ours: the slower of the two runs, compiled code loaded before), the
difference of the projections, our peak memory at twice the size, and an estimate, from some rows,
of finding the stripes of a scan of 2160 × 1800 × 2560.
"""

import argparse
import contextlib
import ctypes.util
import io
import os
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

import numpy as np  # noqa: E402

from synthscope.core.seeds import generator  # noqa: E402
from synthscope.tomography.modes.rescale import Range, to_grey  # noqa: E402
from synthscope.tomography.names import shift_path, simple_path  # noqa: E402
from synthscope.tomography.settings import BeamSettings  # noqa: E402
from synthscope.tomography.simulation.beamline import Beamline  # noqa: E402
from synthscope.tomography.simulation.geometry import Geometry  # noqa: E402
from synthscope.tomography.simulation.phantom import random_spheres  # noqa: E402
from synthscope.tomography.simulation.projection import project  # noqa: E402
from synthscope.tomography.simulation.simple import simple_pairs, volume_range  # noqa: E402
from synthscope.tomography.stripes.mask_settings import MaskSettings  # noqa: E402
from synthscope.tomography.stripes.masks import stripe_masks  # noqa: E402
from synthscope.tomography.stripes.model import StripeModel  # noqa: E402
from synthscope.tomography.tiff import write_sinogram  # noqa: E402

# The last commit of TomoPhantom with the modules that NoStripesNet imports.
OLD = "6e3b949"
OLD_MODULES = ("supp/artifacts", "supp/speckle_routines", "randphant/generator")
SHIFTS = 5
SCAN = (2160, 1800, 2560)


def timed(function, *given):
    start = time.process_time()
    result = function(*given)
    return time.process_time() - start, result


# Ours -----------------------------------------------------------------------------------------


def our_spheres():
    return random_spheres(generator(1, "benchmark"), 300)


def our_simple(size, folder):
    spheres, geometry = our_spheres(), Geometry.of_size(size)
    over = volume_range(spheres, geometry)
    for pair in simple_pairs(spheres, geometry, StripeModel(), 1, 0, over, Range(0.0, 1.0)):
        if folder:
            write_sinogram(folder / simple_path(0, "clean", pair.row), pair.clean)
            write_sinogram(folder / simple_path(0, "stripe", pair.row), pair.stripe)


def our_complex(size, folder, shared_noise=True):
    settings = BeamSettings(shifts=SHIFTS, shared_noise=shared_noise)
    beam = Beamline(our_spheres(), Geometry.of_size(size), settings, 1, 0)
    over, shifts = beam.clean_range(), [None, *range(SHIFTS)]
    for seen in beam.views(shifts):
        grey = to_grey(beam.sinogram(seen.row, seen.counts, seen.shift), over)
        if folder:
            write_sinogram(folder / shift_path(0, seen.shift, seen.row), grey)


def our_masks():
    """Seconds for a detector row: the difference between twenty rows and eight."""
    settings, shape = MaskSettings(), (SCAN[1], SCAN[0], SCAN[2])
    data = np.random.default_rng(1).standard_normal((4, *SCAN[1:]), np.float32)
    data[2, :, 300:303] += 5
    seconds = []
    for rows in (1, 8, 20):
        found = stripe_masks(lambda row: data[row % 4], shape, settings, 0, rows)
        seconds.append(timed(lambda found=found: sum(mask.any() for _, mask in found))[0])
    return (seconds[2] - seconds[1]) / 12


# Theirs ---------------------------------------------------------------------------------------


def load_peers(tomophantom, nostripesnet):
    """NoStripesNet's simulator, with what it imports and nothing but."""
    library = next(tomophantom.rglob("libtomophantom.so"), None)
    if library is None:
        sys.exit(f"no libtomophantom.so below {tomophantom}; build it with cmake and make")
    find = ctypes.util.find_library
    ctypes.util.find_library = lambda n: str(library) if n == "tomophantom" else find(n)
    sys.path[:0] = [str(tomophantom), str(nostripesnet)]
    vars(np).setdefault("int", int)  # gone from numpy since
    from tomophantom import TomoP3D

    for path in OLD_MODULES:
        source = subprocess.run(
            ["git", "-C", tomophantom, "show", f"{OLD}:Wrappers/Python/tomophantom/{path}.py"],
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        package, name = path.split("/")
        parent = sys.modules.setdefault(f"tomophantom.{package}", types.ModuleType(package))
        module = types.ModuleType(f"tomophantom.{package}.{name}")
        setattr(parent, name, module)
        sys.modules[module.__name__] = module
        exec(compile(source, f"{path}.py", "exec"), module.__dict__)
    # What its other modules import and its simulator does not use.
    for name in ("torch", "tomobar", "tomobar.supp", "tomobar.supp.suppTools"):
        sys.modules.setdefault(name, types.ModuleType(name))
    torch = sys.modules["torch"]
    torch.float32, torch.device = None, lambda name: None
    sys.modules["tomobar.supp.suppTools"].normaliser = normaliser
    from simulator import data_simulator

    del sys.modules["torch"]  # scipy asks whether an array is one of its tensors
    return TomoP3D, data_simulator


def normaliser(data, flats, darks=None, log="true", method="mean"):
    """What ToMoBAR's function of that time does with these arguments."""
    flat = np.mean(flats, axis=1, dtype=np.float32)
    flat[flat <= 0] = 1
    out = data.astype(np.float32) / flat[:, None]
    out[out < 0] = 1
    positive = out > 0
    out[positive] = -np.log(out[positive])
    out[out < 0] = 0
    return out


def as_objects(TomoP3D, spheres):
    return [
        {
            "Obj": TomoP3D.Objects3D.ELLIPSOID,
            "C0": value,
            "x0": x,
            "y0": y,
            "z0": z,
            "a": radius,
            "b": radius,
            "c": radius,
            "phi1": 0.0,
        }
        for (x, y, z), radius, value in zip(spheres.centres, spheres.radii, spheres.values)
    ]


def quietly(function, *given, **named):
    with contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return function(*given, **named)


# Together -------------------------------------------------------------------------------------


def compare(tomophantom, nostripesnet, size):
    TomoP3D, simulator = load_peers(tomophantom, nostripesnet)
    spheres, geometry = our_spheres(), Geometry.of_size(size)
    objects = as_objects(TomoP3D, spheres)
    # The same spheres for the whole simulator, in place of its own draw; it keeps its rendering.
    simulator.foam3D = lambda *a, **k: (TomoP3D.Object(size, objects), objects)
    project(spheres, Geometry.of_size(16))

    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        (folder / "clean").mkdir()
        (folder / "stripe").mkdir()
        for shift in range(SHIFTS):
            (folder / f"shift{shift:02d}").mkdir()

        def ours():
            return {
                "projection": timed(project, spheres, geometry)[0],
                "simple": timed(our_simple, size, folder)[0],
                "complex": timed(our_complex, size, folder)[0],
                "complex, own noise": timed(our_complex, size, folder, False)[0],
            }

        before = ours()
        alone, theirs = timed(
            TomoP3D.ObjectSino, size, geometry.columns, size, geometry.angles_deg, objects
        )
        # Theirs is in single precision: the greatest difference is where rays graze a sphere.
        difference = np.abs(project(spheres, geometry) - theirs) / theirs.max()
        apart = difference.mean(), difference.max()
        del theirs, difference
        clean = str(folder / "clean")
        made, volume = timed(
            lambda: quietly(simulator.generateSample, size, 300, output_path=clean, sampleNo=0)
        )
        striped, _ = timed(
            lambda: quietly(simulator.simulateStripes, volume, output_path=str(folder), sampleNo=0)
        )
        flats, _ = timed(
            lambda: quietly(
                simulator.simulateFlats,
                volume,
                size,
                shifted_positions_no=SHIFTS,
                output_path=str(folder),
                sampleNo=0,
            )
        )
        after = ours()
    peers = {
        "projection": alone,
        "simple": made + striped,
        "complex": made + flats,
        "complex, own noise": made + flats,
    }
    print(f"N = {size}, {len(spheres)} spheres, CPU time of theirs over ours:")
    labels = (
        "projection (TomoPhantom)",
        "simple mode, files written",
        f"complex mode, {SHIFTS} shifts, files written",
        "the same, each view with noise of its own",
    )
    for label, name in zip(labels, peers):
        print(f"  {label:42s} {peers[name] / max(before[name], after[name]):6.0f}")
    print(
        f"  projections differ by {apart[0]:.0e} of the maximum in the mean, {apart[1]:.0e} at most"
    )


def peak_MB():
    """This program's peak memory; ru_maxrss would be the parent's, where that had more."""
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def memory(size):
    """Peak memory of simple and of complex mode in a process of their own, MB."""
    code = (
        "import runpy\n"
        f"m = runpy.run_path({str(Path(__file__))!r}, run_name='benchmark')\n"
        f"m['our_simple']({size}, None); m['our_complex']({size}, None)\n"
        "print(m['peak_MB']())"
    )
    run = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    return float(run.stdout)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--tomophantom", type=Path, help="clone with its C library built")
    parser.add_argument("--nostripesnet", type=Path, help="clone")
    parser.add_argument("--size", type=int, default=256)
    parser.add_argument("--memory-size", type=int, default=512, help="0 leaves it out")
    given = parser.parse_args()
    if given.tomophantom and given.nostripesnet:
        compare(given.tomophantom.resolve(), given.nostripesnet.resolve(), given.size)
    else:
        print("without --tomophantom and --nostripesnet there is nothing to compare with")
    if given.memory_size:
        print(f"memory at N = {given.memory_size}: {memory(given.memory_size):.0f} MB")
    minutes = our_masks() * SCAN[0] / 60
    print(f"masks of a scan of {SCAN[0]} rows, estimated: {minutes:.1f} minutes of one core")


if __name__ == "__main__":
    main()
