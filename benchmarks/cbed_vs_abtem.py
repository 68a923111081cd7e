"""How fast are CBED patterns beside abTEM, on the same atoms, grid, slices and thickness?

One core, CPU time, both in this process, in turns. Transmission functions are free of aliasing
here, and exponentials of the potential on the grid there: some of the difference is theirs. Three
questions:

* the mean over positions of a static crystal: plane waves of the aperture on one period of the
  lattice here, 64 probes on the large cell there;
* one probe on a crystal in thermal motion, where both are bound by the Fourier transform: with
  transmissions that are new in every slice, each takes two transforms to band-limit one and two to
  send the wave on. SciPy's, taken here, give the same bits in every run. abTEM's FFTW chooses its
  own by timing them: they need a third less time, and another choice gives other last bits;
* the mean over positions in thermal motion, as data sets have it: one cell of 20 Å here, 16 probes
  on the large cell there.

Run: python benchmarks/cbed_vs_abtem.py [--thickness 54] [--rounds 2]
"""

import argparse
import os
import resource
import sys
import time
from pathlib import Path

for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "NUMBA_NUM_THREADS"):
    os.environ[variable] = "1"
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "scripts"))

import abtem  # noqa: E402
import ase.build  # noqa: E402
import dask  # noqa: E402
import numpy as np  # noqa: E402
import scipy.fft  # noqa: E402
from abtem.core.axes import OrdinalAxis  # noqa: E402

from synthscope.cbed.pattern import PatternGrid  # noqa: E402
from synthscope.cbed.probes import Box  # noqa: E402
from synthscope.cbed.simulate import Conditions, simulate  # noqa: E402
from synthscope.core.seeds import generator  # noqa: E402
from synthscope.optics.bandlimit import band_limit  # noqa: E402
from synthscope.optics.grids import Grid  # noqa: E402
from synthscope.optics.phonons import displaced  # noqa: E402
from synthscope.optics.potential import projected_slices  # noqa: E402
from synthscope.optics.slicing import equal_slices  # noqa: E402
from synthscope.structures.model import Atoms, Crystal  # noqa: E402
from synthscope.structures.symmetry.zone_axes import lattice_direction  # noqa: E402

ENERGY, ANGLE, CELLS, PIXELS = 100.0, 3.0, 16, 32
EDGE = 5.431


def silicon() -> Crystal:
    bulk = ase.build.bulk("Si", "diamond", a=EDGE, cubic=True)
    return Crystal(
        id="Si",
        source="ase",
        name="silicon",
        numbers=bulk.numbers,
        positions=bulk.positions,
        cell=bulk.cell.array,
    )


def square_cell(crystal: Crystal):
    """The cell as the [001] beam sees it: x and y of the axis' basis, which are cube edges."""
    basis = lattice_direction(crystal, (0, 0, 1)).basis
    positions = crystal.positions @ basis.T
    return positions - np.floor(positions / EDGE + 1e-9) * EDGE


def timed(function):
    start = time.process_time()
    result = function()
    return time.process_time() - start, result


def own_potential(structure: ase.Atoms, size: int):
    """The potential that abTEM makes of atoms, on a square of `size` pixels."""
    return abtem.Potential(
        structure,
        gpts=(size, size),
        slice_thickness=EDGE / 4,
        parametrization="lobato",
        projection="infinite",
    ).build(lazy=False)


def their_potential(slices: np.ndarray, steps: np.ndarray, extent: float):
    return abtem.PotentialArray(
        slices.astype(np.float32), slice_thickness=tuple(steps), extent=(extent, extent)
    )


def their_probe(extent: float, size: int):
    """abTEM's probe with this project's aperture, so that the patterns can be compared."""
    conditions = Conditions(ENERGY, ANGLE)
    k = np.fft.fftfreq(size, extent / size)
    weight = conditions.probe.intensity(k[:, None], k[None, :], 1 / extent)
    return np.sqrt(weight).astype(np.complex64)


