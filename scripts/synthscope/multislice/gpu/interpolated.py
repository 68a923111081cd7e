"""`interpolated` on a device: all that is heavy runs there, in batches as large as memory allows.

Positions, weights and phases go there once, and what comes back are the images' accumulators.
Results differ from those of NumPy by the rounding of single precision.
"""

from functools import partial
from typing import Any

import numpy as np

from synthscope.multislice.gpu.assembly import DeviceAccumulator
from synthscope.multislice.gpu.device import Device
from synthscope.multislice.gpu.frames import FRAME_BYTES, DeviceFrames
from synthscope.multislice.interpolated import Plan, reference_phases, transfers
from synthscope.multislice.lattice import BeamClass
from synthscope.multislice.multislice import SlicedSpecimen, transmitted
from synthscope.multislice.planewaves import entrance_phases


def interpolated_spectrum(
    device: Device, specimen: SlicedSpecimen, plan: Plan, amplitudes: np.ndarray
) -> np.ndarray:
    """The Fourier coefficients of the image, on the host; see `multislice.interpolated`.

    The specimen's transmissions are on the device (`gpu.transmission.DeviceGratings`).
    """
    lattice = plan.lattice
    parents = parent_amplitudes(device, specimen, plan)
    accumulator = DeviceAccumulator(device, lattice, len(plan.exit_planes), share=0.5)
    for e, middle in enumerate(plan.middles):
        beams = amplitudes * entrance_phases(specimen, lattice.frequencies, middle)
        for part in lattice.classes():
            factors = accumulator.patches(part, beams[part.members].astype(np.complex64))
            weights = accumulator.patches(part, plan.interpolations[e].weights[part.members])
            _add(
                device,
                accumulator,
                part,
                plan,
                parents[e],
                device.put(weights),
                device.put(factors),
                e,
            )
    return accumulator.coefficients()


def parent_amplitudes(device: Device, specimen: SlicedSpecimen, plan: Plan) -> list[Any]:
    """G_p(k') of every parent: for each exit float32 (2·half_x + 1, parents, 2·half_y + 1, 2).

    The last axis is the real and the imaginary part.
    """
    xp, grid = device.xp, specimen.grid
    indices, inside = transfers(plan)
    source = [device.put(i % n) for i, n in zip(indices, grid.shape)]
    shape = (len(indices[0]), len(plan.parents), len(indices[1]), 2)
    result = [device.zeros(shape, "float32") for _ in plan.exit_planes]
    together = device.batch(FRAME_BYTES * grid.size)
    frames = partial(DeviceFrames, device)
    for first in range(0, len(plan.parents), together):
        tilts = plan.parents[first : first + together]
        waves = device.zeros((len(tilts), *grid.shape), "complex64") + 1 / grid.size
        for count, passed in transmitted(specimen, waves, plan.exit_planes, tilts, frames):
            phases = reference_phases(specimen, plan, count, tilts)
            x, y = (device.put(phase * keep) for phase, keep in zip(phases, inside))
            found = xp.take(xp.take(passed, source[0], axis=1), source[1], axis=2)
            found = xp.permute_dims(found * x[:, :, None] * y[:, None, :], (1, 0, 2))
            pairs = xp.stack([xp.real(found), xp.imag(found)], axis=-1)
            result[plan.exit_planes.index(count)][:, first : first + len(tilts), :, :] = pairs
    return result


def _add(
    device: Device,
    accumulator: DeviceAccumulator,
    part: BeamClass,
    plan: Plan,
    parents: Any,
    weights: Any,
    amplitudes: Any,
    exit_index: int,
) -> None:
    """Interpolate and add up a class, some rows of detector pixels (x) at a time.

    Beams (s, t) of one s meet the pixels of a row at the transfers of one row, x − s. One product a
    row s gives them at all transfers along y, of which the beam t needs y − t.
    """
    half, (wide, high) = plan.half, accumulator.patch
    count, length = parents.shape[1:3]
    weights = device.xp.reshape(weights, (wide, high, count))
    s, t = (np.arange(n) - n // 2 for n in (wide, high))
    pixels = part.pixels
    rows = np.unique(pixels.x)
    together = device.batch(8 * wide * length * (2 * count + 4 * high), share=0.5)
    for start in range(0, len(rows), together):
        chosen = rows[start : start + together]
        source = chosen[None, :] - s[:, None] + half[0]
        diffracted = _interpolated(device, parents, weights, source)
        here = slice(*np.searchsorted(pixels.x, [chosen[0], chosen[-1] + 1]))
        places = np.searchsorted(chosen, pixels.x[here]) * length + pixels.y[here] + half[1]
        beams = np.arange(wide * high) * (len(chosen) * length) - np.tile(t, wide)
        weights_here = pixels.weights[here]
        accumulator.add(exit_index, weights_here, amplitudes, diffracted, places, beams)


def _interpolated(device: Device, parents: Any, weights: Any, source: np.ndarray) -> Any:
    """X of beams (s, t), `weights` (s, t, parents), at the rows of transfers `source` (s, rows).

    Flat, complex64, in the order of s, t, rows and transfers along y.
    """
    xp, (wide, rows) = device.xp, source.shape
    block = xp.take(parents, device.put(source.ravel()), axis=0)
    block = xp.permute_dims(xp.reshape(block, (wide, rows, parents.shape[1], -1)), (0, 2, 1, 3))
    pairs = weights @ xp.reshape(block, (wide, parents.shape[1], -1))
    pairs = xp.reshape(pairs, (-1, 2))
    return pairs[:, 0] + 1j * xp.astype(pairs[:, 1], xp.complex64)
