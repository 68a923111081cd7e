"""What is the thermal mean of SrTiO3 and gold [001]? Makes what tests compare averages with.

    python benchmarks/thermal_reference.py SrTiO3 60
    python benchmarks/thermal_reference.py Au 40

Plain frozen phonons, in so many independent sets of five: 3 × 3 × 6 cells, of which the image is
folded over all nine cells and the symmetry 4mm. Takes about ten minutes of one core.
"""

import sys
from pathlib import Path

import ase.io
import numpy as np

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "scripts")]

from synthscope.haadf.plan import prepare  # noqa: E402
from synthscope.haadf.settings import Phonons, StemSettings  # noqa: E402
from synthscope.haadf.spectrum import image_spectrum  # noqa: E402
from synthscope.optics.phonons import frozen  # noqa: E402

FOLDER = ROOT / "tests" / "haadf" / "thermal"
CELLS, LAYERS, SET = 3, 6, 5
SETTINGS = StemSettings(
    phonons=Phonons(configurations=SET, use_table=False),
    error=0.02,
    method="interpolated",
    detectors_mrad=((100, 150), (40, 80), (0, 20)),
)


def specimen(name: str) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Numbers, positions and box of the cells; an atom of the heavier element at the corner."""
    crystal = ase.io.read(ROOT / "resources" / "structures" / f"{name}.cif")
    crystal = crystal.repeat((CELLS, CELLS, LAYERS))
    box = crystal.cell.lengths()
    positions = crystal.get_scaled_positions() % (1 - 1e-9) * box
    return crystal.numbers, positions + np.array([0, 0, 1e-3]), box


def folded(spectrum: np.ndarray) -> np.ndarray:
    """The coefficients (n, n) of one cell, of an image's (m, m), alike under 4mm."""
    half = spectrum.shape[0] // 2 // CELLS
    kept = spectrum.shape[0] // 2 + CELLS * np.arange(-half, half + 1)
    one = spectrum[np.ix_(kept, kept)]
    alike = [one, one[::-1], one[:, ::-1], one[::-1, ::-1]]
    return np.mean([*alike, *(part.T for part in alike)], axis=0).real


def main(name: str, sets: int) -> None:
    numbers, positions, box = specimen(name)
    prepared = prepare(numbers, positions, box, SETTINGS)
    means = []
    for number in range(sets):
        drawn = np.random.default_rng([number, 7])
        moved = frozen(prepared.positions, prepared.rms, SET, drawn)
        means.append(folded(np.mean([image_spectrum(prepared, m)[0, 0] for m in moved], axis=0)))
    mean = np.mean(means, axis=0)
    scatter = np.sqrt(np.var(means, axis=0, ddof=1).sum() / sets)
    error = scatter / mean[mean.shape[0] // 2, mean.shape[0] // 2]
    print(f"{name}: {sets * SET} configurations, statistical error {error:.4f} of the mean")
    FOLDER.mkdir(exist_ok=True)
    arrays = {"numbers": numbers, "positions": positions, "box": box}
    np.savez_compressed(FOLDER / f"{name}.npz", coefficients=mean, error=error, **arrays)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
