"""Loops that NumPy cannot express, compiled once and cached for later jobs."""

from collections.abc import Callable

from numba import njit


def compiled(function: Callable) -> Callable:
    """Compile a function of arrays and numbers to machine code at its first call.

    The code is kept beside the source, or in the user's cache where that cannot be written, or
    only for this process where neither can. numba watches the file that holds the function but
    not what the function calls, so compiled functions that call each other stand in one file.

    Rounding is that of IEEE 754 in the order in which the source is written (no fused
    multiply-add, no reordered sums): the same bytes on every machine.
    """
    try:
        return njit(cache=True, error_model="numpy")(function)
    except RuntimeError:  # numba found no place for its cache
        return njit(error_model="numpy")(function)
