"""Configurations of atoms that several lenses look at."""

from collections.abc import Iterator, Sequence

import numpy as np

from synthscope.haadf.plan import Prepared
from synthscope.haadf.spectrum import image_spectra


class SharedConfigurations:
    """Configurations that are sent through once for all lenses that still need them."""

    def __init__(self, lenses: Sequence[Prepared], moved: Iterator[np.ndarray]):
        self._lenses, self._moved, self._count = lenses, moved, 0
        self._next = dict.fromkeys(range(len(lenses)), 0)
        self._kept: dict[int, tuple[np.ndarray, dict[int, np.ndarray]]] = {}

    def seen(self, lens: int) -> Iterator[tuple[np.ndarray, np.ndarray]]:
        """The atoms' places in each configuration, and its spectrum behind a lens."""
        while self._next[lens] < self._count or self._send():
            moved, spectra = self._kept[self._next[lens]]
            self._next[lens] += 1
            self._forget()
            yield moved, spectra[lens]

    def leave(self, lens: int) -> None:
        """It needs no more."""
        del self._next[lens]
        self._forget()

    def _send(self) -> bool:
        moved = next(self._moved, None)
        if moved is None:
            return False
        needed = [self._lenses[number] for number in self._next]
        spectra = image_spectra(needed, moved, self._count)
        self._kept[self._count] = moved, dict(zip(self._next, spectra))
        self._count += 1
        return True

    def _forget(self) -> None:
        for number in [n for n in self._kept if n < min(self._next.values(), default=n + 1)]:
            del self._kept[number]
