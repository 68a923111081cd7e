"""STEM images on a device that the settings name."""

from dataclasses import replace

import numpy as np

from synthscope.haadf.plan import Prepared
from synthscope.multislice.gpu import interpolated, planewaves
from synthscope.multislice.gpu.device import LEAST_MB, require_gpu
from synthscope.multislice.gpu.transmission import DeviceGratings
from synthscope.multislice.multislice import slice_specimen


def check_device(device: str, memory_mb: float) -> None:
    """Refuse, in one line, a device that is not there or has less memory.

    Raises
    ------
    InputError
    """
    if device != "cpu":
        require_gpu(memory_mb)


def device_spectrum(
    prepared: Prepared, positions: np.ndarray, amplitudes: np.ndarray, number: int = 0
) -> np.ndarray:
    """See `image.image_spectrum`; batches take the memory that lasting arrays leave."""
    settings = prepared.settings
    room = settings.memory_mb - prepared.memory_mb + LEAST_MB
    device = replace(require_gpu(settings.memory_mb), working_mb=room)
    gratings = DeviceGratings(device, prepared.gratings)
    sample = slice_specimen(gratings, positions, prepared.slices, settings.tilt_mrad)
    if prepared.method == "interpolated":
        return interpolated.interpolated_spectrum(
            device, sample, prepared.taking(number), amplitudes
        )
    exit_planes = list(prepared.exit_planes)
    return planewaves.exact_spectrum(device, sample, prepared.lattice, amplitudes, exit_planes)
