"""How much faster than abTEM is a HAADF image, at the same true error?

    python benchmarks/haadf_vs_abtem.py [--crystals SrTiO3 Au ...] [--quick] [--semiangle 20]

For each crystal: a field of about 25 Å (--quick: 15 Å), 25 Å thick, 200 keV, 100 to 150 mrad, one
configuration of frozen phonons; then the same crystal without phonons. Both programs get the same
atoms in the same slices, in single precision, one thread, in this process, by turns, and their
processor time is compared; ours includes making the potential. The error is the rms difference from
the exact image in a much wider band (plane waves, ours), over its mean. abTEM exponentiates the
potential on the grid of the waves: it gets the grid that the detector needs, and grids --finer
times finer. It runs PRISM without interpolation (or with that of --interpolation), and for the
static crystal a probe a position over one cell, at the Nyquist rate of the scan; its potential and
its interpolation to the final pixels are free.

The last lines say what part of the machine's own rates (its fastest FFT here, a large matrix
product) each of our stages attains.
"""

import argparse
import math
import warnings
from dataclasses import replace

from clock import ROOT, clocked, rates

# isort: split
import ase.io
import numpy as np

from synthscope.haadf.plan import prepare
from synthscope.haadf.settings import Phonons, StemSettings
from synthscope.haadf.spectrum import image_spectrum
from synthscope.multislice import interpolated
from synthscope.multislice.assembly import evaluate, position_grid
from synthscope.multislice.multislice import slice_specimen
from synthscope.optics.constants import wavelength
from synthscope.optics.grids import Grid, grid_for
from synthscope.optics.phonons import displaced
from synthscope.optics.potential import projected_slices

ENERGY, DETECTOR, SHAPE = 200.0, (100.0, 150.0), (256, 256)


def crystal(name, width, depth=25.0):
    """Numbers, positions and box of a cell, and its repeats to the field."""
    atoms = ase.io.read(ROOT / "resources" / "structures" / f"{name}.cif")
    box = np.diag(atoms.cell.array)
    if not np.allclose(atoms.cell.array, np.diag(box), atol=1e-3):
        raise SystemExit(f"{name}: its cell is not orthogonal; take another crystal")
    atoms.wrap(eps=1e-6)
    repeats = [max(round(width / e), math.ceil(14 / e)) for e in box]
    repeats[2] = max(1, round(depth / box[2]))
    return atoms.numbers, np.maximum(atoms.positions, 0), box, tuple(repeats)


def relative(image, exact):
    return float(np.sqrt(((image - exact) ** 2).mean()) / exact.mean())


class AbTem:
    """abTEM on one potential."""

    def __init__(self, potentials, steps, extent, semiangle):
        import abtem
        import dask

        dask.config.set(scheduler="synchronous")
        abtem.config.set(
            {
                "precision": "float32",
                "fft": "fftw",
                "fftw.threads": 1,
                "fftw.planning_effort": "FFTW_MEASURE",
                "diagnostics.progress_bar": False,
                "dask.chunk-size": "16 MB",
                "antialias.cutoff": 2 / 3 + 1e-6,  # pixels on the border stay, as ours do
                "antialias.taper": 1e-6,
                "device": "cpu",
            }
        )
        self.abtem, self.extent, self.semiangle = abtem, extent, semiangle
        self.potential = abtem.PotentialArray(potentials, slice_thickness=steps, extent=extent)
        self.detector = abtem.AnnularDetector(*DETECTOR)

    def scan(self, part=(1, 1)):
        wavelength = 0.0250793405
        step = wavelength / (4e-3 * self.semiangle)
        end = [e / n for e, n in zip(self.extent, part)]
        gpts = tuple(math.ceil(e / step) for e in end)
        return self.abtem.GridScan(start=(0, 0), end=end, gpts=gpts, endpoint=False)

    def prism(self, interpolation):
        matrix = self.abtem.SMatrix(
            semiangle_cutoff=self.semiangle,
            energy=1e3 * ENERGY,
            potential=self.potential,
            interpolation=interpolation,
        )
        if interpolation > 1:
            matrix = matrix.round_gpts_to_interpolation()
        ctf = self.abtem.CTF(semiangle_cutoff=self.semiangle, energy=1e3 * ENERGY, soft=False)
        return matrix.scan(scan=self.scan(), detectors=self.detector, lazy=False, ctf=ctf)

    def probes(self, part):
        probe = self.abtem.Probe(energy=1e3 * ENERGY, semiangle_cutoff=self.semiangle, soft=False)
        probe.grid.match(self.potential)
        return probe.scan(self.potential, scan=self.scan(part), detectors=self.detector, lazy=False)


