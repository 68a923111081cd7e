"""Tersoff's potential for carbon, silica and silicon nitride, and molecular dynamics with it.

Energies and forces by J. Tersoff, Phys. Rev. B 39 (1989) 5566, eqs. 1 to 3:

    E = ½ Σ_i Σ_{j≠i} f_C(r_ij) [A e^(−λ r_ij) − b_ij B e^(−μ r_ij)],
    b_ij = (1 + β^n ζ_ij^n)^(−1/2n),   ζ_ij = Σ_{k≠i,j} f_C(r_ik) g(θ_ijk),
    g(θ) = 1 + c²/d² − c²/[d² + (h − cos θ)²],

β, n, c, d and h being those of the atom i. Only `make_amorphous.py` needs this.
"""

import math

import numpy as np
from ase.units import _amu, _e, kB
from numba import njit

FORCE = _e / _amu * 1e-10  # eV/Å to u Å/fs²
SKIN = 1.0  # Å, that neighbours are listed beyond the cutoff

# Of one element: A, B (eV), λ, μ (1/Å), β, n, c, d, h, R, S (Å), and the mass in u.
ELEMENTS = {
    # Tersoff (1989).
    "C": (1393.6, 346.7, 3.4879, 2.2119, 1.5724e-7, 0.72751, 38049.0, 4.3484, -0.57058, 1.8, 2.1),
    # Munetoh, Motooka, Moriguchi and Shintani, Comput. Mater. Sci. 39 (2007) 334.
    "Si": (1830.8, 471.18, 2.4799, 1.7322, 1.1e-6, 0.78734, 100390.0, 16.217, -0.59825, 2.5, 2.8),
    "O": (
        *(1882.55, 218.787, 4.17108, 2.35692, 1.1632e-7, 1.04968, 64692.1, 4.11127, -0.845922),
        *(1.7, 2.0),
    ),
    # Of the form that de Brito Mota, Justo and Fazzio, Phys. Rev. B 58 (1998) 8323, gave to silicon
    # nitride; what these numbers make of its crystal is a test.
    "N": (6368.14, 511.76, 5.43673, 2.7, 5.2938e-3, 1.33041, 20312.0, 25.5103, -0.56239, 1.8, 2.1),
}
MASSES = {"C": 12.011, "Si": 28.085, "O": 15.999, "N": 14.007}
# χ, by which B of a pair of different atoms is multiplied; no bonds between nitrogen atoms.
MIXED = {("Si", "O"): 1.17945, ("Si", "N"): 0.65, ("N", "N"): 0.0}


def parameters(symbols: tuple[str, ...]) -> tuple[np.ndarray, np.ndarray]:
    """(T, T, 6) A, χB, λ, μ, R, S of pairs, and (T, 5) β, n, c, d, h of the atom in the middle."""
    one = np.array([ELEMENTS[symbol] for symbol in symbols])
    pairs = np.empty((len(one), len(one), 6))
    for i, a in enumerate(symbols):
        for j, b in enumerate(symbols):
            chi = MIXED.get((a, b), MIXED.get((b, a), 1.0))
            pairs[i, j, :2] = np.sqrt(one[i, :2] * one[j, :2]) * (1, chi)
            pairs[i, j, 2:4] = (one[i, 2:4] + one[j, 2:4]) / 2
            pairs[i, j, 4:] = np.sqrt(one[i, 9:] * one[j, 9:])
    return pairs, one[:, 4:9].copy()


