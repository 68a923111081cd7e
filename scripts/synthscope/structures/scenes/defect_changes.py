"""What point defects do to the atoms of a scene: sites that they may take, and taking them."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from scipy.spatial import cKDTree

from synthscope.structures.elements import NUMBERS, SYMBOLS
from synthscope.structures.scenes.adsorption import ROOM, adsorption_sites, interstitial_sites
from synthscope.structures.scenes.apart import Apart
from synthscope.structures.scenes.extent import perfect
from synthscope.structures.scenes.periodic import between, flat_pairs, tree
from synthscope.structures.scenes.scene import ROLES, Mark, Scene
from synthscope.structures.scenes.settings.point_defects import PointDefect

COLUMN = 0.5
"""Atoms above each other are within this sideways, Å."""
SHELL = 1.2
"""Of the distance to the nearest atom: neighbours."""
BESIDE, LEAST_BESIDE = 2, 15
"""Atoms beside which holes are looked for, for each interstitial and at least."""
MOST_REACH = 4.0
"""No neighbour is farther, Å."""


@dataclass(frozen=True, eq=False)
class Sites:
    """Where defects of one kind may be: (M, 3) Å, the atom that stands there or nearest to it, the
    (2,) edges that it repeats over."""

    places: np.ndarray
    atoms: np.ndarray
    period: np.ndarray

    def __len__(self) -> int:
        return len(self.places)

    def nearest(self, place: Iterable[float]) -> int:
        """The site nearest to a place (x, y) or (x, y, z)."""
        place = np.array(tuple(place))
        distance = np.linalg.norm(between(self.places[:, : len(place)], place, self.period), axis=1)
        return int(np.lexsort((-self.places[:, 2], np.round(distance, 3)))[0])


class Changes:
    """A scene while defects are put into it, one after the other."""

    def __init__(self, scene: Scene, apart_A: float) -> None:
        self._before = scene
        self._period, self._low, self._box = scene.box[:2], np.zeros(3), scene.box[:2]
        if scene.alone:  # in a box so wide that nothing meets its images
            self._period = np.full(2, 1e9)
            self._low = np.append(scene.positions[:, :2].min(axis=0) - 20, 0.0)
            self._box = np.ptp(scene.positions[:, :2], axis=0) + 40
        self._numbers, self._roles = scene.numbers.copy(), scene.roles.copy()
        self._free = perfect(scene)
        self._gone = np.zeros(len(scene), dtype=bool)
        self._marks: list[Mark] = []
        self._taken = Apart(apart_A, self._period)
        self._more: list[tuple[int, np.ndarray, str, int]] = []
        self._widest = 0.0

    def sites(self, one: PointDefect) -> Sites:
        """Of one that is no interstitial."""
        if one.kind == "adatom":
            which, numbers, positions, own = self._standing()
            comes = NUMBERS[one.now]
            places, near = adsorption_sites(numbers, positions, self._box, comes, one.site, own)
            return Sites(places + self._low, which[near], self._period)
        may = self._free.copy()
        if one.was:
            may &= np.isin(self._numbers, [NUMBERS[symbol] for symbol in one.was])
        if one.now is not None:
            may &= self._numbers != NUMBERS[one.now]
        if one.kind == "antisite":
            others = self._others(one)
            may &= np.array([len(others) > (z in others) for z in self._numbers.tolist()])
        if one.kind == "divacancy" and one.pair == "column":
            may &= self._uppermost()
        atoms = np.flatnonzero(may)
        return Sites(self._before.positions[atoms], atoms, self._period)

    def holes(self, one: PointDefect, wanted: int, rng: np.random.Generator) -> Sites:
        """Enough of those that so many interstitials may take."""
        which, numbers, positions, own = self._standing()
        inner = np.flatnonzero(own)
        if one.at_A:
            atoms = Sites(self._before.positions[which[inner]], which[inner], self._period)
            beside = inner[np.unique([atoms.nearest(place) for place in one.at_A])]
        else:
            beside = inner[rng.permutation(len(inner))[: BESIDE * wanted + LEAST_BESIDE]]
        comes = NUMBERS[one.now]
        found = interstitial_sites(numbers, positions, self._box, comes, beside, own)
        places, near, self._widest = found
        return Sites(places + self._low, which[near], self._period)

    @property
    def free(self) -> int:
        """How many atoms of the perfect parts are as they were."""
        return int(self._free.sum())

    def _standing(self) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
        """Which atoms stand, their numbers and places, and which are of crystals and their rims."""
        which = np.flatnonzero(~self._gone)
        positions = self._before.positions[which] - self._low
        return which, self._numbers[which], positions, self._before.grains[which] > 0

    def _uppermost(self) -> np.ndarray:
        """(N,) which atoms have one like them below, in the same layer."""
        scene, found = self._before, np.zeros(len(self._free), dtype=bool)
        at = scene.positions - self._low
        i, j, _ = flat_pairs(at[:, :2], at[:, :2], self._box, COLUMN)
        alike = (self._numbers[i] == self._numbers[j]) & (scene.grains[i] == scene.grains[j])
        drop = at[i, 2] - at[j, 2]
        alike &= self._free[i] & self._free[j] & (drop > COLUMN) & (drop < MOST_REACH)
        found[i[alike]] = True
        return found

    def why_none(self, one: PointDefect) -> str:
        """Why there is no site."""
        of = f" of {' or '.join(one.was)}" if one.was else ""
        if one.kind == "interstitial":
            return (
                f"the widest hole takes {self._widest:.2f} of the covalent radii of an "
                f"interstitial {one.now}, which needs {ROOM:g}; use a smaller element"
            )
        if one.kind == "adatom":
            return (
                f"no {one.site} of the specimen that nothing covers holds an adatom {one.now}; use "
                "site top, or leave what covers it out"
            )
        if one.kind == "antisite":
            return f"the specimen has no site{of} for an antisite with another of its own elements"
        if one.kind == "divacancy":
            return f"no atom{of} has another to be missing with it; use pair " + (
                "neighbours" if one.pair == "column" else "column"
            )
        return f"the specimen has no site{of} that is not {one.now or 'taken'} already"

    def put(
        self,
        one: PointDefect,
        sites: Sites,
        site: int,
        rng: np.random.Generator,
        near: bool = False,
    ) -> bool:
        """Make one defect, unless another is too close (which `near` allows) or its site taken."""
        place, atom = sites.places[site], int(sites.atoms[site])
        comes = one.kind in ("adatom", "interstitial")
        if not comes and not self._free[atom]:
            return False
        if comes and self._gone[atom]:
            return False
        if not near and not self._taken.free(place):
            return False
        grain = int(self._before.grains[atom])
        if comes:
            own = grain if one.kind == "interstitial" else 0
            self._more.append((NUMBERS[one.now], place, one.kind, own))
            self._note(one.kind, place, "", one.now, grain)
        elif one.kind == "vacancy":
            self._note(one.kind, place, SYMBOLS[self._numbers[atom]], "", grain)
            self._remove(atom)
        elif one.kind == "divacancy":
            return self._divacancy(one, atom, rng)
        else:
            return self._replaced(one, atom, rng)
        return True

    def _divacancy(self, one: PointDefect, atom: int, rng: np.random.Generator) -> bool:
        partners = self._partners(one, atom)
        if len(partners) == 0:
            return False
        other = int(partners[rng.integers(len(partners))])
        place, end = self._before.positions[atom], self._before.positions[other]
        end = place + between(end, place, self._period)
        if one.pair == "column" and end[2] > place[2]:
            place, end = end, place
        was = SYMBOLS[self._numbers[atom]]
        self._note("divacancy", place, was, "", int(self._before.grains[atom]), end)
        self._remove(atom)
        self._remove(other)
        return True

    def _replaced(self, one: PointDefect, atom: int, rng: np.random.Generator) -> bool:
        was = int(self._numbers[atom])
        if one.kind == "substitution":
            now = NUMBERS[one.now]
        else:
            others = [z for z in self._others(one) if z != was]
            now = others[int(rng.integers(len(others)))] if others else 0
        if now in (0, was):
            return False
        changed = [(atom, now)]
        if one.kind == "antisite" and one.exchange:
            near = self._neighbours(atom)
            near = near[(self._numbers[near] == now) & self._free[near]]
            if len(near) == 0:
                return False
            changed.append((int(near[rng.integers(len(near))]), was))
        for which, comes in changed:
            gone = SYMBOLS[self._numbers[which]]
            place, grain = self._before.positions[which], int(self._before.grains[which])
            self._note(one.kind, place, gone, SYMBOLS[comes], grain)
            self._numbers[which], self._free[which] = comes, False
            self._roles[which] = ROLES.index(one.kind)
        return True

    def _others(self, one: PointDefect) -> list[int]:
        """Elements that an antisite may bring: those of the perfect specimen."""
        own = np.unique(self._before.numbers[perfect(self._before)]).tolist()
        if one.now is not None:
            own = [z for z in own if z == NUMBERS[one.now]]
        return own

    def _partners(self, one: PointDefect, atom: int) -> np.ndarray:
        """Atoms that may be missing with one."""
        if one.pair == "neighbours":
            near = self._neighbours(atom)
        else:
            near, apart = self._around(atom)
            flat, scene = np.hypot(apart[:, 0], apart[:, 1]), self._before
            alike = self._numbers[near] == self._numbers[atom]
            alike &= (scene.grains[near] == scene.grains[atom]) & (flat < COLUMN)
            near = near[alike & (np.abs(apart[:, 2]) < MOST_REACH)]
        return near[self._free[near]]

    def _neighbours(self, atom: int) -> np.ndarray:
        near, apart = self._around(atom)
        distance = np.linalg.norm(apart, axis=1)
        reach = min(SHELL * float(distance.min(initial=np.inf)), MOST_REACH)
        return near[distance <= reach]

    def _around(self, atom: int) -> tuple[np.ndarray, np.ndarray]:
        """Other atoms near one that stand, and (M, 3) Å from it to them."""
        positions = self._before.positions
        place = self._tree.data[atom]
        near = np.array(sorted(self._tree.query_ball_point(place, MOST_REACH + COLUMN)))
        near = near[(near != atom) & ~self._gone[near]]
        return near, between(positions[near], positions[atom], self._period)

    @cached_property
    def _tree(self) -> cKDTree:
        before = self._before
        return tree(before.positions, None if before.alone else self._period)

    def _remove(self, atom: int) -> None:
        self._free[atom], self._gone[atom] = False, True

    def _note(self, kind, place, was: str, now: str, grain: int, end=None) -> None:
        to = None if end is None else tuple(end.tolist())
        self._marks.append(Mark(kind, tuple(place.tolist()), to, was, now, grain=grain))
        for one in (place,) if end is None else (place, end):
            self._taken.add(one)

    def scene(self, placed: list[int]) -> Scene:
        """As it has become, and how many of each kind there are."""
        before, stay = self._before, ~self._gone
        numbers, places, kinds, grains = zip(*self._more) if self._more else ((), (), (), ())
        positions = np.concatenate([before.positions[stay], np.array(places).reshape(-1, 3)])
        box = before.box.copy()
        box[2] = max(box[2], float(positions[:, 2].max(initial=0)))
        roles = [ROLES.index(kind) for kind in kinds]
        local = before.local
        if local is not None:
            more = np.full((len(numbers), 6), np.nan)
            local = np.concatenate([local[stay], more])
        return replace(
            before,
            numbers=np.concatenate([self._numbers[stay], np.array(numbers, dtype=int)]),
            positions=positions,
            box=box,
            roles=np.concatenate([self._roles[stay], roles]).astype(np.int8),
            grains=np.concatenate([before.grains[stay], grains]).astype(np.int16),
            marks=(*before.marks, *self._marks),
            drawn={**before.drawn, "point_defects": placed},
            local=local,
        )
