"""How the atomagined data set names its views, and how it writes numbers as text."""

from collections.abc import Sequence

import numpy as np

from synthscope.errors import InputError


def direction_code(uvw: Sequence[int]) -> str:
    """Six digits for a direction: for each index its sign (0 or 1) and its size.

    Raises
    ------
    InputError
        An index has more than one digit.
    """
    if any(abs(int(index)) > 9 for index in uvw):
        raise InputError(f"view {tuple(uvw)}: indices of a view go from -9 to 9")
    return "".join(f"{int(index < 0)}{abs(int(index))}" for index in uvw)


def direction(code: str) -> tuple[int, int, int]:
    """The direction that six digits stand for."""
    u, v, w = (int(code[i + 1]) * (-1 if code[i] == "1" else 1) for i in (0, 2, 4))
    return u, v, w


def ref_id(structure_id: str, uvw: Sequence[int]) -> str:
    """Name of a view, which its files carry: ``000004.011200`` is structure 4 along [1, -2, 0]."""
    return f"{structure_id}.{direction_code(uvw)}"


def plane_normal(metric: np.ndarray, uvw: Sequence[int]) -> np.ndarray:
    """(3,) indices of the plane normal to a direction, Å²: the metric tensor times [uvw]."""
    return np.asarray(metric, dtype=np.float64) @ np.asarray(uvw, dtype=np.float64)


def numbers_text(values: Sequence[float]) -> str:
    """Numbers in brackets, each cut (not rounded) to seven characters: ``(101.702, -127.12, 0.0)``.

    What is zero but for the last bits of a sum is written ``0.0``.
    """
    return f"({', '.join(_number_text(float(value)) for value in values)})"


def _number_text(value: float) -> str:
    if abs(value) < 1e-6:
        return "0.0"
    # The tenth decimal: so that two libraries' last bits cannot decide where a number is cut.
    return str(round(value, 10))[:7]


def cif_text(text: str) -> str:
    """A value as a CIF has it: in single quotes when it holds a blank."""
    return f"'{text}'" if " " in text else text


def code_number(structure_id: str) -> str:
    """An id as the file's ``icsd_collcode``: without leading zeros where it is a number."""
    return str(int(structure_id)) if structure_id.isdigit() else structure_id
