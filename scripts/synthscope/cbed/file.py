"""Batches of CBED stacks as in the SMC-2019 data set, which the STEMDL loaders read.

A batch is an HDF5 file with a group `sample_{i}_{e}` for each material and condition; a group's
only data set is `cbed_stack` (orientations, rows, columns), float32 or what a camera stores. Labels
are its attributes: the published ones with their names and types, where directions are *columns*,
and more.
"""

import os
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import h5py
import numpy as np

from synthscope.core.files import replacing

LIBRARY = ("v110", "v110")
"""HDF5 1.10 files: the least that can be opened with `swmr=True`, as published examples do."""


@dataclass(frozen=True)
class Sample:
    """A material under one condition, seen along several directions.

    Attributes
    ----------
    index, condition
        i and e of the group's name.
    material, space_group, formula
        Id, number and formula of the conventional cell ("Fe8 O14 F2").
    energy_keV
        A whole number.
    hkl, y_uvw
        For each orientation the planes (hkl) at right angles to the beam, and the lattice direction
        along which columns of pixels run.
    semiangles_rad, spacings_A
        For each orientation.
    lattice
        a, b, c in Å and α, β, γ in degrees.
    more
        Further attributes: numbers, texts or arrays of numbers.
    """

    index: int
    condition: int
    material: str
    space_group: int
    formula: str
    energy_keV: int
    hkl: np.ndarray
    y_uvw: np.ndarray
    semiangles_rad: np.ndarray
    spacings_A: np.ndarray
    lattice: tuple[float, ...]
    more: Mapping[str, Any] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return f"sample_{self.index}_{self.condition}"

    def attributes(self) -> dict[str, Any]:
        """All attributes in the types of the published files."""
        published = {
            "space_group": np.bytes_(str(self.space_group)),
            "material": np.bytes_(self.material),
            "energy_keV": np.int64(self.energy_keV),
            "z_dirs": np.dstack(np.asarray(self.hkl, np.int64)),
            "y_dirs": np.dstack(np.asarray(self.y_uvw, np.float64)),
            "semi_angles_rad": np.asarray(self.semiangles_rad, np.float64),
            "d_hkls_angstrom": np.asarray(self.spacings_A, np.float64),
            "abc_angstrom": np.asarray(self.lattice[:3], np.float64),
            "angles_degree": np.asarray(self.lattice[3:], np.float64),
            "formula": self.formula,
        }
        taken = published.keys() & self.more.keys()
        if taken:
            raise ValueError(f"attributes that the format has already: {', '.join(sorted(taken))}")
        return published | dict(self.more)


class Batch:
    """The files of one batch, at most one a split; what is written appears when all is well.

    Use it as a context. A split without samples gets no file, and one that an earlier run had left
    there is removed, whatever its split is called.
    """

    def __init__(self, folder: str | os.PathLike, number: int):
        self.folder, self.number = Path(folder), number
        self._files: dict[str, h5py.File] = {}

    def path(self, split: str) -> Path:
        """`{split}/batch_{split}_{number}.h5` in the folder."""
        return self.folder / split / f"batch_{split}_{self.number}.h5"

    def __enter__(self) -> "Batch":
        self._open = ExitStack()
        self._open.__enter__()
        return self

    def add(self, split: str, sample: Sample, stack: np.ndarray) -> None:
        """Write a sample with its stack (orientations, rows, columns)."""
        # loaders take the logarithm: no negative zeros or rounding errors below it
        clean = np.maximum(stack, 0).astype(np.float32)
        self.add_stack(split, sample.name, sample.attributes(), clean)

    def add_stack(
        self, split: str, name: str, attributes: Mapping[str, Any], stack: np.ndarray
    ) -> None:
        """Write a stack (orientations, rows, columns) as it is, as the sample of a name."""
        if split not in self._files:
            beside = self._open.enter_context(replacing(self.path(split)))
            self._files[split] = self._open.enter_context(h5py.File(beside, "w", libver=LIBRARY))
        group = self._files[split].create_group(name)
        for label, value in attributes.items():
            group.attrs[label] = value
        group.create_dataset("cbed_stack", data=stack)

    def __exit__(self, *error) -> bool | None:
        ended = self._open.__exit__(*error)
        if error[0] is None:
            for place in self.folder.glob("*/"):
                if place.name not in self._files:
                    self.path(place.name).unlink(missing_ok=True)
        return ended

    @property
    def counts(self) -> dict[str, int]:
        """Samples written in each split; while open."""
        return {split: len(file) for split, file in self._files.items()}


def cell_formula(numbers: np.ndarray) -> str:
    """Formula of all atoms of a cell, the elements by electronegativity as pymatgen has them."""
    from pymatgen.core import Composition

    values, counts = np.unique(numbers, return_counts=True)
    return Composition({int(z): int(n) for z, n in zip(values, counts)}).formula
