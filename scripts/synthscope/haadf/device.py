"""The device that the settings name, and the kernels for it."""

from dataclasses import replace

from synthscope.haadf.plan import Prepared
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


def kernels_for(prepared: Prepared) -> Kernels:
    """What computes a specimen; batches on a GPU take the memory that lasting arrays leave."""
    settings = prepared.settings
    if settings.device == "cpu":
        return NUMPY
    room = settings.memory_mb - prepared.memory_mb + LEAST_MB
    return DeviceKernels(replace(require_gpu(settings.memory_mb), working_mb=room))
