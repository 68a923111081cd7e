"""Batches stay as they are when others come."""

from synthscope.cbed.batches import batch_numbers, members
from synthscope.structures.model import Crystal


def crystal(identity):
    return Crystal(id=identity, source="user", name="", numbers=[1], positions=[[0, 0, 0]])


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
