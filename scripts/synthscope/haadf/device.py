"""STEM images on a device that the settings name."""

from dataclasses import replace

import numpy as np

from synthscope.haadf.plan import Prepared
from synthscope.multislice.gpu import interpolated, planewaves
from synthscope.multislice.gpu.device import LEAST_MB, opened
from synthscope.multislice.gpu.transmission import DeviceGratings
from synthscope.multislice.multislice import specimen


def check_device(device: str, memory_mb: float) -> None:
    """Refuse, in one line, a device that is not there or has less memory.

    Raises
    ------
    InputError
    """
    if device != "cpu":
        opened(memory_mb)


def spectrum(prepared: Prepared, positions: np.ndarray, amplitudes: np.ndarray) -> np.ndarray:
    """See `image.spectrum`; batches take what the settings' memory leaves beside lasting arrays."""
    settings = prepared.settings
    room = settings.memory_mb - prepared.memory_mb + LEAST_MB
    device = replace(opened(settings.memory_mb), working_mb=room)
    gratings = DeviceGratings(device, prepared.gratings)
    sample = specimen(gratings, positions, prepared.slices, settings.tilt_mrad)
    if prepared.method == "interpolated":
        return interpolated.spectrum(device, sample, prepared.plan, amplitudes)
    exits = list(prepared.exits)
    return planewaves.spectrum(device, sample, prepared.lattice, amplitudes, exits)
