"""How fast are CBED patterns beside abTEM, on the same atoms, grid, slices and thickness?

One core, CPU time, both in this process, in turns. Three questions:

* one probe on a crystal in thermal motion, of silicon and of gold: two transforms send a wave
  through a slice, and what else it costs is the transmission function. Its error is that against a
  band twice as wide. abTEM gets our potential for nothing on finer and finer grids, so that times
  can be compared at equal error, and makes its own on two of them. SciPy's transforms, taken here,
  give the same bits in every run; abTEM's FFTW chooses its own by timing them: they need a third
  less time, and another choice gives other last bits;
* the mean over positions in thermal motion, as data sets have it: one cell of 20 Å here, 16 probes
  on the large cell there;
* the mean over positions of a static crystal: plane waves of the aperture on one period of the
  lattice here, 64 probes on the large cell there.

Run: python benchmarks/cbed_vs_abtem.py [--thickness 54] [--rounds 2]
"""

import argparse
import resource
from functools import partial

from clock import clocked

# isort: split
import abtem
import ase.build
import dask
import numpy as np
import scipy.fft
from abtem.core.axes import OrdinalAxis

from synthscope.cbed.conditions import Conditions
from synthscope.cbed.pattern import PatternGrid
from synthscope.cbed.probes import Box
from synthscope.cbed.settings import Motion
from synthscope.cbed.simulate import probe_of, simulate
from synthscope.core.seeds import generator
from synthscope.optics.bandlimit import band_limit
from synthscope.optics.constants import wavelength
from synthscope.optics.grids import Grid
from synthscope.optics.phonons import displaced
from synthscope.optics.potential import projected_slices
from synthscope.optics.slicing import equal_slices
from synthscope.structures.model import Atoms, Crystal
from synthscope.structures.symmetry.zone_axes import lattice_direction

ENERGY, ANGLE, CELLS, PIXELS = 100.0, 3.0, 16, 32
EDGE = 5.431
FINER = (512, 576, 640, 768, 1024)
"""Pixels of the grids that abTEM gets our potential on."""


def cubic(symbol: str, kind: str) -> Crystal:
    """A crystal of this element whose cubic cell has the edge that all have here."""
    bulk = ase.build.bulk(symbol, kind, a=EDGE, cubic=True)
    return Crystal(
        id=symbol,
        source="ase",
        name=symbol,
        numbers=bulk.numbers,
        positions=bulk.positions,
        cell=bulk.cell.array,
    )


def square_cell(crystal: Crystal):
    """The cell as the [001] beam sees it: x and y of the axis' basis, which are cube edges."""
    basis = lattice_direction(crystal, (0, 0, 1)).basis
    positions = crystal.positions @ basis.T
    return positions - np.floor(positions / EDGE + 1e-9) * EDGE


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
    conditions = Conditions(energy_keV=ENERGY, semiangle_mrad=ANGLE)
    k = np.fft.fftfreq(size, extent / size)
    weight = probe_of(conditions).intensity(k[:, None], k[None, :], 1 / extent)
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
        energy_keV=ENERGY,
        semiangle_mrad=ANGLE,
        thicknesses_A=(repeats * EDGE - 0.1,),
        motion=Motion(kind="static"),
        band_limit_per_A=limit,
    )
    amplitude = their_probe(extent, size)
    places = np.stack(np.meshgrid(*[np.arange(8) * extent / 16] * 2), -1).reshape(-1, 2)
    ours = theirs = np.inf
    for _ in range(rounds):
        a, seconds = clocked(lambda: simulate(crystal, axis, conditions, pattern)[0])
        ours = min(ours, seconds)

        def peer():
            tiled = np.tile(cell, (repeats, CELLS, CELLS))
            potential = their_potential(tiled, np.full(4 * repeats, EDGE / 4), extent)
            return through(potential, waves_at(amplitude, places, extent), extent)

        b, seconds = clocked(peer)
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
    conditions = Conditions(
        energy_keV=ENERGY,
        semiangle_mrad=ANGLE,
        thicknesses_A=(thickness,),
        band_limit_per_A=band_limit(grid),
        slice_A=EDGE / 4,
    )
    pattern = PatternGrid(size, 1 / extent)
    amplitude = their_probe(extent, size)
    places = np.stack(np.meshgrid(*[np.arange(4) * extent / 8] * 2), -1).reshape(-1, 2)
    structure = ase.Atoms("Si8", positions=square_cell(crystal), cell=[EDGE] * 3)
    structure = structure * (CELLS, CELLS, round(thickness / EDGE))
    structure.positions += np.random.default_rng(1).normal(0, 0.07, (len(structure), 3))
    structure.wrap()

    def peer():
        return through(own_potential(structure, size), waves_at(amplitude, places, extent), extent)

    _, ours = clocked(
        lambda: simulate(crystal, axis, conditions, pattern, lambda i: generator(1, "mean", i))
    )
    _, theirs = clocked(peer)
    print(
        f"mean over positions, one phonon configuration, {size}²: {theirs / ours:.1f} times as "
        f"fast as {len(places)} probes of abTEM"
    )


