"""What is the thermal mean of some specimens? Makes what tests compare averages with.

    python benchmarks/thermal_reference.py SrTiO3 60
    python benchmarks/thermal_reference.py Au 40
    python benchmarks/thermal_reference.py GaAs 80
    python benchmarks/thermal_reference.py WSe2 80

Plain frozen phonons, in so many independent sets of five, nothing taken off; every image is
averaged over the symmetry of its specimen. Takes about ten minutes of one core, and for the
particle (`Au309`) hours.
"""

import sys
from pathlib import Path

import ase.cluster
import ase.io
import numpy as np

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "scripts")]

from synthscope.haadf.averaging import Moments, standard_errors  # noqa: E402
from synthscope.haadf.plan import prepare  # noqa: E402
from synthscope.haadf.settings import Phonons, StemSettings  # noqa: E402
from synthscope.haadf.spectrum import image_spectrum  # noqa: E402
from synthscope.haadf.symmetry import Symmetry  # noqa: E402
from synthscope.optics.phonons import frozen  # noqa: E402

FOLDER = ROOT / "tests" / "haadf" / "thermal"
SET = 5
SETTINGS = StemSettings(
    phonons=Phonons(configurations=SET, use_table=False),
    error=0.02,
    method="interpolated",
    detectors_mrad=((100, 150),),
)
Specimen = tuple[np.ndarray, np.ndarray, np.ndarray]


def crystal(name: str) -> Specimen:
    """3 × 3 × 6 cells; an atom of the heavier element at the corner."""
    cells = ase.io.read(ROOT / "resources" / "structures" / f"{name}.cif").repeat((3, 3, 6))
    box = cells.cell.lengths()
    return cells.numbers, cells.get_scaled_positions() % (1 - 1e-9) * box + [0, 0, 1e-3], box


def gallium_arsenide() -> Specimen:
    """Dumbbells along [110]: 3 × 2 × 6 orthogonal cells."""
    box = np.array([5.653 / np.sqrt(2), 5.653, 5.653 / np.sqrt(2)])
    places = np.array([[0, 0, 0], [0, 0.25, 0.5], [0.5, 0.5, 0.5], [0.5, 0.75, 0]])
    return _repeated(np.array([31, 33, 31, 33]), places, box, (3, 2, 6))


def tungsten_diselenide() -> Specimen:
    """A sheet of 4 × 2 orthogonal cells."""
    box = np.array([3.28, 3.28 * np.sqrt(3), 3.34])
    places = np.array([[0, 0, 0.5], [0.5, 0.5, 0.5]])
    below, above = (places + np.array([0, 1 / 3, z]) for z in (-0.5, 0.5 - 1e-6))
    return _repeated(np.repeat([74, 34], [2, 4]), np.r_[places, below, above], box, (4, 2, 1))


def particle() -> Specimen:
    """An icosahedron of 309 gold atoms."""
    places = ase.cluster.Icosahedron("Au", 5).positions
    low, high = places.min(0), places.max(0)
    box = np.array([26.0, 26.0, high[2] - low[2] + 2])
    return np.full(len(places), 79), places + (box - low - high) / 2, box


def _repeated(numbers, places, box, counts) -> Specimen:
    shifts = np.stack(np.meshgrid(*map(np.arange, counts), indexing="ij"), -1).reshape(-1, 3)
    positions = ((places % 1.0)[None] + shifts[:, None]).reshape(-1, 3) * box
    return np.tile(numbers, len(shifts)), positions, box * counts


SPECIMENS = {
    "SrTiO3": lambda: crystal("SrTiO3"),
    "Au": lambda: crystal("Au"),
    "GaAs": gallium_arsenide,
    "WSe2": tungsten_diselenide,
    "Au309": particle,
}


def main(name: str, sets: int) -> None:
    numbers, positions, box = SPECIMENS[name]()
    prepared = prepare(numbers, positions, box, SETTINGS)
    symmetry, moments = Symmetry.of(prepared), Moments()
    for number in range(sets):
        drawn = np.random.default_rng([number, 7])
        moved = frozen(prepared.positions, prepared.rms, SET, drawn)
        moments.add(symmetry.averaged(np.mean([image_spectrum(prepared, m) for m in moved], 0)))
    [[error]] = standard_errors(moments.variance, moments.mean, sets, prepared)
    print(f"{name}: {sets * SET} configurations, statistical error {error:.4f} of the mean")
    mean = moments.mean[0, 0]
    mean[np.abs(mean) < 1e-9 * np.abs(mean).max()] = 0
    FOLDER.mkdir(exist_ok=True)
    arrays = {"numbers": numbers, "positions": positions, "box": box}
    np.savez_compressed(FOLDER / f"{name}.npz", coefficients=mean, error=error, **arrays)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
