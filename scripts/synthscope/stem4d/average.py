"""The patterns of a scan, averaged over configurations, and what is measured of them."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from synthscope.core.seeds import generator
from synthscope.multislice.assembly import position_grid
from synthscope.multislice.configurations import configurations
from synthscope.multislice.device import kernels_for
from synthscope.multislice.multislice import slice_specimen
from synthscope.stem4d.measures import Measures
from synthscope.stem4d.phase import phase
from synthscope.stem4d.plan import Prepared
from synthscope.stem4d.positions import at_positions, series_matrix
from synthscope.stem4d.scattering import Scattering
from synthscope.stem4d.store import BLOCK_BYTES, PatternStore


@dataclass(frozen=True)
class Maps:
    """What a scan shows besides its patterns.

    Attributes
    ----------
    images
        By name, (y, x) parts of the beam on virtual detectors.
    contrasts
        By name, (y, x) differential phase contrast along x and along y of segmented detectors.
    com_x, com_y
        (y, x) centre of mass of the patterns, mrad; of the pixels that are paired about the centre.
    idpc
        (y, x) phase in rad, with a mean of 0 over the field.
    statistical_error
        Of the images, rms over mean, of the worst of them: as if configurations were independent.
        0 of a static lattice, None of a single configuration.
    """

    images: dict[str, np.ndarray]
    contrasts: dict[str, np.ndarray]
    com_x: np.ndarray
    com_y: np.ndarray
    idpc: np.ndarray
    statistical_error: float | None


def simulate(prepared: Prepared, store: PatternStore, seed: int, *key: str | int) -> Maps:
    """Fill a store with the mean patterns, and give the maps.

    Parameters
    ----------
    store
        Of (pixels, pixels, y, x).
    seed, key
        What configurations are drawn from: the data set's seed, and what the scan is of.
    """
    lattice, count = prepared.lattice, max(1, prepared.configurations)
    shape = position_grid(lattice)
    settings = prepared.settings
    probe = lattice.amplitudes(settings.aberrations)
    tilt, matrices = settings.tilt_mrad, _matrices(prepared)
    kernels = kernels_for(settings.device, settings.memory_mb, prepared.memory_mb)
    gratings = kernels.transmissions(prepared.gratings)
    total, squares = 0.0, 0.0
    together = max(1, BLOCK_BYTES // (4 * store.positions**2))
    for moved in _configurations(prepared, seed, *key):
        sample = slice_specimen(gratings, moved, prepared.slices, tilt)
        found = Measures(prepared.detectors, lattice.wavelength, shape)
        scattering = Scattering(sample, lattice, prepared.grid, probe, kernels)
        for number, images in _pixel_rows(prepared, scattering, found):
            for start in range(0, len(images), together):
                shown = at_positions(images[start : start + together], *matrices)
                shown = np.maximum(shown, 0) / np.float32(count)
                store.add(number * len(images) + start, shown)
        total, squares = total + found.values / count, squares + found.values**2 / count
    return _maps(prepared, total, _error(total, squares, len(prepared.detectors), count, prepared))


def _configurations(prepared: Prepared, seed: int, *key: str | int) -> Iterator[np.ndarray]:
    if not prepared.configurations:
        return iter([prepared.positions])
    atoms = prepared.positions, prepared.rms, prepared.snapshots
    drawn = generator(seed, *key, "frozen phonons")
    return configurations(*atoms, prepared.configurations, drawn)


def _pixel_rows(
    prepared: Prepared, scattering: Scattering, measures: Measures
) -> Iterator[tuple[int, np.ndarray]]:
    """Each row of pixels (one k_x) when it is complete: its number, and (pixels, px, py) images."""
    grid, lattice = prepared.grid, prepared.lattice
    width_x, width_y = (1 / length for length in lattice.extent)
    shape = grid.count, *position_grid(lattice)
    open_rows: dict[int, np.ndarray] = {}
    done = 0
    for row in scattering.rows():
        first = max(
            0, math.floor((row.kx - width_x / 2) / grid.step + grid.count // 2 + 0.5 - 1e-6)
        )
        for number in range(done, min(first, grid.count)):
            yield number, open_rows.pop(number, np.zeros(shape, np.float32))
        done = max(done, first)
        shares = grid.shares(row.ky, width_y)
        of_row = grid.shares(np.array([row.kx]), width_x)[:, 0]
        paired = slice(grid.first_paired, None)
        measures.add(row, shares[paired].sum(0) * of_row[paired].sum())
        pixels = (shares @ row.images.reshape(len(row.ky), -1)).reshape(shape)
        for number in np.flatnonzero(of_row):
            if number not in open_rows:
                open_rows[number] = np.zeros(shape, np.float32)
            open_rows[number] += of_row[number] * pixels
    for number in range(done, grid.count):
        yield number, open_rows.pop(number, np.zeros(shape, np.float32))


def _matrices(prepared: Prepared) -> tuple[np.ndarray, np.ndarray]:
    """To the positions of the scan along x and along y, blurred by the source."""
    lattice, sigma = prepared.lattice, prepared.settings.source_sigma_A
    along = zip(position_grid(lattice), lattice.half, lattice.grid.extent, (prepared.x, prepared.y))
    x, y = (series_matrix(*one, sigma) for one in along)
    return x, y


def _maps(prepared: Prepared, values: np.ndarray, error: float | None) -> Maps:
    """The maps at the positions, from the measures on the grid."""
    lattice, matrices = prepared.lattice, _matrices(prepared)
    shown = at_positions(values, *matrices)
    *images, seen, kx, ky = shown
    unit = 1e3 * lattice.wavelength
    slopes = (one / values[-3] for one in values[-2:])
    idpc = at_positions(phase(*slopes, lattice.grid.extent), *matrices)
    named = dict(zip(prepared.detectors, images))
    return Maps(
        {name: one.astype(np.float32) for name, one in named.items()},
        _contrasts(prepared, named),
        (unit * kx / seen).astype(np.float32),
        (unit * ky / seen).astype(np.float32),
        idpc.astype(np.float32),
        error,
    )


def _contrasts(prepared: Prepared, images: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Segments' images times the unit vectors to them, over the sum of all; 0 in the dark."""
    found = {}
    for name, segments in prepared.settings.segmented_detectors.items():
        parts = [(images[each], one.direction) for each, one in segments.detectors(name).items()]
        whole = sum(image for image, _ in parts)
        for axis, letter in enumerate("xy"):
            along = sum(image * direction[axis] for image, direction in parts)
            lit = np.divide(along, whole, out=np.zeros_like(whole), where=whole > 0)
            found[f"{name}_{letter}"] = lit.astype(np.float32)
    return found


def _error(
    total: np.ndarray, squares: np.ndarray, detectors: int, count: int, prepared: Prepared
) -> float | None:
    if not prepared.configurations:
        return 0.0
    if count == 1:
        return None
    mean, variance = total[:detectors], np.maximum(squares[:detectors] - total[:detectors] ** 2, 0)
    standard = np.sqrt(variance.mean((1, 2)) / (count - 1))
    whole = mean.mean((1, 2))
    return float(np.divide(standard, whole, out=np.zeros_like(whole), where=whole > 0).max())