def one_probe_in_motion(crystal: Crystal, thickness: float, rounds: int) -> None:
    """Times and true errors: against a band twice as wide on a grid that is finer still."""
    size, repeats = CELLS * PIXELS, round(thickness / EDGE)
    extent = CELLS * EDGE
    cell = square_cell(crystal)
    shifts = np.stack(
        np.meshgrid(np.arange(CELLS), np.arange(CELLS), np.arange(repeats), indexing="ij"), -1
    ).reshape(-1, 1, 3)
    rest = (cell + EDGE * shifts).reshape(-1, 3)
    rest[:, 2] += EDGE / 8  # into the middle of abTEM's slices: no atom may leave its own
    numbers = np.tile(crystal.numbers, len(shifts))
    atoms = Atoms(numbers, rest, (extent, extent, repeats * EDGE))
    limit = band_limit(Grid((size, size), (extent, extent)))
    box, wide = (Box(atoms, ENERGY, n * limit, 1.0) for n in (1, 2))
    pattern = PatternGrid(size, 1 / extent)
    conditions = Conditions(energy_keV=ENERGY, semiangle_mrad=ANGLE)
    fourier = np.zeros(box.grid.shape, np.complex64)
    best, patterns = {}, {}

    def note(name, function):
        patterns[name], seconds = clocked(function)
        best[name] = min(best.get(name, np.inf), seconds)

    def ours(moved, box):
        places = np.zeros((1, 2))
        return box.patterns(moved, probe_of(conditions), places, [thickness], pattern)[0]

    def peer(potential, size):
        amplitude = their_probe(extent, size)
        waves = waves_at(amplitude, np.full((1, 2), extent / 2), extent)
        return cut(np.fft.fftshift(through(potential, waves, extent)).T, pattern.size)

    def alone(structure, size):
        return peer(own_potential(structure, size), size)

    def transforms():
        for _ in range(len(box.slices)):
            scipy.fft.ifft2(scipy.fft.fft2(fourier, overwrite_x=True), overwrite_x=True)

    for i in range(rounds):
        moved = displaced(rest, np.full(len(rest), 0.07), generator(1, "benchmark", i))
        structure = ase.Atoms(numbers, positions=moved, cell=[extent, extent, repeats * EDGE])
        structure.wrap()
        note("here", partial(ours, moved, box))
        for n in FINER:
            grid = Grid((n, n), (extent, extent))
            given = projected_slices(numbers, moved, grid, box.slices)
            given = their_potential(given, np.full(len(given), EDGE / 4), extent)
            note(f"abTEM, {n}², our potential for nothing", partial(peer, given, n))
        for finer in (1, 2):
            n = finer * size
            note(f"abTEM, {n}²", partial(alone, structure, n))
        note("bare transforms", transforms)
    del patterns["bare transforms"]
    truth = ours(moved, wide)
    k = np.hypot(*np.meshgrid(*[np.arange(pattern.size) - pattern.size // 2] * 2)) * pattern.pixel
    high = (k > 1.2 / wavelength(ENERGY) * ANGLE * 1e-3) & (k < 0.95 * limit)
    print(f"one probe, one phonon configuration, {crystal.name}, {len(box.slices)} slices")
    print(f"{'':44}CPU, ours 1   rms error, all   outside the disc")
    for name, seconds in best.items():
        line = f"  {name:42}{seconds / best['here']:11.2f}"
        if name in patterns:
            errors = (relative(patterns[name][m], truth[m]) for m in (k < 0.95 * limit, high))
            line += "".join(f"{e:17.1e}" for e in errors)
        print(line, flush=True)


def cut(pattern: np.ndarray, size: int) -> np.ndarray:
    """The middle of a pattern whose pixels are as wide as those asked for."""
    start = pattern.shape[0] // 2 - size // 2
    return pattern[start : start + size, start : start + size]


def relative(found: np.ndarray, truth: np.ndarray) -> float:
    return float(np.linalg.norm(found - truth) / np.linalg.norm(truth))


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
    subject = cubic("Si", "diamond")
    one_probe_in_motion(subject, chosen.thickness, chosen.rounds)
    one_probe_in_motion(cubic("Au", "fcc"), chosen.thickness, chosen.rounds)
    mean_in_motion(subject, chosen.thickness)
    mean_of_static(subject, chosen.thickness, chosen.rounds)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    print(f"largest memory of the whole run, abTEM's included: {peak:.1f} GiB")
