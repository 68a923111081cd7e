"""Where the heavy arrays of a calculation live: in a library of the array API standard.

NumPy on one core is what this project is tuned for, and has code of its own. What is here serves
the other libraries: any namespace of the Python array API standard (2022.12 or later, with its fft
extension) and one of its devices.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from array_api_compat import is_cupy_array, is_torch_array, to_device

from synthscope.core.errors import InputError

LEAST_MB = 256  # what batches get at least


@dataclass(frozen=True)
class Device:
    """A library and a device of it.

    Attributes
    ----------
    xp
        The library's namespace.
    where
        The device, as the library names it; None: the library's own choice.
    total_mb
        The device's memory.
    working_mb
        What the arrays of a batch may take beside those that stay.
    """

    xp: Any
    where: Any = None
    total_mb: float = np.inf
    working_mb: float = LEAST_MB

    def put(self, array: np.ndarray) -> Any:
        """A copy on the device, of the same type."""
        return self.xp.asarray(np.ascontiguousarray(array), device=self.where)

    def get(self, array: Any) -> np.ndarray:
        """A copy on the host."""
        if is_torch_array(array) or is_cupy_array(array):
            array = to_device(array, "cpu")
        return np.asarray(array)

    def zeros(self, shape: tuple[int, ...], dtype: str) -> Any:
        """Zeros of the type that the library calls `dtype`."""
        return self.xp.zeros(shape, dtype=getattr(self.xp, dtype), device=self.where)

    def expi(self, angle: Any) -> Any:
        """exp(i angle) of a real array, complex of the same precision."""
        xp = self.xp
        kind = xp.complex64 if angle.dtype == xp.float32 else xp.complex128
        return xp.exp(1j * xp.astype(angle, kind))

    def batch(self, item_bytes: float, share: float = 1.0) -> int:
        """How many items a batch holds that needs so much for each, at least one."""
        return max(1, int(share * 1e6 * self.working_mb / item_bytes))


def _torch() -> Device | None:
    import torch
    from array_api_compat import torch as xp

    if not torch.cuda.is_available():
        return None
    torch.set_float32_matmul_precision("highest")
    return Device(xp, torch.device("cuda"), torch.cuda.mem_get_info()[1] / 1e6)


def _cupy() -> Device | None:
    import cupy
    from array_api_compat import cupy as xp

    if not cupy.cuda.is_available():
        return None
    return Device(xp, cupy.cuda.Device(0), cupy.cuda.runtime.memGetInfo()[1] / 1e6)


LIBRARIES: dict[str, Callable[[], Device | None]] = {"PyTorch": _torch, "CuPy": _cupy}


@cache
def cuda() -> Device:
    """The first CUDA device that is visible, by PyTorch or else by CuPy.

    Raises
    ------
    InputError
        In one line, if neither is installed or none of them sees a device.
    """
    blind = []
    for name, opened in LIBRARIES.items():
        try:
            device = opened()
        except ImportError:
            continue
        if device:
            return device
        blind.append(name)
    if blind:
        raise InputError(
            f"device is cuda, but no CUDA device is visible to {' or '.join(blind)}; run on a "
            "machine with a GPU and its driver, or use device cpu"
        )
    raise InputError(
        "device is cuda, but neither PyTorch nor CuPy is installed; install pytorch-gpu "
        "(conda-forge) or torch (PyPI), or use device cpu"
    )


def require_gpu(memory_mb: float) -> Device:
    """`cuda`, for a job that may use `memory_mb` of its memory.

    Raises
    ------
    InputError
        As `cuda` does, or if the device has less.
    """
    device = cuda()
    total = device.total_mb
    if memory_mb > total:
        raise InputError(
            f"memory_mb is {memory_mb:g}, but the GPU has {total:.0f}; use that or less"
        )
    return device
