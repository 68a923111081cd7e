import numpy as np
import pytest
from tests.structures.scenes.building_layers import structures

from synthscope.core.errors import InputError
from synthscope.structures.model import Crystal
from synthscope.structures.scenes.sheets import find_sheets


@pytest.mark.parametrize(
    ("name", "atoms", "thickness", "bonds"),
    [("MoS2", [16, 16, 42], 3.172, [3, 3, 6]), ("C_graphite", [6, 6], 0.0, [3, 3])],
)
def test_single_layers_of_a_bulk_crystal_are_found_by_the_gap_between_them(
    name, atoms, thickness, bonds
):
    stack = find_sheets(structures()[name])
    assert len(stack.sheets) == 2
    for sheet in stack.sheets:
        assert sorted(sheet.numbers) == atoms
        assert sheet.thickness == pytest.approx(thickness, abs=0.001)
        assert sorted(sheet.bonds()[1]) == bonds
    low, high = stack.sheets
    assert high.height - low.height == pytest.approx(structures()[name].cell[2, 2] / 2)


def test_the_layer_above_the_last_is_the_first_of_the_next_cell():
    stack = find_sheets(structures()["MoS2"])
    again, shift, height = stack.layer(2)
    assert again is stack.sheets[0]
    assert height == pytest.approx(stack.sheets[0].height + 12.295)
    assert shift == pytest.approx([0, 0])


def test_a_layer_that_lies_across_the_cells_border_is_whole():
    whole = structures()["MoS2"]
    moved = Crystal(
        "moved", "user", "", whole.numbers, whole.positions + np.array([0, 0, 3.0]), whole.cell
    )
    for sheet in find_sheets(moved).sheets:
        assert sheet.thickness == pytest.approx(3.172, abs=0.001)


@pytest.mark.parametrize("turn", [(0, 1, 2), (1, 2, 0), (2, 0, 1)])
def test_layers_may_lie_across_any_axis(turn):
    whole = structures()["MoS2"]
    turned = Crystal("turned", "user", "", whole.numbers, whole.positions, whole.cell[list(turn)])
    sheets = find_sheets(turned).sheets
    assert [sheet.thickness for sheet in sheets] == pytest.approx([3.172, 3.172], abs=0.001)
    assert sheets[0].hexagonal


def test_axes_of_a_layer_are_those_of_the_crystal_turned():
    crystal = structures()["C_graphite"]
    sheet = find_sheets(crystal).sheets[0]
    back = (sheet.positions + np.array([0, 0, sheet.height])) @ sheet.rotation
    apart = np.linalg.norm(back[:, None] - crystal.positions[None], axis=-1).min(axis=1)
    assert apart == pytest.approx(0, abs=1e-6)


@pytest.mark.parametrize(("name", "said"), [("Si", "has no layers"), ("Au147", "is a cluster")])
def test_what_has_no_layers_is_refused(name, said):
    with pytest.raises(InputError, match=said):
        find_sheets(structures()[name])