def waves_at(amplitude: np.ndarray, places: np.ndarray, extent: float):
    k = np.fft.fftfreq(len(amplitude), extent / len(amplitude))
    phases = [np.exp(-2j * np.pi * (k[:, None] * x + k[None, :] * y)) for x, y in places]
    array = np.fft.ifft2(amplitude * np.array(phases)) * amplitude.size
    return array.astype(np.complex64)


def through(potential, waves: np.ndarray, extent: float) -> np.ndarray:
    """The mean pattern, in the order of the transform; in batches as a user would choose them."""
    total = 0.0
    for start in range(0, len(waves), 8):
        part = abtem.Waves(
            waves[start : start + 8],
            energy=1e3 * ENERGY,
            extent=(extent, extent),
            ensemble_axes_metadata=[
                OrdinalAxis(values=tuple(range(len(waves[start : start + 8]))))
            ],
        )
        out = part.multislice(potential).array
        total = total + (np.abs(scipy.fft.fft2(out) / out.shape[-1] ** 2) ** 2).sum(axis=0)
    return total / len(waves)


def mean_of_static(crystal: Crystal, thickness: float, rounds: int) -> None:
    extent, size = CELLS * EDGE, CELLS * PIXELS
    grid = Grid((PIXELS, PIXELS), (EDGE, EDGE))
    atoms = square_cell(crystal)
    slices = equal_slices(atoms[:, 2] + EDGE / 8, EDGE, EDGE / 4)
    cell = projected_slices(crystal.numbers, atoms, grid, slices)
    repeats = round(thickness / EDGE)
    limit = band_limit(grid)
    pattern = PatternGrid(size, 1 / extent)
    axis = lattice_direction(crystal, (0, 0, 1))
    conditions = Conditions(
        ENERGY, ANGLE, (repeats * EDGE - 0.1,), "static", limit=limit, slice_A=1.0
    )
    amplitude = their_probe(extent, size)
    places = np.stack(np.meshgrid(*[np.arange(8) * extent / 16] * 2), -1).reshape(-1, 2)
    ours = theirs = np.inf
    for _ in range(rounds):
        seconds, a = timed(lambda: simulate(crystal, axis, conditions, pattern)[0])
        ours = min(ours, seconds)

        def peer():
            tiled = np.tile(cell, (repeats, CELLS, CELLS))
            potential = their_potential(tiled, np.full(4 * repeats, EDGE / 4), extent)
            return through(potential, waves_at(amplitude, places, extent), extent)

        seconds, b = timed(peer)
        theirs = min(theirs, seconds)
    b = np.fft.fftshift(b).T
    print(
        f"mean over positions, static Si [001], {repeats * EDGE:.0f} Å, {size}²: "
        f"{theirs / ours:.0f} times as fast as 64 probes of abTEM; "
        f"relative difference {np.linalg.norm(a - b) / np.linalg.norm(b):.1e} (rms), "
        f"{np.abs(a - b).sum() / b.sum():.1e} (sum)"
    )


def mean_in_motion(crystal: Crystal, thickness: float) -> None:
    """Other atoms than abTEM's, so nothing to compare but the time: one configuration each."""
    size, extent = CELLS * PIXELS, CELLS * EDGE
    grid = Grid((size, size), (extent, extent))
    axis = lattice_direction(crystal, (0, 0, 1))
    conditions = Conditions(ENERGY, ANGLE, (thickness,), limit=band_limit(grid), slice_A=EDGE / 4)
    pattern = PatternGrid(size, 1 / extent)
    amplitude = their_probe(extent, size)
    places = np.stack(np.meshgrid(*[np.arange(4) * extent / 8] * 2), -1).reshape(-1, 2)
    structure = ase.Atoms("Si8", positions=square_cell(crystal), cell=[EDGE] * 3)
    structure = structure * (CELLS, CELLS, round(thickness / EDGE))
    structure.positions += np.random.default_rng(1).normal(0, 0.07, (len(structure), 3))
    structure.wrap()

    def peer():
        return through(own_potential(structure, size), waves_at(amplitude, places, extent), extent)

    ours, _ = timed(
        lambda: simulate(crystal, axis, conditions, pattern, lambda i: generator(1, "mean", i))
    )
    theirs, _ = timed(peer)
    print(
        f"mean over positions, one phonon configuration, {size}²: {theirs / ours:.1f} times as "
        f"fast as {len(places)} probes of abTEM"
    )