def on_grid(image, shape, factor=1):
    """A band-limited image on `shape` points by Fourier interpolation, as abTEM does it."""
    spectrum = np.fft.fft2(np.asarray(image)) / image.size
    x, y = (np.arange(n) / n * factor for n in shape)
    kx, ky = (np.fft.fftfreq(n, 1 / n) for n in image.shape)
    left = np.exp(2j * np.pi * np.outer(x, kx))
    return (left @ spectrum @ np.exp(2j * np.pi * np.outer(ky, y))).real


def compare(name, width, semiangle, phonons, factors, finer, error):
    """Print one crystal's table; give back the speed ratio at the error asked for."""
    numbers, positions, box, repeats = crystal(name, width)
    settings = StemSettings(
        semiangle_mrad=semiangle,
        detectors_mrad=(DETECTOR,),
        phonons=Phonons(configurations=int(phonons), use_table=False),
        error=error,
        accept_laue_rings=True,
        memory_mb=8000,
    )
    arguments = (numbers, positions, box, settings, None, repeats)
    prepared = prepare(*arguments)
    x, y = (np.arange(n) * (e / n) for n, e in zip(SHAPE, prepared.field_A))
    moved = prepared.positions
    if phonons:
        moved = displaced(moved, prepared.rms, np.random.default_rng(1))
    amplitudes = prepared.lattice.amplitudes(settings.aberrations)
    sample = slice_specimen(prepared.gratings, moved, prepared.slices)
    wide = prepare(
        *arguments[:3], replace(settings, error=error / 20, method="exact"), *arguments[4:]
    )

    def ours():
        whole = prepare(*arguments)
        return evaluate(image_spectrum(whole, moved), whole.lattice.grid.extent, x, y)[0, 0]

    def exactly():
        return evaluate(image_spectrum(wide, moved), wide.lattice.grid.extent, x, y)[0, 0]

    exact, exact_seconds = clocked(exactly)
    ours()
    timed = [clocked(ours) for _ in range(3)]
    image, seconds = timed[0][0], min(t for _, t in timed)
    title = "frozen phonons" if phonons else "static"
    field = " × ".join(f"{e:.1f}" for e in prepared.field_A)
    print(
        f"\n{name}, {title}, {len(numbers)} atoms a cell, {field} × {prepared.slices.depth:.1f} Å"
    )
    print(f"  {prepared}")
    print(f"  {'':34}{'CPU s':>9}{'rms error':>12}{'ours is':>10}")

    def row(label, t, image):
        deviation = relative(image, exact)
        print(f"  {label:34}{t:9.2f}{deviation:12.1e}{t / seconds:9.1f}×", flush=True)
        return deviation

    row("ours, error asked " + f"{error:g}", seconds, image)
    row("ours, exact plane waves", exact_seconds, exact)
    rows = []
    least = grid_for(prepared.gratings.grid.extent, DETECTOR[1] + semiangle, wavelength(ENERGY))
    for times in finer:
        grid = Grid(tuple(times * n for n in least.shape), least.extent)
        rows += peers(prepared, moved, grid, semiangle, phonons, factors, repeats, row)
    good = [t for t, deviation in rows if deviation <= error]
    ratio = min(good) / seconds if good else float("nan")
    print(f"  at an error of {error:g} or less: {ratio:.0f} times as fast as abTEM's best")
    stages(prepared, sample, amplitudes)
    return ratio