@njit(cache=True, error_model="numpy")
def neighbours(positions, box, reach):
    """Starts (N + 1,) and places of the atoms within `reach` Å of each, in a periodic box.

    By cells of at least `reach`, of which the box has three or more along each edge.
    """
    count = len(positions)
    across = np.empty(3, np.int64)
    for a in range(3):
        across[a] = int(box[a] / reach)
    cell = np.empty((count, 3), np.int64)
    first = np.full(across[0] * across[1] * across[2], -1)
    after = np.empty(count, np.int64)
    for i in range(count):
        for a in range(3):
            share = positions[i, a] / box[a]
            cell[i, a] = min(int((share - math.floor(share)) * across[a]), across[a] - 1)
        at = (cell[i, 0] * across[1] + cell[i, 1]) * across[2] + cell[i, 2]
        after[i], first[at] = first[at], i
    starts, places = np.zeros(count + 1, np.int64), np.empty(200 * count, np.int64)
    found = 0
    for i in range(count):
        for step in range(27):
            x = (cell[i, 0] + step // 9 - 1) % across[0]
            y = (cell[i, 1] + step // 3 % 3 - 1) % across[1]
            z = (cell[i, 2] + step % 3 - 1) % across[2]
            j = first[(x * across[1] + y) * across[2] + z]
            while j >= 0:
                squared = 0.0
                for a in range(3):
                    d = positions[j, a] - positions[i, a]
                    d -= box[a] * math.floor(d / box[a] + 0.5)
                    squared += d * d
                if j != i and squared < reach * reach:
                    places[found] = j
                    found += 1
                j = after[j]
        starts[i + 1] = found
    return starts, places[:found].copy()


@njit(cache=True, error_model="numpy")
def forces(positions, types, box, starts, places, pairs, centres, out):
    """The energy in eV; `out` (N, 3) becomes the forces in eV/Å."""
    out[:] = 0.0
    energy = 0.0
    most = 0
    for i in range(len(types)):
        most = max(most, starts[i + 1] - starts[i])
    unit, length = np.empty((most, 3)), np.empty(most)
    cut, slope, who = np.empty(most), np.empty(most), np.empty(most, np.int64)
    for i in range(len(types)):
        count = 0
        for place in range(starts[i], starts[i + 1]):
            j = places[place]
            squared = 0.0
            for a in range(3):
                x = positions[j, a] - positions[i, a]
                x -= box[a] * math.floor(x / box[a] + 0.5)
                unit[count, a] = x
                squared += x * x
            first, last = pairs[types[i], types[j], 4], pairs[types[i], types[j], 5]
            if squared >= last * last:
                continue
            r = math.sqrt(squared)
            for a in range(3):
                unit[count, a] /= r
            length[count], who[count] = r, j
            cut[count], slope[count] = 1.0, 0.0
            if r > first:
                phase = math.pi * (r - first) / (last - first)
                cut[count] = 0.5 + 0.5 * math.cos(phase)
                slope[count] = -0.5 * math.pi / (last - first) * math.sin(phase)
            count += 1
        beta, n, c, d, h = centres[types[i]]
        for j in range(count):
            A, B, lam, mu = pairs[types[i], types[who[j]], :4]
            zeta = 0.0
            for k in range(count):
                if k != j:
                    cosine = 0.0
                    for a in range(3):
                        cosine += unit[j, a] * unit[k, a]
                    zeta += cut[k] * (1 + c * c / (d * d) - c * c / (d * d + (h - cosine) ** 2))
            power = (beta * zeta) ** n
            b = (1 + power) ** (-0.5 / n)
            repel, attract = A * math.exp(-lam * length[j]), B * math.exp(-mu * length[j])
            energy += 0.5 * cut[j] * (repel - b * attract)
            along = slope[j] * (repel - b * attract)
            along += cut[j] * (b * mu * attract - lam * repel)
            for a in range(3):
                out[i, a] += 0.5 * along * unit[j, a]
                out[who[j], a] -= 0.5 * along * unit[j, a]
            if zeta == 0.0:
                continue
            by_zeta = 0.25 * cut[j] * attract * b / (1 + power) * power / zeta
            for k in range(count):
                if k == j:
                    continue
                cosine = 0.0
                for a in range(3):
                    cosine += unit[j, a] * unit[k, a]
                below = d * d + (h - cosine) ** 2
                g = 1 + c * c / (d * d) - c * c / below
                turn = -2 * c * c * (h - cosine) / (below * below)
                for a in range(3):
                    on_j = cut[k] * turn * (unit[k, a] - cosine * unit[j, a]) / length[j]
                    on_k = cut[k] * turn * (unit[j, a] - cosine * unit[k, a]) / length[k]
                    on_k += slope[k] * g * unit[k, a]
                    out[who[j], a] -= by_zeta * on_j
                    out[who[k], a] -= by_zeta * on_k
                    out[i, a] += by_zeta * (on_j + on_k)
    return energy


@njit(cache=True, error_model="numpy")
def advance(
    positions, velocities, force, masses, types, box, lists, tables, step, ramp, tau, cool
):  # fmt: skip
    """Velocity Verlet until an atom has moved too far for the list; how many steps were made.

    Velocities are scaled towards the temperatures of `ramp` (one a step, as twice the kinetic
    energy a degree of freedom in u Å²/fs²) within `tau` fs; with `cool` they are set to nothing
    wherever they point uphill.
    """
    starts, places = lists
    pairs, centres = tables
    moved = np.zeros_like(positions)
    for made in range(len(ramp)):
        furthest = 0.0
        for i in range(len(types)):
            far = 0.0
            for a in range(3):
                velocities[i, a] += 0.5 * step * force[i, a] * FORCE / masses[i]
                shift = min(max(step * velocities[i, a], -0.1), 0.1)
                positions[i, a] += shift
                moved[i, a] += shift
                far += moved[i, a] ** 2
            furthest = max(furthest, far)
        forces(positions, types, box, starts, places, pairs, centres, force)
        kinetic = 0.0
        for i in range(len(types)):
            for a in range(3):
                velocities[i, a] += 0.5 * step * force[i, a] * FORCE / masses[i]
                if cool and velocities[i, a] * force[i, a] < 0:
                    velocities[i, a] = 0.0
                kinetic += masses[i] * velocities[i, a] ** 2
        if not cool:
            kinetic = max(kinetic / (3 * len(types)), 1e-12)
            change = 1 + step / tau * (ramp[made] / kinetic - 1)
            velocities *= math.sqrt(min(max(change, 0.25), 4.0))
        if furthest > (0.4 * SKIN) ** 2:
            return made + 1
    return len(ramp)


class Melt:
    """Atoms in a periodic box, at 0 K to begin with."""

    def __init__(self, symbols: tuple[str, ...], types: np.ndarray, positions, box):
        self.types, self.box = types, np.asarray(box, dtype=float)
        self.positions = np.array(positions, dtype=float)
        self.tables = parameters(symbols)
        self.masses = np.array([MASSES[symbol] for symbol in symbols])[types]
        self.velocities = np.zeros_like(self.positions)
        self.force = np.zeros_like(self.positions)
        self.energy()

    def energy(self) -> float:
        """In eV; also brings the forces up to date."""
        return forces(
            self.positions, self.types, self.box, *self._lists(), *self.tables, self.force
        )

    def run(self, first_K: float, last_K: float, picoseconds: float, step_fs: float) -> None:
        """With the temperature going from one to another at a constant rate."""
        steps = round(1000 * picoseconds / step_fs)
        self._advance(np.linspace(first_K, last_K, steps) * kB * FORCE, step_fs, False)

    def relax(self, picoseconds: float, step_fs: float) -> None:
        """To the nearest minimum of the energy."""
        self.velocities[:] = 0
        self._advance(np.zeros(round(1000 * picoseconds / step_fs)), step_fs, True)

    def _advance(self, ramp: np.ndarray, step_fs: float, cool: bool) -> None:
        while len(ramp):
            done = advance(
                *(self.positions, self.velocities, self.force, self.masses, self.types, self.box),
                *(self._lists(), self.tables, step_fs, ramp, 20 * step_fs, cool),
            )
            ramp = ramp[done:]

    def _lists(self) -> tuple[np.ndarray, ...]:
        return neighbours(self.positions, self.box, self.tables[0][..., 5].max() + SKIN)
