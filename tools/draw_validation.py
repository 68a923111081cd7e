"""Draw the figures of docs/physics.md: what is computed here beside what others compute.

make validation
"""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "scripts"), str(ROOT)]

import abtem  # noqa: E402
import ase.build  # noqa: E402
import ase.cluster  # noqa: E402
import matplotlib  # noqa: E402
import numpy as np  # noqa: E402
import scipy.fft  # noqa: E402
import scipy.ndimage  # noqa: E402
import scipy.spatial  # noqa: E402

matplotlib.use("Agg")
import matplotlib.pyplot as plt  # noqa: E402
from tests.multislice.beside_abtem import (  # noqa: E402
    QUIET,
    collected_by_abtem,
    collected_here,
)
from tests.multislice.specimens import (  # noqa: E402
    TITANATE_A,
    repeated,
    strontium_titanate,
)

from synthscope.cbed.conditions import Conditions  # noqa: E402
from synthscope.cbed.pattern import PatternGrid  # noqa: E402
from synthscope.cbed.settings import Motion  # noqa: E402
from synthscope.cbed.simulate import probe_of, simulate  # noqa: E402
from synthscope.gaussian.frame import frame  # noqa: E402
from synthscope.gaussian.render import intensities  # noqa: E402
from synthscope.gaussian.style import Style  # noqa: E402
from synthscope.optics.scattering import scattering_factor  # noqa: E402
from synthscope.structures.model import Crystal  # noqa: E402
from synthscope.structures.symmetry.zone_axes import plane_normal  # noqa: E402
from synthscope.tomography.simulation.geometry import Geometry  # noqa: E402
from synthscope.tomography.simulation.phantom import Spheres  # noqa: E402
from synthscope.tomography.simulation.projection import project  # noqa: E402

FOLDER = ROOT / "docs" / "validation"
SI_A = 5.431


def scattering_factors() -> float:
    """The factors of four elements beside abTEM's; the greatest relative difference."""
    k = np.linspace(0.01, 4, 400)
    figure, (above, below) = plt.subplots(2, 1, sharex=True, figsize=(6, 4.5), height_ratios=(3, 1))
    most = 0.0
    for number, symbol in ((6, "C"), (14, "Si"), (29, "Cu"), (79, "Au")):
        ours = scattering_factor(number, k**2)
        theirs = abtem.parametrizations.LobatoParametrization().scattering_factor(symbol)(k**2)
        (line,) = above.semilogy(k, ours, lw=1, label=symbol)
        above.semilogy(k[::20], theirs[::20], "o", ms=3, color=line.get_color())
        below.plot(k, 1e6 * (ours / theirs - 1), lw=1)
        most = max(most, float(np.abs(ours / theirs - 1).max()))
    above.set_ylabel("$f_e$ (Å)")
    above.legend(title="line: here, points: abTEM")
    below.set(xlabel="k (1/Å)", ylabel="difference (1e-6)")
    _save(figure, "scattering_factors")
    return most


def haadf() -> tuple[float, float]:
    """A line across a cell of SrTiO3 beside abTEM on our grid and on one three times finer.

    The greatest differences, in units of the brightest point.
    """
    atoms = repeated(*strontium_titanate(), (3, 3, 5))
    places = np.linspace(0, TITANATE_A, 17)[:, None] * [1, 1]
    given = *atoms, TITANATE_A / 2, places, [(100, 150)]
    ours, grid = collected_here(*given)
    along = np.hypot(*places.T)
    figure, axes = plt.subplots(figsize=(6, 3.6))
    axes.plot(along, ours[0], "k-", lw=1, label="here")
    apart = []
    for finer, style in ((1, "C1x"), (3, "C0o")):
        theirs = collected_by_abtem(*given, tuple(finer * n for n in grid.shape))
        label = "abTEM, same grid" if finer == 1 else f"abTEM, grid {finer} times finer"
        axes.plot(along, theirs[0], style, ms=4, fillstyle="none", label=label)
        apart.append(float(np.abs(ours - theirs).max() / ours.max()))
    axes.set(xlabel="from Sr over Ti to Sr (Å)", ylabel="fraction of the beam, 100–150 mrad")
    axes.legend()
    _save(figure, "haadf")
    return apart[0], apart[1]


