"""What columns are made of and belong to, in words."""

import numpy as np

from synthscope.haadf.columns import Columns
from synthscope.haadf.labels import Labels
from synthscope.structures.elements import SYMBOLS
from synthscope.structures.scenes.scene import ROLES


def composition(columns: Columns, index: int) -> str:
    """The atoms of a column by symbol and number, such as `O6 Ti6`, lightest first."""
    return " ".join(
        f"{SYMBOLS[number]}{count}"
        for number, count in zip(columns.elements, columns.composition[index])
        if count
    )


def column_parts(labels: Labels) -> list[tuple[str, int]]:
    """Role and grain of each column of a scene, by the first of its atoms; else nothing."""
    if labels.roles is None:
        return []
    _, first = np.unique(labels.columns.of_atom, return_index=True)
    return [
        (ROLES[role], grain)
        for role, grain in zip(labels.roles[first].tolist(), labels.grains[first].tolist())
    ]
