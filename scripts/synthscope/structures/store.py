"""Accepted structures in the files that pass between jobs."""

import json
import os
from collections.abc import Iterable
from pathlib import Path

from synthscope.structures.model import Crystal


def read_crystals(*paths: str | os.PathLike) -> dict[str, Crystal]:
    """The structures of some files by id, in the files' order."""
    plain = [one for path in paths for one in json.loads(Path(path).read_text("utf-8"))]
    return {crystal.id: crystal for crystal in map(Crystal.from_dict, plain)}


class CrystalStore:
    """Structures of many files by id, of which one file at a time is kept."""

    def __init__(self, paths: Iterable[str | os.PathLike]):
        self._places = {name: path for path in paths for name in read_crystals(path)}
        self._path, self._crystals = None, {}

    def __getitem__(self, name: str) -> Crystal:
        if self._places[name] != self._path:
            self._path = self._places[name]
            self._crystals = read_crystals(self._path)
        return self._crystals[name]
