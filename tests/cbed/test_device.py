"""Patterns whose waves are propagated on a device; there need not be one to test it."""

import array_api_strict
import numpy as np
import pytest
from tests.cbed import crystals
from tests.cbed.conditions import taken

from synthscope.cbed import lattice
from synthscope.cbed.pattern import PatternGrid
from synthscope.cbed.settings import Motion
from synthscope.cbed.simulate import simulate
from synthscope.core.seeds import generator
from synthscope.multislice.arrays import DeviceArrays
from synthscope.multislice.gpu.device import Device
from synthscope.structures.symmetry.zone_axes import lattice_direction

GRID = PatternGrid(64, 1 / 16)
WAYS = {
    "a period at rest": (crystals.strontium_titanate, (0, 0, 1), "static", None),
    "periods in motion": (crystals.strontium_titanate, (0, 0, 1), "phonons", None),
    "no period": (crystals.silicon, (1, 1, 1), "static", None),
    "probes through a box": (crystals.gold, (0, 0, 1), "phonons", ((0.3, -0.2), (1.0, 0.4))),
}


def random(number):
    return generator(1, "device", number)


@pytest.mark.parametrize("batch_mb", [1e-3, 50.0], ids=["one by one", "together"])
@pytest.mark.parametrize("way", WAYS)
def test_patterns_of_a_device_are_those_of_numpy_within_single_precision(
    way, batch_mb, monkeypatch
):
    make, indices, kind, places = WAYS[way]
    crystal = make()
    axis = lattice_direction(crystal, indices)
    if way == "no period":
        monkeypatch.setattr(lattice, "_proportional", lambda vector: None)
    assert lattice.repeat_along(crystal, axis).periodic == (way != "no period")
    motion = Motion(kind=kind, cell_A=8.0)
    conditions = taken(100.0, 5.0, 12.0, motion, band_limit_per_A=1.6, places=places)
    strict = DeviceArrays(Device(array_api_strict, working_mb=batch_mb))
    wanted = simulate(crystal, axis, conditions, GRID, random)
    found = simulate(crystal, axis, conditions, GRID, random, strict)
    assert np.abs(found - wanted).max() < 1e-5 * wanted.max()
    assert np.any(found != wanted)  # it was the other library
