"""Retrieval sets are chosen by the seed, one structure a prototype, and stay as they are."""

import random

import pytest

from synthscope.core.errors import InputError
from synthscope.haadf.retrieval import choose, read_choices, write_choices

DIRECTIONS = [(u, v, w) for u in range(3) for v in range(3) for w in range(1, 3)]


def catalog(count=40):
    """Structures of which every four share a prototype."""
    prototypes = {f"{n:06d}": f"type {n // 4}" for n in range(count)}
    return prototypes, [(s, uvw) for s in prototypes for uvw in DIRECTIONS]


def test_each_prototype_is_there_once_with_its_views():
    prototypes, views = catalog()
    found = choose(prototypes, views, (7, 4, 12), seed=1)
    structures = {choice.structure_id for choice in found}
    assert len(found) == 28
    assert len(structures) == 7
    assert len({prototypes[s] for s in structures}) == 7
    assert len({(c.structure_id, c.uvw) for c in found}) == 28


def test_targets_are_views_of_as_many_structures_as_possible():
    found = choose(*catalog(), (7, 4, 9), seed=1)
    targets = [choice.structure_id for choice in found if choice.target]
    assert len(targets) == 9
    assert sorted(targets.count(s) for s in set(targets)) == [1] * 5 + [2] * 2


def test_the_order_of_the_catalog_does_not_matter():
    prototypes, views = catalog()
    found = choose(prototypes, views, (7, 4, 12), seed=1)
    shuffled = random.Random(1).sample(views, len(views))
    turned = dict(reversed(prototypes.items()))
    assert choose(turned, shuffled, (7, 4, 12), seed=1) == found


def test_another_seed_is_another_choice():
    assert choose(*catalog(), (5, 4, 3), seed=1) != choose(*catalog(), (5, 4, 3), seed=2)


def test_another_structure_changes_at_most_one_of_the_others():
    prototypes, views = catalog()
    before = {c.structure_id for c in choose(prototypes, views, (7, 4, 9), seed=1)}
    prototypes["new"] = "another"
    views += [("new", uvw) for uvw in DIRECTIONS]
    after = {c.structure_id for c in choose(prototypes, views, (7, 4, 9), seed=1)}
    assert len(before & after) >= 6


def test_more_choices_keep_those_that_were_there():
    few = choose(*catalog(), (4, 2, 2), seed=1)
    many = choose(*catalog(), (8, 4, 9), seed=1)
    assert {(c.structure_id, c.uvw) for c in few} <= {(c.structure_id, c.uvw) for c in many}


def test_structures_without_a_prototype_stand_for_themselves():
    prototypes = dict.fromkeys(("a", "b", "c"), "")
    views = [(s, uvw) for s in prototypes for uvw in DIRECTIONS]
    assert len({c.structure_id for c in choose(prototypes, views, (3, 2, 1), seed=1)}) == 3


def test_too_few_prototypes_are_refused_with_the_number_there_is():
    with pytest.raises(InputError, match="only 10 prototypes"):
        choose(*catalog(), (11, 4, 1), seed=1)


def test_structures_with_too_few_views_do_not_count():
    prototypes, views = catalog(8)
    views = [v for v in views if v[0] > "000003"] + [("000000", (0, 0, 1))]
    with pytest.raises(InputError, match=r"only 1 prototypes"):
        choose(prototypes, views, (2, 4, 1), seed=1)


def test_choices_are_read_as_they_were_written(tmp_path):
    found = choose(*catalog(), (4, 2, 2), seed=1)
    write_choices(found, tmp_path / "selection.csv")
    assert read_choices(tmp_path / "selection.csv") == found


def test_another_view_takes_the_place_of_one_that_cannot_be_imaged():
    before = choose(*catalog(), (4, 2, 2), seed=1)
    bad = before[0]

    def exclusion(structure, uvw):
        return "no cell" if (structure, uvw) == (bad.structure_id, bad.uvw) else ""

    after = choose(*catalog(), (4, 2, 2), seed=1, exclusion=exclusion)
    kept = {(c.structure_id, c.uvw) for c in before[1:]}
    new = {(c.structure_id, c.uvw) for c in after} - kept
    assert len(after) == 8 and sum(c.target for c in after) == 2
    assert len(new) == 1 and new.pop()[0] == bad.structure_id


def test_another_structure_takes_the_place_of_one_without_views_that_can_be_imaged():
    prototypes, views = catalog()
    before = choose(prototypes, views, (10, 2, 10), seed=1)
    bad = before[0].structure_id
    after = choose(
        prototypes, views, (10, 2, 10), 1, lambda structure, uvw: "bad" if structure == bad else ""
    )
    kept = {c.structure_id for c in before} - {bad}
    new = {c.structure_id for c in after} - kept
    assert len(new) == 1 and prototypes[new.pop()] == prototypes[bad]
    assert len(after) == 20 and sum(c.target for c in after) == 10


def test_too_few_views_that_can_be_imaged_are_refused_with_a_reason():
    prototypes, views = catalog(8)
    with pytest.raises(InputError, match=r"only 1 prototypes .* first: too wide.*; ask for 1"):
        choose(prototypes, views, (2, 4, 1), 1, lambda s, uvw: "too wide" if s < "000004" else "")


def test_no_more_views_are_tried_than_are_needed():
    tried = []
    choose(*catalog(), (4, 2, 2), 1, lambda *view: tried.append(view) or "")
    assert len(tried) == 8
