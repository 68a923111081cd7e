"""`planewaves` on a device: the exact image, many beams at a time."""

import math
from functools import partial
from typing import Any

import numpy as np

from synthscope.multislice.gpu.assembly import DeviceAccumulator
from synthscope.multislice.gpu.device import Device
from synthscope.multislice.gpu.frames import FRAME_BYTES, DeviceFrames
from synthscope.multislice.lattice import BeamClass, Lattice
from synthscope.multislice.multislice import SlicedSpecimen, transmitted
from synthscope.multislice.planewaves import entrance_phases


def exact_spectrum(
    device: Device,
    specimen: SlicedSpecimen,
    lattice: Lattice,
    amplitudes: np.ndarray,
    exit_planes: list[int],
) -> np.ndarray:
    """The Fourier coefficients of the image, on the host; see `multislice.planewaves`.

    The specimen's transmissions are on the device (`gpu.transmission.DeviceGratings`).
    """
    accumulator = DeviceAccumulator(device, lattice, len(exit_planes))
    first = amplitudes * entrance_phases(specimen, lattice.frequencies, float(specimen.planes[0]))
    for part in lattice.classes():
        factors = device.put(accumulator.patches(part, first[part.members].astype(np.complex64)))
        number = np.arange(len(part.beams))
        pixels, weights = np.arange(len(part.pixels.x)), part.pixels.weights
        beams = accumulator.patches(part, number * len(pixels))
        for e, rows in enumerate(_diffracted(device, specimen, part, lattice, exit_planes)):
            flat = device.xp.reshape(rows, (-1,))
            accumulator.add(e, weights, factors, flat, pixels, beams)
    return accumulator.coefficients()


def _diffracted(
    device: Device,
    specimen: SlicedSpecimen,
    part: BeamClass,
    lattice: Lattice,
    exit_planes: list[int],
) -> list[Any]:
    """X_g(k) of a class: for each exit complex64 (beams, pixels)."""
    xp, (nx, ny) = device.xp, specimen.grid.shape
    x, y = (device.put(k)[None, :] for k in (part.pixels.x, part.pixels.y))
    shape = (len(part.beams), len(part.pixels.x))
    result = [device.zeros(shape, "complex64") for _ in exit_planes]
    together = device.batch(FRAME_BYTES * nx * ny + 48 * shape[1])
    for start in range(0, len(part.beams), together):
        chosen = slice(start, min(start + together, len(part.beams)))
        sx, sy = (device.put(s)[:, None] for s in part.beams[chosen].T)
        tilts = lattice.frequencies[part.members[chosen]]
        number = device.put(np.arange(len(tilts)))[:, None]
        place = number * (nx * ny) + (x - sx) % nx * ny + (y - sy) % ny
        waves = device.zeros((len(tilts), nx, ny), "complex64") + 1 / math.prod((nx, ny))
        frames = partial(DeviceFrames, device)
        for count, passed in transmitted(specimen, waves, exit_planes, tilts, frames):
            found = xp.take(xp.reshape(passed, (-1,)), xp.reshape(place, (-1,)))
            result[exit_planes.index(count)][chosen, :] = xp.reshape(found, place.shape)
    return result
