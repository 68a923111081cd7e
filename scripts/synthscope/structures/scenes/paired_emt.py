"""ASE's effective medium theory for all pairs of atoms at once: the same sums, in arrays."""

import numpy as np
from ase.calculators.calculator import Calculator, all_changes
from ase.calculators.emt import EMT, beta

from synthscope.structures.scenes.periodic import between, pairs_within

SKIN_A = 0.6
"""Beyond the cutoff, so that pairs serve until an atom has moved by half of it."""
LEAST_EDGE_A = 14.0
"""Of a box in which no atom meets two images of another: twice the cutoff and the skin."""


class PairedEMT(EMT):
    """The energy and the forces of `ase.calculators.emt.EMT` (Jacobsen, Stoltze & Nørskov, Surf.
    Sci. 366 (1996) 394), with its parameters, in a box that repeats along x and y or along none."""

    implemented_properties = ("energy", "free_energy", "forces")

    def initialize(self, atoms):
        super().initialize(atoms)
        self._listed = None

    def calculate(self, atoms=None, properties=("energy",), system_changes=all_changes):
        Calculator.calculate(self, atoms, properties, system_changes)
        if "numbers" in system_changes:
            self.initialize(self.atoms)
        i, j, apart, r = self._pairs()
        kind = self.ia2iz
        eta, kappa, wigner = (self.par[name][kind] for name in ("eta2", "kappa", "s0"))
        depth = self.par["neghalfv0overgamma2"][kind]
        chi = self.chi[kind[i], kind[j]]
        w = 1 / (1 + np.exp(self.acut * (r - self.rc)))
        slope = self.acut * (w - 1)
        # What j adds to the density at i, and i at j; then the same for the pair energy.
        to_i = np.exp(-eta[j] * (r - beta * wigner[j])) * chi * w
        to_j = np.exp(-eta[i] * (r - beta * wigner[i])) / chi * w
        pair_i = depth[i] * np.exp(-kappa[j] * (r / beta - wigner[j])) * chi * w
        pair_j = depth[j] * np.exp(-kappa[i] * (r / beta - wigner[i])) / chi * w
        count = len(kind)
        density = np.bincount(i, to_i, count) + np.bincount(j, to_j, count)
        energy, by_density = self._embedding(density)
        force = pair_i * (slope - kappa[j] / beta) + pair_j * (slope - kappa[i] / beta)
        force += by_density[i] * to_i * (slope - eta[j]) + by_density[j] * to_j * (slope - eta[i])
        along = apart * (force / r)[:, None]
        total = energy + float((pair_i + pair_j).sum()) - float(self.par["E0"][kind].sum())
        self.results["energy"] = self.results["free_energy"] = total
        self.results["forces"] = np.column_stack(
            [np.bincount(i, one, count) - np.bincount(j, one, count) for one in along.T]
        )

    def _embedding(self, density: np.ndarray) -> tuple[float, np.ndarray]:
        """The energy of atoms in a density, and its derivative; without neighbours none."""
        kind, met = self.ia2iz, density > 0
        names = ("E0", "V0", "eta2", "lambda", "kappa", "inv12gamma1")
        e0, v0, eta, rate, kappa, gamma = (self.par[name][kind][met] for name in names)
        wider = -np.log(density[met] * gamma) / (beta * eta)
        fall, repulsion = np.exp(-rate * wider), 6 * v0 * np.exp(-kappa * wider)
        energy = e0 * (1 + rate * wider) * fall + repulsion
        slope = -e0 * rate**2 * wider * fall - kappa * repulsion
        by_density = np.zeros(len(kind))
        by_density[met] = -slope / (beta * eta * density[met])
        return float(energy.sum()), by_density

    def _pairs(self):
        """(M,) first and second atoms, (M, 3) vectors and (M,) distances within the cutoff."""
        positions = self.atoms.positions
        edges = np.diag(self.atoms.cell)[:2] if self.atoms.pbc[0] else None
        old = self._listed
        if old is None or ((positions - old[1]) ** 2).sum(axis=1).max() > (SKIN_A / 2) ** 2:
            self._listed = pairs_within(positions, edges, self.rc_list + SKIN_A), positions.copy()
        i, j = self._listed[0].T
        apart = between(positions[j], positions[i], edges)
        r = np.sqrt((apart**2).sum(axis=1))
        near = r < self.rc_list
        return i[near], j[near], apart[near], r[near]
