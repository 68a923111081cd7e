import numpy as np
import pytest

from synthscope.core.errors import InputError
from synthscope.structures.checking.catalog import load_source
from synthscope.structures.checking.distances import close_pairs
from synthscope.structures.elements import COVALENT_RADII
from synthscope.structures.settings import StructuresSettings
from synthscope.structures.sources.generated import PALETTE, generated_draft
from synthscope.structures.sources.source import Source

SETTINGS = StructuresSettings()


def crystal(number: int):
    source = Source(f"generated-{900000 + number}", "generated", None, "", number)
    [(found, row)] = load_source(source, SETTINGS, 1)
    assert found is not None, row["reason"]
    return found


@pytest.fixture(scope="module")
def sample():
    return [crystal(number) for number in range(1, 36)]


def test_a_number_is_the_same_crystal_whatever_is_made_around_it():
    alone = generated_draft(23)
    generated_draft(22)
    again = generated_draft(23)
    assert alone.positions.tobytes() == again.positions.tobytes()
    assert alone.cell.tobytes() == again.cell.tobytes()
    assert (alone.numbers == again.numbers).all()


def test_the_seed_of_the_data_set_does_not_change_a_generated_crystal():
    source = Source("generated-900005", "generated", None, "", 5)
    [(one, _)], [(two, _)] = (load_source(source, SETTINGS, seed) for seed in (1, 2))
    assert one == two


def test_each_run_of_230_numbers_asks_for_each_space_group_once(sample):
    # The labels are what spglib finds; nearly all are what was asked for, so few come twice.
    assert len({c.space_group for c in sample}) >= len(sample) - 2


def test_prototypes_hardly_ever_repeat(sample):
    assert len({c.prototype for c in sample}) >= len(sample) - 1


def test_the_closest_atoms_touch_and_cells_stay_within_bounds(sample):
    radii = np.array(COVALENT_RADII)
    for c in sample:
        pairs, distances = close_pairs(c.positions, c.cell, 5.5)
        ratio = distances / radii[c.numbers][pairs].sum(axis=1)
        assert ratio.min() == pytest.approx(1.0, abs=1e-3)
        assert len(c) <= 96 and max(c.lattice[:3]) <= 30.0 * 3**0.5
        assert abs(np.linalg.det(c.cell)) / len(c) <= 60
        assert set(c.numbers.tolist()) <= set(PALETTE)


def test_ids_count_from_900001(sample):
    assert [c.id for c in sample[:3]] == ["900001", "900002", "900003"]
    assert all(c.source == "generated" for c in sample)


def test_an_impossible_request_says_which_limit_to_raise(monkeypatch):
    monkeypatch.setattr("synthscope.structures.sources.generated.DRAWS", 10)
    with pytest.raises(InputError, match=r"raise generated\.max_atoms or max_edge_A"):
        generated_draft(1, max_atoms=4, max_edge=2.0)
