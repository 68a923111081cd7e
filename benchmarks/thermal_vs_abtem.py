"""How long does a HAADF image take that is converged over vibration, ours and abTEM's?

    python benchmarks/thermal_vs_abtem.py [--crystals SrTiO3 Au] [--configurations 6]

3 × 3 cells, about 24 Å thick, 200 keV, 27 mrad, 100 to 150 mrad, against the mean over hundreds of
configurations that the tests keep (benchmarks/thermal_reference.py). Ours is asked for errors of
0.2, 0.1 and 0.05. abTEM makes its own frozen phonons and potential on the grid that the detector
needs, and on one --finer times finer, and scans one cell, which the image repeats; of its
configurations the error that each leaves and the one that stays are told apart, and the time to an
error follows. One thread, in this process, by turns; processor time.
"""

import argparse
import math
import warnings
from dataclasses import replace

from clock import ROOT, clocked

# isort: split
import ase
import numpy as np

from synthscope.haadf.convergence import thermal_mean
from synthscope.haadf.plan import prepare
from synthscope.haadf.settings import Phonons, StemSettings
from synthscope.multislice.assembly import evaluate
from synthscope.optics.constants import wavelength
from synthscope.optics.grids import grid_for

ENERGY, SEMIANGLE, DETECTOR, RMS = 200.0, 27.0, (100.0, 150.0), 0.055
CELLS, POINTS, ERRORS = 3, 20, (0.2, 0.1, 0.05)
SETTINGS = StemSettings(detectors_mrad=(DETECTOR,), phonons=Phonons(use_table=False))


def relative(image, exact):
    return float(np.sqrt(((image - exact) ** 2).mean()) / exact.mean())


def ours(specimen, error, seed, x, y):
    mean = thermal_mean(prepare(*specimen, replace(SETTINGS, error=error)), seed, "benchmark")
    return mean.image(x, y)[0, 0]


class Peer:
    """abTEM's probes over one cell of a crystal."""

    def __init__(self, specimen, finer):
        import abtem
        import dask

        dask.config.set(scheduler="synchronous")
        abtem.config.set({"precision": "float32", "fftw.threads": 1, "device": "cpu"})
        abtem.config.set({"diagnostics.progress_bar": False})
        numbers, positions, box = specimen
        self._abtem, self._cell = abtem, box[:2] / CELLS
        self._atoms = ase.Atoms(numbers, positions, cell=box, pbc=True)
        least = grid_for(box[:2], DETECTOR[1] + SEMIANGLE, wavelength(ENERGY))
        self._shape = tuple(finer * n for n in least.shape)

    def image(self, seed):
        """One frozen-phonon configuration's, (n, n) over a cell at the Nyquist rate."""
        phonons = self._abtem.FrozenPhonons(self._atoms, 1, RMS, seed=seed)
        potential = self._abtem.Potential(phonons, gpts=self._shape, slice_thickness=1.0)
        probe = self._abtem.Probe(energy=1e3 * ENERGY, semiangle_cutoff=SEMIANGLE)
        gpts = tuple(math.ceil(e * 4e-3 * SEMIANGLE / wavelength(ENERGY)) for e in self._cell)
        scan = self._abtem.GridScan(start=(0, 0), end=self._cell, gpts=gpts, endpoint=False)
        detector = self._abtem.AnnularDetector(*DETECTOR)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            measured = probe.scan(potential, scan=scan, detectors=detector, lazy=False)
        return np.asarray(measured.array).reshape(gpts)


def resampled(image):
    """A band-limited cell on `POINTS` points along each axis."""
    spectrum = np.fft.fft2(image) / image.size
    left, right = (
        np.exp(2j * np.pi * np.outer(np.arange(POINTS) / POINTS, np.fft.fftfreq(n, 1 / n)))
        for n in image.shape
    )
    return (left @ spectrum @ right.T).real


def compare(name, configurations, finer):
    stored = np.load(ROOT / "tests" / "haadf" / "thermal" / f"{name}.npz")
    specimen = tuple(stored[part] for part in ("numbers", "positions", "box"))
    x, y = (np.arange(CELLS * POINTS) / POINTS * e / CELLS for e in specimen[2][:2])
    whole = evaluate(stored["coefficients"], specimen[2][:2], x, y)
    exact = whole[:POINTS, :POINTS]
    peers = [Peer(specimen, times) for times in finer]
    images = [[] for _ in peers]
    seconds = [0.0 for _ in peers]
    mine = {error: [] for error in ERRORS}
    for seed in range(configurations):
        for error in ERRORS:
            image, t = clocked(ours, specimen, error, seed, x, y)
            mine[error].append((relative(image, whole), t))
        for number, peer in enumerate(peers):
            image, t = clocked(peer.image, seed)
            images[number].append(resampled(image))
            seconds[number] += t / configurations
    print(f"\n{name}; the reference's own error is {float(stored['error']):.4f}")
    times = {}
    for error, runs in mine.items():
        found, t = np.sqrt(np.mean([e**2 for e, _ in runs])), np.mean([t for _, t in runs])
        times[error] = t
        print(f"  ours, error asked {error:4g}: error {found:.3f}, {t:7.2f} CPU s")
    for times_finer, seen, t in zip(finer, map(np.array, images), seconds):
        scatter = np.sqrt(seen.var(0, ddof=1).mean()) / exact.mean()
        away = relative(seen.mean(0), exact) ** 2 - scatter**2 / len(seen)
        stays = math.sqrt(max(0.0, away))
        print(
            f"  abTEM, grid of {times_finer}: a configuration scatters by {scatter:.2f} in "
            f"{t:.1f} CPU s; {stays:.3f} stays"
        )
        for error in ERRORS:
            room = error**2 - stays**2
            if room <= 0:
                print(f"    to {error:4g}: never on this grid")
                continue
            count = math.ceil(scatter**2 / room)
            ratio = count * t / times[error]
            print(f"    to {error:4g}: {count} configurations, ours is {ratio:.0f} times as fast")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--crystals", nargs="+", default=["SrTiO3", "Au"])
    parser.add_argument("--configurations", type=int, default=6)
    parser.add_argument("--finer", nargs="+", type=int, default=[1, 2])
    options = parser.parse_args()
    for name in options.crystals:
        compare(name, options.configurations, options.finer)


if __name__ == "__main__":
    main()
