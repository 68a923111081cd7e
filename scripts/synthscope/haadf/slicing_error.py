"""What slices make of an image: an error that is measured.

Atoms that share a slice without sharing a plane act at a wrong depth. What that does is measured by
some probes through a part of the specimen, against slices of a fifth of their thickness or less.
"""

import math

import numpy as np

from synthscope.core.seeds import generator
from synthscope.haadf.plan import Prepared
from synthscope.multislice.lattice import Lattice
from synthscope.multislice.multislice import scan, slice_specimen
from synthscope.optics.contrast import projection
from synthscope.optics.grids import grid_for
from synthscope.optics.limits import probe_diameter
from synthscope.optics.own_area import own_share
from synthscope.optics.phonons import displaced
from synthscope.optics.slicing import Slices, own_planes
from synthscope.optics.transmission import Gratings
from synthscope.structures.model import Atoms

APART_A = 0.02  # planes nearer than this are one
FINER, FINEST_A = 5, 0.1  # slices to compare with: so much thinner, but not below
PART_A = 12.0  # least width of the part that slices are tried on …
DEEPEST_A = 40.0  # … and its greatest depth
PROBES = 16
AROUND_A = 4.0  # radius that the probes stand in, the nearer the closer together
SAFETY_FACTOR = 2.0  # few probes leave the error uncertain


def slicing_error(atoms: Atoms, repeats: tuple[int, int, int], prepared: Prepared) -> float:
    """What slices do to the image, rms over mean, of the worst detector.

    Measured by probes around the atom that is moved most, heavy ones and those in bright places
    counting more, through a part of the specimen. They tell the error over the rms of the image
    there; what that is of the whole image's rms, and how far this lies above the mean, or that of
    its own area, is what the atoms' projection estimates. Where few atoms are moved, the whole
    image's error is smaller.

    Parameters
    ----------
    atoms, repeats
        What `prepare` was given: the atoms of a box, and how often it stands along x, y and z.
    """
    settings, whole = prepared.settings, prepared.slices
    moved_A = np.abs(atoms.positions[:, 2] - whole.planes[whole.index[: len(atoms)]])
    if moved_A.max(initial=0.0) < APART_A:
        return 0.0
    bright = _brightness(prepared, atoms.positions[:, :2])
    most = np.argmax(np.round(moved_A * atoms.numbers**1.7 * bright, 6))
    middle = atoms.positions[most, :2]
    numbers, positions, rms, index, extent = _part(atoms, repeats, prepared, middle)
    moved = positions
    if not settings.static:
        moved = displaced(positions, rms, generator(0, "haadf slices"))
    depth = float(min(whole.depth, positions[:, 2].max() + 1))
    taken = Slices(index, whole.planes[: int(index.max()) + 1], depth)
    thinner = max(FINEST_A, min(1.0, settings.slices_A) / FINER)
    finest = own_planes(positions[:, 2], numbers**1.6, depth, thinner)
    # as fine as the calculation or less: what slices do hardly depends on the band
    lam, detectors = prepared.lattice.wavelength, prepared.lattice.detectors
    grid = grid_for(extent, prepared.band_mrad, lam)
    lattice = Lattice(grid, (1, 1), lam, settings.semiangle_mrad, detectors)
    amplitudes = lattice.amplitudes(settings.aberrations)
    radius, turn = AROUND_A * np.arange(PROBES) / PROBES, 2.39996 * np.arange(PROBES)
    places = np.stack([radius * np.cos(turn), radius * np.sin(turn)], 1) + np.array(extent) / 2

    def seen(slices: Slices) -> np.ndarray:
        made_for = settings.energy_keV, settings.potential
        gratings = Gratings(grid, numbers, slices, *made_for, edge=prepared.gratings.edge)
        sample = slice_specimen(gratings, moved, tilt_mrad=settings.tilt_mrad)
        return scan(sample, places, lattice.beams, amplitudes, list(detectors), [len(slices)])[:, 0]

    right = seen(finest)
    relative = np.sqrt(((seen(taken) - right) ** 2).sum(1) / (right**2).sum(1)).max()
    contrast = prepared.band.contrast
    share = min(1.0, float(bright[most])) * math.sqrt(contrast) * float(own_share(contrast))
    return SAFETY_FACTOR * float(relative) * share


def _brightness(prepared: Prepared, places: np.ndarray) -> np.ndarray:
    """(n,) rms of the image around places (n, 2) Å, where probes stand, over the whole image's."""
    field = prepared.lattice.grid.extent
    squares = projection(prepared.gratings.numbers, prepared.positions, field) ** 2
    near = []
    for count, period in zip(squares.shape, field):
        away = np.arange(count) * period / count
        near.append(np.minimum(away, period - away) <= AROUND_A)
    window = np.outer(*near) / np.outer(*near).sum()
    around = np.fft.ifft2(np.fft.fft2(squares) * np.fft.fft2(window)).real
    x, y = (np.floor(places / field * squares.shape).astype(int) % squares.shape).T
    return np.sqrt(np.maximum(around[x, y], 0) / squares.mean())


def _part(
    atoms: Atoms, repeats: tuple[int, int, int], prepared: Prepared, middle: np.ndarray
) -> tuple:
    """Numbers, positions, rms, slices and extent of the part around a place."""
    settings, whole, box = prepared.settings, prepared.slices, atoms.box
    need = probe_diameter(
        settings.semiangle_mrad, prepared.lattice.wavelength, settings.aberrations, DEEPEST_A
    )
    extent = tuple(min(max(PART_A, need), field) for field in prepared.field_A)
    copies = [math.ceil(e / 2 / b) + 1 for e, b in zip(extent, box)]
    layers = max(1, min(repeats[2], math.ceil(DEEPEST_A / box[2])))
    shifts = np.stack(
        np.meshgrid(*(np.arange(-n, n + 1) for n in copies), np.arange(layers), indexing="ij"), -1
    ).reshape(-1, 3)
    positions = (atoms.positions[None] + (shifts * box)[:, None]).reshape(-1, 3)
    numbers = np.tile(atoms.numbers, len(shifts))
    rms = np.tile(prepared.rms[: len(atoms)], len(shifts))
    of_box = whole.index[: len(atoms)]
    index = (of_box + len(whole) // repeats[2] * shifts[:, 2:]).ravel()
    positions[:, :2] += np.array(extent) / 2 - middle
    kept = np.all((positions[:, :2] >= 0) & (positions[:, :2] < extent), axis=1)
    kept &= whole.planes[index] <= max(DEEPEST_A, whole.planes[0])
    return numbers[kept], positions[kept], rms[kept], index[kept], extent
