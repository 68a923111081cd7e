"""Small specimens with known structure for the tests of the multislice engine."""

import numpy as np
import scipy.fft

from synthscope.haadf.settings import HaadfSettings, Phonons
from synthscope.settings.load import checked

SILICON_A = 5.4309
TITANATE_A = 3.905


def silicon_110():
    """Numbers, positions and box of the orthogonal cell of silicon seen along [110]."""
    box = np.array([SILICON_A / np.sqrt(2), SILICON_A, SILICON_A / np.sqrt(2)])
    fractions = np.array([[0, 0, 0], [0, 0.25, 0.5], [0.5, 0.5, 0.5], [0.5, 0.75, 0]])
    return np.full(4, 14), fractions * box, box


def strontium_titanate():
    """Numbers, positions and box of the cubic cell of SrTiO3."""
    fractions = np.array([[0, 0, 0], [0.5, 0.5, 0.5], [0.5, 0.5, 0], [0.5, 0, 0.5], [0, 0.5, 0.5]])
    return np.array([38, 22, 8, 8, 8]), fractions * TITANATE_A, np.full(3, TITANATE_A)


def selenide():
    """Numbers, positions and box of a sheet of WSe2, 4 × 2 orthogonal cells of three planes."""
    a, b = 3.28, 3.28 * np.sqrt(3)
    n = np.stack(np.meshgrid(range(4), range(2)), -1).reshape(-1, 1, 2)
    flat = np.concatenate([n, n + 0.5]).reshape(-1, 2) * [a, b]
    planes = ((0, 1.67), (b / 3, 0.0), (b / 3, 3.34))
    positions = [np.c_[flat + np.array([0, y]), np.full(len(flat), z)] for y, z in planes]
    return (
        np.repeat([74, 34, 34], len(flat)),
        np.concatenate(positions),
        np.array([4 * a, 2 * b, 5.01]),
    )


def quick_settings(**changes):
    """Settings of HAADF images that take no time."""
    quick = {
        "semiangle_mrad": 30,
        "detectors_mrad": [[60, 90]],
        "field_A": 12,
        "cell_depth_A": 6,
        "phonons": {"configurations": 1},
    }
    return checked(HaadfSettings, quick | changes)


def phonons(configurations):
    """Of so many configurations, in which every atom moves by 0.055 Å."""
    return Phonons(configurations=configurations, use_table=False)


def repeated(numbers, positions, box, counts):
    """The crystal of counts (x, y, z) boxes."""
    shifts = np.stack(np.meshgrid(*map(np.arange, counts), indexing="ij"), -1).reshape(-1, 3)
    everywhere = (positions[None] + (shifts * box)[:, None]).reshape(-1, 3)
    return np.tile(numbers, len(shifts)), everywhere, box * np.array(counts)


def gold_particle(radius, width, depth):
    """A ball of gold in vacuum, turned out of every zone axis."""
    a = 4.0782
    index = np.stack(np.meshgrid(*[np.arange(-6, 7)] * 3, indexing="ij"), -1).reshape(-1, 3)
    face = np.array([[0, 0, 0], [0.5, 0.5, 0], [0.5, 0, 0.5], [0, 0.5, 0.5]])
    points = (index[:, None] + face[None]).reshape(-1, 3) * a
    points = points[np.linalg.norm(points, axis=1) < radius]
    turn, _ = np.linalg.qr(np.random.default_rng(2).normal(size=(3, 3)))
    box = np.array([width, width, depth])
    return np.full(len(points), 79), points @ turn.T + box / 2, box


def gridded_potential(numbers, positions, grid, slices, factor):
    """What the program of the published values does: the four pixels around an atom share it.

    Divided by a sinc (without π, of the radial frequency) in Fourier space, as there; that is less
    than what sharing takes away. `factor(number, k2)` is the scattering factor in V Å³ per Å² of
    pixel.
    """
    k2 = grid.k2()
    k = np.hypot(grid.kx[:, None] * grid.sampling[0], grid.ky[None] * grid.sampling[1])
    sinc = np.sinc(k / np.pi)
    result = np.zeros((len(slices), *grid.shape), np.float32)
    for number in np.unique(numbers):
        filtered = (factor(number, k2) / sinc)[:, : grid.shape[1] // 2 + 1].astype(np.float32)
        for s in range(len(slices)):
            place = positions[(slices.index == s) & (numbers == number), :2] / grid.sampling
            low = np.floor(place).astype(int)
            rest = place - low
            deltas = np.zeros(grid.shape, np.float32)
            for i in (0, 1):
                for j in (0, 1):
                    share = np.abs(1 - i - rest[:, 0]) * np.abs(1 - j - rest[:, 1])
                    x, y = (low[:, 0] + i) % grid.shape[0], (low[:, 1] + j) % grid.shape[1]
                    np.add.at(deltas, (x, y), share)
            spectrum = scipy.fft.rfft2(deltas) * filtered
            result[s] += scipy.fft.irfft2(spectrum, s=grid.shape)
    return result
