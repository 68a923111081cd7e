"""Parts of a data set: no prototype in two of them, each space group shared out."""

from collections import Counter

import numpy as np
import pytest

from synthscope.dataset.splits import assign_splits, find_leaks

FRACTIONS = {"train": 0.8, "dev": 0.1, "test": 0.1}


def catalog(n=2000, seed=0):
    """Structures of many prototypes of very different sizes, most space groups rare."""
    random = np.random.default_rng(seed)
    prototypes = random.zipf(1.6, n) % 900
    groups = 1 + (random.zipf(1.4, 900) * 7) % 230
    return [
        {"id": f"{i:06d}", "prototype": f"P{p}", "space_group": int(groups[p])}
        for i, p in enumerate(prototypes)
    ]


def split_rows(structures, parts):
    return [{**s, "split": parts[s["id"]]} for s in structures]


def test_no_prototype_is_in_two_parts():
    structures = catalog()
    rows = split_rows(structures, assign_splits(structures, FRACTIONS, seed=1))
    assert find_leaks(rows, "prototype") == {}
    assert len({row["split"] for row in rows}) == 3


def test_a_leak_is_found_and_named():
    rows = [
        {"prototype": "NaCl", "split": "train"},
        {"prototype": "NaCl", "split": "test"},
        {"prototype": "CsCl", "split": "test"},
        {"prototype": "", "split": "train"},
    ]
    assert find_leaks(rows, "prototype") == {"NaCl": ["test", "train"]}


def test_parts_have_the_sizes_that_were_asked_for():
    structures = [
        {"id": str(i), "prototype": f"P{i // 2}", "space_group": i % 40} for i in range(2000)
    ]
    count = Counter(assign_splits(structures, FRACTIONS, seed=3).values())
    for name, fraction in FRACTIONS.items():
        assert count[name] == pytest.approx(2000 * fraction, abs=4)


def test_each_space_group_is_shared_out_in_proportion():
    structures = [
        {"id": str(i), "prototype": f"P{i}", "space_group": 1 + i % 5} for i in range(1000)
    ]
    parts = assign_splits(structures, FRACTIONS, seed=3)
    for group in range(1, 6):
        count = Counter(parts[s["id"]] for s in structures if s["space_group"] == group)
        assert count["train"] == pytest.approx(160, abs=2)
        assert count["test"] == pytest.approx(20, abs=2)


def test_parts_depend_on_the_seed_and_not_on_the_order():
    structures = catalog(400)
    parts = assign_splits(structures, FRACTIONS, seed=1)
    assert assign_splits(structures[::-1], FRACTIONS, seed=1) == parts
    assert assign_splits(structures, FRACTIONS, seed=2) != parts


def test_structures_without_a_prototype_stand_alone():
    structures = [{"id": str(i), "prototype": "", "space_group": 0} for i in range(20)]
    count = Counter(assign_splits(structures, {"train": 1, "test": 1}, seed=1).values())
    assert count == {"train": 10, "test": 10}
