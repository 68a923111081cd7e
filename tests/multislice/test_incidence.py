"""What falls on atoms inside a specimen is what a beam that is sent there brings."""

import math

import numpy as np
from tests.multislice.specimens import repeated, strontium_titanate

from synthscope.multislice.frames import Frames
from synthscope.multislice.incidence import Incidence
from synthscope.multislice.mean_transmission import MeanTransmissions, VibratingAtoms
from synthscope.optics.constants import interaction_parameter, wavelength
from synthscope.optics.grids import Grid
from synthscope.optics.phonons import displaced
from synthscope.optics.slicing import own_planes
from synthscope.optics.transmission import Gratings

LAMBDA, SIGMA, SEMIANGLE = wavelength(200), interaction_parameter(200), 24.0


def vibrating(counts=(2, 2, 4)):
    numbers, positions, box = repeated(*strontium_titanate(), counts)
    slices = own_planes(positions[:, 2], numbers**1.6, float(box[2]), 0.5)
    return VibratingAtoms(numbers, positions, np.full(len(numbers), 0.07), slices, tuple(box[:2]))


def aperture(extent):
    index = np.stack(np.meshgrid(*[np.arange(-9, 10)] * 2, indexing="ij"), -1).reshape(-1, 2)
    beams = index / np.array(extent)
    return beams[np.hypot(*beams.T) <= 1e-3 * SEMIANGLE / LAMBDA]


def test_beams_between_parents_bring_atoms_the_wave_and_its_derivatives():
    atoms = vibrating()
    beams = aperture(atoms.extent)
    shown = beams[[1, 20, len(beams) // 2]]
    incidence = Incidence(atoms, 200, "lobato", SEMIANGLE, beams, shown, (0.0, 0.0))
    found = np.empty((6, len(atoms.numbers), len(shown)), complex)
    for numbers, waves in incidence.waves():
        found[:, numbers] = waves
    grid = Grid((180, 180), atoms.extent)
    mean = MeanTransmissions(grid, atoms, SIGMA, "lobato")
    planes = atoms.slices.planes
    below = np.flatnonzero(atoms.slices.index == len(planes) - 1)
    exact = np.empty((6, len(below), len(shown)), complex)
    for beam, q in enumerate(shown):
        flight = Frames(grid, LAMBDA, (0.0, 0.0), tuple(q))
        wave = np.ones(grid.shape, np.complex64)
        last = len(planes) - 1
        for plane in range(last):
            wave = flight.forward(wave * mean.slice(plane))
            wave = flight.propagate(wave, float(planes[plane + 1] - planes[plane]), False)
            wave = flight.backward(wave)
        series = np.fft.fft2(wave) / grid.size
        kx, ky = (2j * math.pi * (k + s) for k, s in zip((grid.kx, grid.ky), q))
        free = np.exp(-1j * math.pi * LAMBDA * planes[0] * (q**2).sum())
        for number, atom in enumerate(below):
            x, y = atoms.positions[atom, :2]
            at = [np.exp(kx * x), np.exp(ky * y)]
            for term, (a, b) in enumerate([(0, 0), (1, 0), (0, 1), (2, 0), (1, 1), (0, 2)]):
                value = (kx**a * at[0]) @ series @ (ky**b * at[1])
                exact[term, number, beam] = free * value
    away, size = (
        np.sqrt((np.abs(part) ** 2).mean((1, 2))) for part in (found[:, below] - exact, exact)
    )
    assert (away[:3] < 0.1 * size[:3].clip(min=size[1])).all() and away[0] < 0.05 * size[0]
    assert (away[3:] < 0.2 * size[3:].max()).all()


def test_mean_transmissions_are_those_of_many_displacements():
    atoms = vibrating((2, 2, 1))
    grid = Grid((144, 144), atoms.extent)
    gratings = Gratings(grid, atoms.numbers, atoms.slices, 200)
    random = np.random.default_rng(1)
    many = [
        gratings.slice(0, displaced(atoms.positions, atoms.rms, random)).astype(complex)
        for _ in range(400)
    ]
    mean = MeanTransmissions(grid, atoms, SIGMA, "lobato").slice(0)
    still = gratings.slice(0, atoms.positions)
    away = np.abs(mean - np.mean(many, axis=0))
    assert np.sqrt((away**2).mean()) < 0.1 * np.sqrt((np.abs(still - np.mean(many, 0)) ** 2).mean())