def one_probe_in_motion(crystal: Crystal, thickness: float, rounds: int) -> None:
    size, repeats = CELLS * PIXELS, round(thickness / EDGE)
    extent = CELLS * EDGE
    cell = square_cell(crystal)
    shifts = np.stack(
        np.meshgrid(np.arange(CELLS), np.arange(CELLS), np.arange(repeats), indexing="ij"), -1
    ).reshape(-1, 1, 3)
    rest = (cell + EDGE * shifts).reshape(-1, 3)
    numbers = np.full(len(rest), 14)
    atoms = Atoms(numbers, rest, (extent, extent, repeats * EDGE))
    limit = band_limit(Grid((size, size), (extent, extent)))
    box = Box(atoms, ENERGY, limit, 1.0)
    pattern = PatternGrid(size, 1 / extent)
    conditions = Conditions(ENERGY, ANGLE)
    amplitude = their_probe(extent, size)
    fourier = np.zeros(box.grid.shape, np.complex64)
    best = {"here": np.inf, "abTEM": np.inf, "abTEM, our potential": np.inf, "transforms": np.inf}

    def note(name, function):
        seconds, result = timed(function)
        best[name] = min(best[name], seconds)
        return result

    def peer(potential):
        return through(potential, waves_at(amplitude, np.full((1, 2), extent / 2), extent), extent)

    def transforms():
        for _ in range(len(box.slices)):
            scipy.fft.ifft2(scipy.fft.fft2(fourier, overwrite_x=True), overwrite_x=True)

    for i in range(rounds):
        moved = displaced(rest, np.full(len(rest), 0.07), generator(1, "benchmark", i))
        a = note(
            "here",
            lambda moved=moved: box.patterns(
                moved, conditions.probe, np.zeros((1, 2)), [thickness], pattern
            )[0],
        )
        slices = projected_slices(numbers, moved, box.grid, box.slices)
        steps = np.full(len(slices), EDGE / 4)
        b = note(
            "abTEM, our potential",
            lambda slices=slices, steps=steps: peer(their_potential(slices, steps, extent)),
        )
        structure = ase.Atoms(numbers, positions=moved, cell=[extent, extent, repeats * EDGE])
        structure.wrap()
        note(
            "abTEM",
            lambda structure=structure: peer(own_potential(structure, size)),
        )
        note("transforms", transforms)
    b = np.fft.fftshift(b).T
    part = a[: len(b), : len(b)]
    print(
        f"one probe, one phonon configuration, {len(box.slices)} slices, {box.grid.shape[0]}²: "
        f"{best['abTEM'] / best['here']:.1f} times as fast as abTEM with its own potential, "
        f"{best['abTEM, our potential'] / best['here']:.2f} times when the potential is given to "
        f"it for nothing; {best['here'] / best['transforms']:.2f} times the bare Fourier "
        f"transforms; relative difference {np.linalg.norm(part - b) / np.linalg.norm(b):.1e} (rms)"
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--thickness", type=float, default=54.31, help="Å")
    parser.add_argument("--rounds", type=int, default=2)
    chosen = parser.parse_args()
    abtem.config.set(
        {
            "fft": "fftw",
            "precision": "float32",
            "diagnostics.progress_bar": False,
            "fftw.planning_effort": "FFTW_MEASURE",
            "fftw.threads": 1,
        }
    )
    dask.config.set(scheduler="synchronous")
    subject = silicon()
    one_probe_in_motion(subject, chosen.thickness, chosen.rounds)
    mean_in_motion(subject, chosen.thickness)
    mean_of_static(subject, chosen.thickness, chosen.rounds)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    print(f"largest memory of the whole run, abTEM's included: {peak:.1f} GiB")
