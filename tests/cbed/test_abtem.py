"""Patterns beside those of abTEM, an independent program, on the same atoms and potentials."""

import numpy as np
import pytest
import scipy.fft
from tests.cbed import crystals
from tests.cbed.conditions import taken
from tests.cbed.sampled import SampledBox, SampledLattice

from synthscope.cbed import planewaves
from synthscope.cbed.pattern import PatternGrid
from synthscope.cbed.probes import Box
from synthscope.cbed.settings import Motion
from synthscope.cbed.simulate import probe_of, simulate
from synthscope.core.seeds import generator
from synthscope.optics.bandlimit import band_limit
from synthscope.optics.grids import Grid
from synthscope.optics.phonons import displaced
from synthscope.optics.potential import projected_slices
from synthscope.optics.slicing import equal_slices
from synthscope.structures.model import Atoms
from synthscope.structures.symmetry.zone_axes import plane_normal

ENERGY, CELLS = 100.0, 8


def theirs(potentials, steps, extent, semiangle_mrad, place) -> np.ndarray:
    """abTEM's pattern [row, column] with the centre in the middle of the grid."""
    import abtem

    abtem.config.set({"fft": "numpy", "precision": "float32", "diagnostics.progress_bar": False})
    size = potentials.shape[-1]
    k = np.fft.fftfreq(size, extent / size)
    probe = probe_of(taken(ENERGY, semiangle_mrad))
    amplitude = np.sqrt(probe.intensity(k[:, None], k[None, :], 1 / extent))
    phase = -2j * np.pi * (k[:, None] * place[0] + k[None, :] * place[1])
    array = np.fft.ifft2(amplitude * np.exp(phase)) * size**2
    waves = abtem.Waves(array.astype(np.complex64), energy=1e3 * ENERGY, extent=(extent, extent))
    potential = abtem.PotentialArray(
        potentials.astype(np.float32), slice_thickness=tuple(steps), extent=(extent, extent)
    )
    exit_wave = waves.multislice(potential).array
    return np.fft.fftshift(np.abs(scipy.fft.fft2(exit_wave) / size**2) ** 2).T


@pytest.mark.parametrize("name", ["silicon", "strontium_titanate", "gold"])
def test_static_patterns_agree_with_abtem(monkeypatch, name):
    monkeypatch.setattr(planewaves, "LatticeGratings", SampledLattice)  # as abTEM takes exp(iσV)
    crystal = getattr(crystals, name)()
    axis = plane_normal(crystal, (0, 0, 1))
    edge = crystal.cell[0, 0]
    positions = crystal.positions @ axis.basis.T
    positions -= np.floor(positions / edge + 1e-9) * edge
    planes = 4 if name == "silicon" else 2
    pixels = {"silicon": 36, "strontium_titanate": 30, "gold": 44}[name]
    grid = Grid((pixels, pixels), (edge, edge))
    slices = equal_slices(positions[:, 2] + edge / planes / 2, edge, edge / planes)
    cell = projected_slices(crystal.numbers, positions, grid, slices)
    blur = np.exp(-2 * np.pi**2 * 0.1**2 * grid.k2())  # as the Debye-Waller factor of 0.1 Å
    cell = scipy.fft.ifft2(scipy.fft.fft2(cell) * blur).real
    repeats = round(30.0 / edge)
    peer = theirs(
        np.tile(cell, (repeats, CELLS, CELLS)),
        np.full(planes * repeats, edge / planes),
        CELLS * edge,
        4.0,
        (0.3 * edge, 0.1 * edge),
    )
    pattern = PatternGrid(CELLS * pixels, 1 / (CELLS * edge))
    conditions = taken(
        ENERGY,
        4.0,
        repeats * edge - 0.1,
        Motion(kind="debye_waller", default_rms_A=0.1),
        band_limit_per_A=band_limit(grid),
    )
    ours = simulate(crystal, axis, conditions, pattern)[0]
    assert np.linalg.norm(ours - peer) < 1e-3 * np.linalg.norm(peer)
    assert np.abs(ours - peer).sum() < 1e-2 * peer.sum()


def test_probes_on_moving_atoms_agree_with_abtem():
    edge, repeats = 3.905, 6
    crystal = crystals.strontium_titanate()
    shifts = np.stack(np.meshgrid(*map(np.arange, (CELLS, CELLS, repeats)), indexing="ij"), -1)
    rest = (crystal.positions + edge * shifts.reshape(-1, 1, 3)).reshape(-1, 3)
    numbers = np.tile(crystal.numbers, CELLS * CELLS * repeats)
    extent = CELLS * edge
    atoms = Atoms(numbers, rest, (extent, extent, repeats * edge))
    limit = 216 / (3 * extent)
    box = Box(atoms, ENERGY, limit, 1.0)
    assert box.grid.shape == (216, 216)
    box.gratings = SampledBox(box)
    moved = displaced(rest, np.full(len(rest), 0.07), generator(3, "test"))
    pattern = PatternGrid(216, 1 / extent)
    probe = probe_of(taken(ENERGY, 4.0))
    ours = box.patterns(moved, probe, np.array([[1.0, -2.0]]), [repeats * edge], pattern)[0]
    potentials = projected_slices(numbers, moved, box.grid, box.slices)
    place = (extent / 2 + 1.0, extent / 2 - 2.0)
    peer = theirs(potentials, box.slices.steps, extent, 4.0, place)
    assert np.linalg.norm(ours - peer) < 1e-3 * np.linalg.norm(peer)