def peers(prepared, moved, grid, semiangle, phonons, factors, repeats, row):
    """Time and error of abTEM's ways on one grid."""
    n, m = prepared.lattice.repeats
    cell = prepared.gratings
    potentials = projected_slices(cell.numbers, moved, grid, cell.slices)
    potentials = np.tile(potentials, (1, n, m))
    shape = "×".join(map(str, potentials.shape[1:]))
    count = len(prepared.slices)
    potentials = np.concatenate([potentials] * (count // len(potentials)))
    steps = prepared.slices.steps.tolist()
    steps[-1] += float(prepared.slices.planes[0])  # to the next period; no matter to intensities
    peer = AbTem(potentials, steps, prepared.field_A, semiangle)
    rows = []
    for factor in factors:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            measured, t = clocked(peer.prism, factor)
        found = on_grid(np.asarray(measured.array), SHAPE)
        rows.append((t, row(f"abTEM PRISM, interpolation {factor}, {shape}", t, found)))
    if not phonons:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            measured, t = clocked(peer.probes, repeats[:2])
        one = np.asarray(measured.array)
        xs, ys = (np.arange(s) * r / s for s, r in zip(SHAPE, repeats))
        kx, ky = (np.fft.fftfreq(s, 1 / s) for s in one.shape)
        series = np.fft.fft2(one) / one.size
        found = np.exp(2j * np.pi * np.outer(xs, kx)) @ series
        found = (found @ np.exp(2j * np.pi * np.outer(ky, ys))).real
        rows.append((t, row(f"abTEM, probes of one cell, {shape}", t, found)))
    return rows


def stages(prepared, sample, amplitudes):
    """What part of the machine's rates the stages attain."""
    plan, lattice = prepared.plan, prepared.lattice
    if plan is None:
        return
    fft_rate, gemm_rate = rates(lattice.grid.shape)
    _, t = clocked(interpolated.parent_amplitudes, sample, plan)
    size = lattice.grid.size
    transforms = len(plan.parents) * (2 * len(prepared.slices) - 1)
    work = transforms * 5 * size * math.log2(size)
    print(f"  parents: {t:5.2f} s, {work / t / fft_rate:4.0%} of the machine's FFT rate")
    _, whole = clocked(interpolated.interpolated_spectra, sample, plan, [amplitudes])
    t = max(whole - t, 1e-3)
    shape, width = position_grid(lattice), 2 * lattice.half[0] + 1
    pixels = products = 0
    for part in lattice.classes():
        pixels += len(part.pixels.x)
        products += 4 * len(part.pixels.x) * len(part.beams) * len(plan.parents)
    along_y, along_x = (math.log2(n) * 5 * shape[0] * shape[1] for n in reversed(shape))
    transforms = pixels * (along_y * width / shape[0] + along_x)
    bound = products / gemm_rate + transforms / fft_rate
    print(f"  image:   {t:5.2f} s, {bound / t:4.0%} of the machine's GEMM and FFT rates together")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--crystals", nargs="+", default=["SrTiO3", "Au", "CeO2", "Y3Al5O12"])
    parser.add_argument("--quick", action="store_true", help="fields of 15 Å")
    parser.add_argument("--semiangle", type=float, default=20.0, help="mrad")
    parser.add_argument("--error", type=float, default=0.01)
    parser.add_argument("--interpolation", nargs="*", type=int, default=[1])
    parser.add_argument("--finer", nargs="+", type=int, default=[1, 2])
    parser.add_argument("--only", choices=["phonons", "static"])
    options = parser.parse_args()
    width = 15.0 if options.quick else 25.0
    ratios = {}
    for name in options.crystals:
        for phonons in (True, False):
            if options.only in (None, "phonons" if phonons else "static"):
                ratios[name, phonons] = compare(
                    name,
                    width,
                    options.semiangle,
                    phonons,
                    options.interpolation,
                    options.finer,
                    options.error,
                )
    print()
    for (name, phonons), ratio in ratios.items():
        print(f"{name:12}{'frozen phonons' if phonons else 'static':16}{ratio:8.0f} times as fast")


if __name__ == "__main__":
    main()
