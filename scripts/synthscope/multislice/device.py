"""The device that the settings name, and what computes on it."""

from dataclasses import replace

from synthscope.multislice.arrays import HOST, Arrays, DeviceArrays
from synthscope.multislice.cpu.kernels import NUMPY
from synthscope.multislice.gpu.device import LEAST_MB, require_gpu
from synthscope.multislice.gpu.kernels import DeviceKernels
from synthscope.multislice.kernels import Kernels


def check_device(device: str, memory_mb: float) -> None:
    """Refuse, in one line, a device that is not there or has less memory.

    Raises
    ------
    InputError
    """
    if device != "cpu":
        require_gpu(memory_mb)


def working_mb(device: str) -> float:
    """What batches on a device need at least; NumPy's are too small to count."""
    return LEAST_MB if device != "cpu" else 0


def kernels_for(device: str, memory_mb: float, needed_mb: float) -> Kernels:
    """What computes a specimen on a device: `cpu` or `cuda`.

    Batches on a GPU take what is left of `memory_mb` beside the lasting arrays' `needed_mb`.
    """
    if device == "cpu":
        return NUMPY
    room = memory_mb - needed_mb + LEAST_MB
    return DeviceKernels(replace(require_gpu(memory_mb), working_mb=room))


def arrays_of(device: str, memory_mb: float) -> Arrays:
    """Of a device: `cpu` or `cuda`, of whose memory batches take half of `memory_mb`.

    Raises
    ------
    InputError
        There is none, or it has less memory.
    """
    if device == "cpu":
        return HOST
    return DeviceArrays(replace(require_gpu(memory_mb), working_mb=memory_mb / 2))
