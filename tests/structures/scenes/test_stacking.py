import numpy as np
import pytest
from tests.structures.scenes.building_layers import structures

from synthscope.core.errors import InputError
from synthscope.structures.model import Crystal
from synthscope.structures.scenes.sheets import find_sheets
from synthscope.structures.scenes.stacking import half_turned, stacked


def test_half_a_turn_keeps_the_axes_of_the_crystal_true():
    sheet = find_sheets(structures()["MoS2"]).sheets[0]
    turned = half_turned(sheet)
    before = sheet.positions @ sheet.rotation
    after = turned.positions @ turned.rotation
    steps = after - before
    assert steps == pytest.approx(np.broadcast_to(steps[0], steps.shape), abs=1e-9)


def test_layers_of_a_bulk_crystal_keep_its_heights_in_any_stacking():
    for stacking in ("bulk", "AA", "ABC"):
        stack = stacked(["MoS2"] * 4, structures(), stacking)
        assert [one.height for one in stack] == pytest.approx([0, 6.1475, 12.295, 18.4425])


def test_stackings_that_are_of_hexagonal_layers_are_refused_for_others():
    cell = np.diag([3.0, 3.0, 20.0])
    square = Crystal("square", "user", "", [47], np.zeros((1, 3)), cell, pbc=[True, True, False])
    with pytest.raises(InputError, match="not hexagonal"):
        stacked(["square"] * 2, {"square": square}, "AB")
    assert len(stacked(["square"] * 2, {"square": square}, "AA", shift=(0.5, 0.5))) == 2
