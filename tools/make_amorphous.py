"""Make a cell of `resources/amorphous/`: quench a melt under Tersoff's potential.

python tools/make_amorphous.py carbon resources/amorphous/carbon.xyz

Random places in a cube that repeats, a melt, a quench at constant volume with time for bonds to
change, and a relaxation to the nearest minimum of the energy: some quarter of an hour on a core.
"""

import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.spatial import cKDTree

sys.path.insert(0, str(Path(__file__).resolve().parent))

from tersoff import MASSES, Melt

AVOGADRO = 0.602214076  # g/cm³ of one u/Å³, inverse


@dataclass(frozen=True)
class Recipe:
    """What is quenched: kinds with their share of a formula unit, g/cm³, and stages (K, K, ps)."""

    symbols: tuple[str, ...]
    shares: tuple[int, ...]
    density: float
    stages: tuple[tuple[float, float, float], ...]
    step_fs: float


RECIPES = {
    "carbon": Recipe(
        ("C",),
        (1,),
        2.0,
        ((8000, 8000, 3), (8000, 4000, 12), (4000, 3500, 20), (3500, 300, 4)),
        0.8,
    ),
    "silica": Recipe(
        ("Si", "O"),
        (1, 2),
        2.2,
        ((7000, 7000, 2), (7000, 4000, 5), (4000, 2000, 25), (2000, 300, 2)),
        1.0,
    ),
    "silicon_nitride": Recipe(
        ("Si", "N"), (3, 4), 3.0, ((8000, 8000, 2), (8000, 2000, 12), (2000, 300, 2)), 1.0
    ),
}
EDGE = 32.0  # Å, nearly
SEED = 20240801


def start(recipe: Recipe, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray, float]:
    """Kinds (N,), random places (N, 3) that do not overlap, and the edge in Å."""
    unit = sum(n * MASSES[symbol] for symbol, n in zip(recipe.symbols, recipe.shares))
    units = round(recipe.density * AVOGADRO * EDGE**3 / unit)
    edge = (units * unit / (recipe.density * AVOGADRO)) ** (1 / 3)
    types = np.repeat(np.arange(len(recipe.symbols)), np.array(recipe.shares) * units)
    across = int(np.ceil(len(types) ** (1 / 3)))
    grid = np.stack(np.meshgrid(*[np.arange(across)] * 3, indexing="ij"), -1).reshape(-1, 3)
    places = grid[rng.permutation(len(grid))[: len(types)]] * edge / across
    return types, (places + rng.normal(0, 0.1, places.shape)) % edge, edge


def quench(recipe: Recipe, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray, float]:
    """Atoms at rest: symbols (N,), positions (N, 3) and the edge of the cube, Å."""
    types, places, edge = start(recipe, rng)
    melt = Melt(recipe.symbols, types, places, [edge] * 3)
    melt.relax(0.05, 0.2)
    for first, last, picoseconds in recipe.stages:
        melt.run(first, last, picoseconds, recipe.step_fs)
        print(f"{first:g} to {last:g} K: {melt.energy() / len(types):.3f} eV an atom", flush=True)
    melt.relax(1.0, recipe.step_fs)
    print(f"at rest: {melt.energy() / len(types):.3f} eV an atom", flush=True)
    return np.array(recipe.symbols)[types], melt.positions % edge, edge


def main(name: str, path: Path) -> None:
    symbols, positions, edge = quench(RECIPES[name], np.random.default_rng(SEED))
    order = np.lexsort((*positions.T[::-1], symbols))
    lines = [
        str(len(symbols)),
        f'Lattice="{edge:.4f} 0 0 0 {edge:.4f} 0 0 0 {edge:.4f}" Properties=species:S:1:pos:R:3',
        *("{} {:.3f} {:.3f} {:.3f}".format(symbols[k], *positions[k]) for k in order),
    ]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    near = cKDTree(np.minimum(positions, edge - 1e-9), boxsize=edge).query(positions, k=2)[0][:, 1]
    print(f"{len(symbols)} atoms in ({edge:.3f} Å)³, none nearer than {near.min():.2f} Å")


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