def cbed() -> float:
    """A pattern of silicon beside abTEM's on a finer grid; the rms difference over the rms."""
    cells, pixels, repeats, finer, angle = 8, 36, 6, 3, 4.0
    bulk = ase.build.bulk("Si", "diamond", a=SI_A, cubic=True)
    crystal = Crystal("Si", "ase", "Si", bulk.numbers, bulk.positions, bulk.cell.array)
    axis = plane_normal(crystal, (0, 0, 1))
    pattern = PatternGrid(cells * pixels, 1 / (cells * SI_A))
    still = Motion(kind="debye_waller", default_rms_A=1e-3, use_table=False)
    taken = Conditions(
        energy_keV=100,
        semiangle_mrad=angle,
        thicknesses_A=(repeats * SI_A - 0.1,),
        motion=still,
        band_limit_per_A=pixels / SI_A / 3,
    )
    ours = simulate(crystal, axis, taken, pattern)[0]
    shown = ase.Atoms(numbers=bulk.numbers, positions=bulk.positions @ axis.basis.T)
    shown.cell, shown.pbc = [SI_A] * 3, True
    shown.wrap()
    size, extent = finer * cells * pixels, cells * SI_A
    k = np.fft.fftfreq(size, extent / size)
    amplitude = np.sqrt(probe_of(taken).intensity(k[:, None], k[None, :], 1 / extent))
    with abtem.config.set(QUIET):
        potential = abtem.Potential(
            shown.repeat((cells, cells, repeats)),
            gpts=(size, size),
            slice_thickness=SI_A / 4,
            parametrization="lobato",
            projection="infinite",
        )
        total = 0.0
        for x, y in (np.arange(16)[:, None] // [4, 1] % 4 + 0.5) * SI_A / 8:
            phase = np.exp(-2j * np.pi * (k[:, None] * x + k[None, :] * y))
            array = (np.fft.ifft2(amplitude * phase) * size**2).astype(np.complex64)
            waves = abtem.Waves(array, energy=100e3, extent=(extent, extent))
            out = waves.multislice(potential).array
            total = total + np.abs(scipy.fft.fft2(out) / size**2) ** 2 / 16
    first = (size - cells * pixels) // 2
    theirs = np.fft.fftshift(total)[first:-first, first:-first].T
    figure, axes = plt.subplots(1, 3, figsize=(9, 3.2), width_ratios=(1, 1, 1.27))
    part = slice(len(ours) // 2 - 40, len(ours) // 2 + 41)
    top = ours.max() ** 0.25
    for one, (title, image) in zip(axes, (("here", ours), ("abTEM", theirs))):
        one.imshow(np.maximum(image, 0)[part, part] ** 0.25, vmax=top, cmap="gray")
        one.set_title(f"{title}, fourth root")
    widest = np.abs(ours - theirs).max()
    shown_difference = axes[2].imshow(
        (ours - theirs)[part, part] / ours.max(),
        cmap="RdBu",
        vmin=-widest / ours.max(),
        vmax=widest / ours.max(),
    )
    axes[2].set_title("difference / brightest")
    figure.colorbar(shown_difference, ax=axes[2])
    for one in axes:
        one.set_axis_off()
    _save(figure, "cbed")
    return float(np.linalg.norm(ours - theirs) / np.linalg.norm(theirs))


def sinogram() -> float:
    """Spheres seen by a detector beside rays followed in small steps; the rms difference."""
    random = np.random.default_rng(4)
    spheres = Spheres(
        random.uniform(-0.5, 0.5, (12, 3)) * [1, 1, 0.3],
        random.uniform(0.1, 0.25, 12),
        random.uniform(0.2, 1, 12),
    )
    geometry = Geometry(size=64, rows=64, columns=90, angles=90)
    row = 32
    ours = project(spheres, geometry, row, row + 1)[0]
    across, along = geometry.centres(spheres.centres)
    v, u = geometry.along(row), geometry.across(np.arange(geometry.columns))
    steps = np.linspace(-0.3, 0.3, 3001)  # from the point of the ray next to a sphere's centre
    voxels = (steps[1] - steps[0]) * geometry.size / 2
    theirs = np.zeros_like(ours)
    for n, (radius, value) in enumerate(zip(spheres.radii, spheres.values)):
        flat = (u[None, :] - across[n][:, None]) ** 2 + (v - along[n]) ** 2
        for a in range(geometry.angles):
            inside = flat[a][:, None] + steps**2 < radius**2
            theirs[a] += value * voxels * inside.sum(axis=1)
    figure, axes = plt.subplots(1, 2, figsize=(8, 3.2))
    axes[0].imshow(ours, cmap="gray", aspect="auto")
    axes[0].set(title="sinogram, closed form", xlabel="column (px)", ylabel="projection")
    axes[1].plot(ours[30], "k-", lw=1, label="closed form")
    axes[1].plot(theirs[30], "C0o", ms=3, fillstyle="none", label="steps along the ray")
    axes[1].set(title="projection 30", xlabel="column (px)")
    _legend_above(axes[1])
    _save(figure, "sinogram")
    return float(np.sqrt(((ours - theirs) ** 2).mean()) / ours.max())


def gaussian() -> float:
    """A gold particle beside its atoms marked on a fine grid and blurred; the rms difference."""
    finer, style = 31, Style(edge_px=128, cutoff_sigma=8.0)
    atoms = ase.cluster.Icosahedron("Au", 4)
    turned = scipy.spatial.transform.Rotation.from_euler("zyx", (20, 35, 50), degrees=True)
    framed = frame(atoms.positions, turned.as_matrix()[None], style.edge_px, style.padding_A)
    ours = intensities("gaussian_2d", framed, atoms.numbers, style)[0]
    marked = np.zeros((finer * style.edge_px,) * 2)
    fine = np.rint(finer * (framed.coordinates[0, :, :2] + 0.5) - 0.5).astype(int)
    np.add.at(marked, tuple(fine.T), 1)
    width = finer * style.sigma_A / framed.pixel_size_A[0]
    blurred = scipy.ndimage.gaussian_filter(marked, width, mode="constant", truncate=8)
    theirs = 2 * np.pi * width**2 * blurred[finer // 2 :: finer, finer // 2 :: finer]
    row = int(np.argmax(ours.max(axis=1)))
    figure, axes = plt.subplots(1, 2, figsize=(8, 3.2))
    axes[0].imshow(ours, cmap="gray")
    axes[0].axhline(row, color="C1", lw=0.5)
    axes[0].set(title="rendering", xlabel="column (px)", ylabel="row (px)")
    axes[1].plot(ours[row], "k-", lw=1, label="here")
    axes[1].plot(theirs[row], "C0o", ms=3, fillstyle="none", label="marked and blurred")
    axes[1].set(title=f"row {row}", xlabel="column (px)", ylabel="peaks of an atom")
    _legend_above(axes[1])
    _save(figure, "gaussian")
    return float(np.sqrt(((ours - theirs) ** 2).mean()) / ours.max())


def _legend_above(axes: plt.Axes) -> None:
    """A legend over the curves, none of which it hides."""
    low, high = axes.get_ylim()
    axes.set_ylim(low, high + 0.2 * (high - low))
    axes.legend(loc="upper center", ncol=2)


def _save(figure: plt.Figure, name: str) -> None:
    FOLDER.mkdir(exist_ok=True)
    figure.tight_layout()
    figure.savefig(FOLDER / f"{name}.png", dpi=80, metadata={"Software": None})
    plt.close(figure)


def main() -> None:
    print(f"scattering factors: {scattering_factors():.1e} at most, relative")
    same, finer = haadf()
    print(f"HAADF: {same:.2%} of the brightest point, {finer:.2%} on the finer grid")
    print(f"CBED: {cbed():.2%} rms")
    print(f"Gaussian: {gaussian():.1e} of the greatest, rms")
    print(f"sinogram: {sinogram():.1e} of the greatest, rms")


if __name__ == "__main__":
    main()
