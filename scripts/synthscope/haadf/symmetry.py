"""What turns, mirrors and shifts map a specimen on itself: so is its mean image mapped.

Of one configuration of displaced atoms the image has no symmetry, but over all configurations it
has that of the specimen, if the microscope has it too. So every operation makes one more sample of
the mean image out of each that was calculated.
"""

import itertools
import math
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Self

import numpy as np
from scipy.spatial import cKDTree

from synthscope.haadf.averaging import Moments
from synthscope.haadf.plan import Prepared

TOLERANCE_A = 2e-3  # far below a displacement
SAME_ANGLE = 1e-6  # relative: what a probe's amplitudes and an axis may differ by
FEW = 12  # atoms that are mapped before all are
MANY = 9  # shifts tell the scatter by themselves
BRIGHTNESS = 3.4  # the power of Z that the square of an atom's intensity has


@dataclass(frozen=True)
class Symmetry:
    """A group of operations r → W r + t on fractional coordinates across the beam.

    Attributes
    ----------
    shifts
        (shifts, 2) those t with W = 1, the first of which is 0.
    turns
        One operation (W, t) for each W; others follow by the shifts.
    copies
        How many independent copies of its columns an image is averaged over: fewer than operations
        where columns stand on axes and mirrors.
    """

    shifts: np.ndarray
    turns: tuple[tuple[np.ndarray, np.ndarray], ...]
    copies: float = 1.0

    @classmethod
    def of(cls, prepared: Prepared) -> Self:
        """That of a specimen of vibrating atoms and of its probe."""
        [symmetry] = cls.behind(prepared, [prepared])
        return symmetry

    @classmethod
    def behind(cls, prepared: Prepared, lenses: Iterable[Prepared]) -> list[Self]:
        """The same behind each of some lenses, most of which have that of another."""
        atoms, found = _Atoms(prepared), {}
        turns = [_turns(lens) for lens in lenses]
        for some in turns:
            key = np.array(some).tobytes()
            if key not in found:
                found[key] = cls._of(atoms, some)
        return [found[np.array(some).tobytes()] for some in turns]

    @classmethod
    def _of(cls, atoms: "_Atoms", allowed: list[np.ndarray]) -> Self:
        """That of some atoms, of turns that a probe allows."""
        one, *others = allowed
        shifts = np.array([shift for shift in atoms.mapped_by(one)])
        turns = [(one, np.zeros(2))]
        for turn in others:
            shift = next(atoms.mapped_by(turn), None)
            if shift is not None:
                turns.append((turn, shift))
        return cls(shifts, tuple(turns), atoms.copies(shifts, turns))

    @property
    def shifting(self) -> Self:
        """The shifts alone."""
        return replace(self, turns=self.turns[:1], copies=len(self.shifts))

    @classmethod
    def none(cls) -> Self:
        """Of what has none."""
        return cls(np.zeros((1, 2)), ((np.eye(2, dtype=int), np.zeros(2)),))

    @property
    def order(self) -> int:
        """The number of operations."""
        return len(self.shifts) * len(self.turns)

    def averaged(self, spectrum: np.ndarray) -> np.ndarray:
        """The mean of all copies of an image, as spectra; see `assembly.coefficients`."""
        half = [n // 2 for n in spectrum.shape[-2:]]
        d = np.stack(np.meshgrid(*(np.arange(-h, h + 1) for h in half), indexing="ij"), -1)
        kept = np.abs(np.exp(2j * math.pi * (d @ self.shifts.T)).mean(-1)) > 0.5
        found = np.zeros_like(spectrum)
        for turn, shift in self.turns:
            x, y = np.moveaxis(d @ turn, -1, 0) + np.array(half)[:, None, None]
            found[..., x, y] += spectrum * np.exp(2j * math.pi * (d @ shift))
        return found * (kept / len(self.turns))


def _turns(prepared: Prepared) -> list[np.ndarray]:
    """The W that a rectangle or a square allows and that leave the probe as it is; 1 first."""
    lattice, settings = prepared.lattice, prepared.settings
    signs = [np.diag(pair) for pair in itertools.product((1, -1), repeat=2)]
    swap = np.array([[0, 1], [1, 0]])
    square = math.isclose(*lattice.extent, abs_tol=TOLERANCE_A)
    amplitudes = lattice.amplitudes(settings.aberrations)
    number = {tuple(beam): one for one, beam in enumerate(lattice.beams.tolist())}
    axis = np.array(settings.tilt_mrad)

    def same(turn: np.ndarray) -> bool:
        turned = [number.get(tuple(beam)) for beam in (lattice.beams @ turn).tolist()]
        if None in turned or not np.allclose(turn @ axis, axis, rtol=SAME_ANGLE, atol=0):
            return False
        return np.abs(amplitudes[turned] - amplitudes).max() < SAME_ANGLE * np.abs(amplitudes).max()

    return [turn for turn in (*signs, *(swap @ s for s in signs if square)) if same(turn)]


class _Atoms:
    """A specimen's atoms, to be mapped on themselves."""

    def __init__(self, prepared: Prepared):
        self._extent = np.array(prepared.lattice.grid.extent)
        self._places = prepared.positions[:, :2] / self._extent % 1.0
        depths = prepared.positions[:, 2]
        self._numbers = prepared.gratings.numbers.astype(float)
        kind = np.stack([self._numbers, np.round(prepared.rms, 4)])
        _, label = np.unique(kind, axis=1, return_inverse=True)
        self._apart = np.stack([depths, 10.0 * np.ptp(depths) * label.ravel() + label.ravel()])
        self._box = np.array([*self._extent, 0.0, 0.0])
        self._tree = cKDTree(self._points(self._places), boxsize=self._box)
        self._alike = self._rarest()

    def _points(self, places: np.ndarray, which: slice | np.ndarray = slice(None)) -> np.ndarray:
        """(n, 4): across the beam in Å, and what no operation changes."""
        across = places % 1.0 * self._extent
        across[across >= self._extent] = 0.0
        return np.column_stack([across, self._apart[:, which].T])

    def _rarest(self) -> np.ndarray:
        """Atoms of one kind in one plane, the fewest there are."""
        depth, label = self._apart
        order = np.lexsort((depth, label))
        far = (np.diff(depth[order]) > TOLERANCE_A) | (np.diff(label[order]) > 0)
        return min(np.split(order, np.flatnonzero(far) + 1), key=len)

    def mapped_by(self, turn: np.ndarray):
        """The shifts t (2,) of all operations W r + t, with W = `turn`."""
        places, first = self._places @ turn.T, self._places[self._alike[0]] @ turn.T
        few = np.linspace(0, len(places) - 1, min(FEW, len(places))).astype(int)
        for shift in (self._places[self._alike] - first) % 1.0:
            if self._fits(places[few] + shift, few) and self._fits(places + shift):
                yield shift

    def _fits(self, places: np.ndarray, which: slice | np.ndarray = slice(None)) -> bool:
        away, _ = self._tree.query(self._points(places, which))
        return bool((away < TOLERANCE_A).all())

    def copies(self, shifts: np.ndarray, turns: list[tuple[np.ndarray, np.ndarray]]) -> float:
        """See `Symmetry.copies`: atoms count by the variance of what they scatter."""
        images = [
            self._tree.query(self._points(self._places @ turn.T + shift + more))[1]
            for turn, shift in turns
            for more in shifts
        ]
        images = np.sort(images, axis=0)
        orbit = 1 + (np.diff(images, axis=0) > 0).sum(0)
        weight = self._numbers**BRIGHTNESS
        return float(1 / ((weight / orbit).sum() / weight.sum()))


class Copies(Moments):
    """Moments of images averaged over a symmetry, whose copies tell the scatter of even one image.

    What an operation changes in an image is scatter, and as much of it, for one copy, is in what no
    operation changes. Where there are many shifts, turns are left out: in a crystal they average
    over a column's own sides, which leaves less scatter by as much as nobody knows.
    """

    def __init__(self, symmetry: Symmetry):
        super().__init__()
        self._symmetry = symmetry.shifting if len(symmetry.shifts) >= MANY else symmetry

    def add(self, spectrum: np.ndarray) -> None:
        averaged = self._symmetry.averaged(spectrum)
        self.count += 1
        self.mean = self.mean + (averaged - self.mean) / self.count
        self._squares = self._squares + np.abs(spectrum - averaged) ** 2

    @property
    def variance(self) -> np.ndarray:
        """Of an averaged spectrum, spread over the frequencies as that of one copy is."""
        return self._squares / (self.count * (self._symmetry.copies - 1))
