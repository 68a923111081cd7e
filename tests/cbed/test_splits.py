"""Parts for learning without leaks, and batches that stay as they are when others come."""

from collections import Counter

from synthscope.cbed.splits import batch_numbers, members, part_of
from synthscope.structures.model import Crystal

FRACTIONS = {"train": 0.9, "dev": 0.045, "test": 0.055}


def crystal(identity, prototype=""):
    return Crystal(
        id=identity, source="user", name="", numbers=[1], positions=[[0, 0, 0]], prototype=prototype
    )


def test_a_prototype_is_never_divided():
    parts = {part_of(crystal(str(i), "A_cP1_221_a"), 3, FRACTIONS, "prototype") for i in range(50)}
    assert len(parts) == 1
    alone = {part_of(crystal(str(i), "A_cP1_221_a"), 3, FRACTIONS, "material") for i in range(200)}
    assert len(alone) == 3


def test_shares_are_those_asked_for():
    counts = Counter(
        part_of(crystal(str(i), f"prototype {i}"), 1, FRACTIONS, "prototype") for i in range(20_000)
    )
    for name, fraction in FRACTIONS.items():
        assert abs(counts[name] / 20_000 - fraction) < 0.006


def test_a_part_without_a_share_stays_empty():
    only = {"train": 0.0, "dev": 1.0, "test": 0.0}
    assert {part_of(crystal(str(i)), 1, only, "material") for i in range(50)} == {"dev"}


def test_another_seed_divides_otherwise():
    def parts(seed):
        return [part_of(crystal(str(i)), seed, FRACTIONS, "material") for i in range(200)]

    assert parts(1) == parts(1)
    assert parts(1) != parts(2)


def test_numbers_of_batches_stay_when_others_come():
    names = [f"aflow-{i:06d}" for i in range(300)]
    few, many = batch_numbers(names[::3]), batch_numbers(names)
    assert len(set(many.values())) == 300
    assert all(many[name] == number for name, number in few.items())


def test_members_are_found_by_what_the_catalog_says_of_their_source():
    sources = [
        {"kind": "user", "name": "b.xyz"},
        {"kind": "user", "name": "a.cif"},
        {"kind": "aflow", "name": "AFLOW 3"},
    ]
    rows = [
        {"id": "a", "source": "user", "file": "a.cif", "status": "accepted"},
        {"id": "b-f0001", "source": "user", "file": "b.xyz frame 1", "status": "accepted"},
        {"id": "b-f0002", "source": "user", "file": "b.xyz frame 2", "status": "accepted"},
        {"id": "000003", "source": "aflow", "file": "AFLOW 3", "status": "rejected"},
        {"id": "000004", "source": "aflow", "file": "AFLOW 4", "status": "accepted"},
    ]
    crystals = {name: crystal(name) for name in ("a", "b-f0001", "b-f0002", "000004")}
    assert [c.id for c in members(sources, rows, crystals)] == ["b-f0001", "b-f0002", "a"]
