"""Clusters, bulk crystals, layers and molecules that ASE builds from a name."""

import re

import numpy as np
from ase.build import bulk, graphene, molecule, mx2
from ase.cluster import Decahedron, Icosahedron, Octahedron

from synthscope.core.errors import InputError, one_line
from synthscope.structures.elements import NUMBERS, parse_formula
from synthscope.structures.reading.parsed import Draft
from synthscope.structures.sources.ase_names import BULK, CLUSTER, LAYER, SHAPES

LICENCE = "built by ASE (LGPL-2.1-or-later); coordinates are facts of geometry"
LAYERS = {
    "C2": (2.46, 0.0),
    "BN": (2.504, 0.0),
    "MoS2": (3.16, 3.172),
    "MoSe2": (3.289, 3.338),
    "WS2": (3.153, 3.142),
    "WSe2": (3.282, 3.341),
}
"""Lattice constant and distance of the outer planes, Å, as in the bulk crystals of kind 2H (for the
sulphide and the selenide of tungsten: Schutte, De Boer and Jellinek, J. Solid State Chem. 70 (1987)
207)."""


def ase_draft(name: str) -> Draft:
    """Build what a name says.

    "molecule C60" is a molecule; "Au55" or "Pt147 cuboctahedron" a cluster with that number of
    atoms; "Cu fcc" or "NaCl rocksalt a=5.64" a crystal with lattice constants in Å; "layer WSe2" or
    "layer TaS2 1T a=3.36 thickness=3.1" a single hexagonal layer, "layer C2" graphene.

    Raises
    ------
    InputError
        When the name is none of these or ASE does not know it.
    """
    text = " ".join(name.split())
    try:
        if text.startswith("molecule "):
            return _draft(molecule(text.removeprefix("molecule ")), text)
        if match := CLUSTER.match(text):
            return _draft(_cluster(match[1], int(match[2]), match[3], match[4]), text)
        if match := LAYER.match(text):
            return _layer(text, match[1], match[2], match[3])
        if match := BULK.match(text):
            constants = dict(re.findall(r"([abc])=([\d.]+)", match[3]))
            parse_formula(match[1])
            built = bulk(match[1], match[2], **{k: float(v) for k, v in constants.items()})
            return _draft(built, text, built.cell.array)
    except InputError:
        raise
    except Exception as error:
        reason = one_line(error, 120) or type(error).__name__
        raise InputError(f"ASE cannot build {text[:60]!r}: {reason}") from None
    raise InputError(
        f"{text[:60]!r} is neither a cluster (Au55, Pt147 cuboctahedron), nor a crystal (Cu fcc, "
        "NaCl rocksalt a=5.64), nor a layer (layer WSe2), nor a molecule (molecule C60)"
    )


def _draft(atoms, name: str, cell: np.ndarray | None = None) -> Draft:
    return Draft(
        numbers=atoms.numbers.astype(np.int64),
        positions=np.array(atoms.positions, dtype=float),
        cell=None if cell is None else np.array(cell, dtype=float),
        name=name,
        licence=LICENCE,
    )


def _layer(text: str, formula: str, kind: str | None, stated: str) -> Draft:
    """MX2, or a honeycomb of two atoms such as graphene, between 15 Å of vacuum."""
    formula = "C2" if formula == "C" else formula
    counts = sorted(parse_formula(formula).values())
    values = {key: float(value) for key, value in re.findall(r"(a|thickness)=([\d.]+)", stated)}
    known = LAYERS.get(formula, ()) if kind != "1T" else ()
    needed = ("a", "thickness") if counts == [1, 2] else ("a",)
    values = dict(zip(needed, known)) | values
    missing = " and ".join(f"{key}=…" for key in needed if key not in values)
    if missing:
        raise InputError(f"{text[:60]!r}: state {missing} in Å; known are {', '.join(LAYERS)}")
    if counts == [1, 2]:
        atoms = mx2(formula, kind or "2H", **values, vacuum=15.0)
    elif sum(counts) == 2 and kind is None:
        atoms = graphene(formula, **values, vacuum=15.0)
    else:
        raise InputError(
            f"{text[:60]!r}: a layer is MX2 of kind 2H or 1T, or has two atoms, as C2 and BN"
        )
    return _draft(atoms, text, atoms.cell.array)


def cluster_sizes(shape: str, largest: int = 12) -> dict[int, tuple[int, ...]]:
    """Numbers of atoms that a shape can have, with the arguments from which ASE builds it."""
    n = range(1, largest + 1)
    if shape == "icosahedron":
        return {(10 * k**3 + 15 * k**2 + 11 * k + 3) // 3: (k + 1,) for k in n}
    if shape == "cuboctahedron":
        return {(10 * k**3 + 15 * k**2 + 11 * k + 3) // 3: (2 * k + 1, k) for k in n}
    if shape == "octahedron":
        return {k * (2 * k**2 + 1) // 3: (k, 0) for k in range(2, largest + 1)}
    return {k * (5 * k**2 + 1) // 6: (k, 1, 0) for k in range(2, largest + 1)}


def _cluster(symbol: str, count: int, shape: str | None, constant: str | None):
    if symbol not in NUMBERS:
        raise InputError(f"unknown element {symbol!r}")
    for candidate in [shape] if shape else SHAPES:
        sizes = cluster_sizes(candidate)
        if count in sizes:
            build = {"icosahedron": Icosahedron, "decahedron": Decahedron}.get(
                candidate, Octahedron
            )
            lattice = {"latticeconstant": float(constant)} if constant else {}
            return build(symbol, *sizes[count], **lattice)
    sizes = {n for s in ([shape] if shape else SHAPES) for n in cluster_sizes(s)}
    near = ", ".join(map(str, sorted(sorted(sizes, key=lambda n: abs(n - count))[:4])))
    raise InputError(f"no {shape or 'cluster'} has {count} atoms; near numbers are {near}")
