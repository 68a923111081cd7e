"""Jobs are cut so that a data set can grow without being made again."""

import pytest

from synthscope.core.shards import group

KEYS = [f"s{number:05d}" for number in range(0, 20000, 2)]


@pytest.mark.parametrize("size", [1, 7, 100])
def test_every_structure_stands_in_exactly_one_shard(size):
    shards = group(reversed(KEYS), size)
    assert [key for members in shards.values() for key in members] == KEYS
    assert all(name == members[0] for name, members in shards.items())


def test_shards_stay_between_half_and_twice_their_size():
    lengths = [len(members) for members in group(KEYS, 100).values()]
    assert max(lengths) <= 200
    assert min(lengths[:-1]) >= 50
    assert 70 < sum(lengths) / len(lengths) < 140


def test_one_more_structure_leaves_nearly_all_shards_alone():
    before = group(KEYS, 50)
    for added in ("s00001", "s09999", "s19999"):
        after = group([*KEYS, added], 50)
        changed = [name for name in after if before.get(name) != after[name]]
        assert 1 <= len(changed) <= 6


def test_with_size_one_a_shard_is_a_structure():
    assert group(["b", "a"], 1) == {"a": ["a"], "b": ["b"]}


def test_two_structures_of_one_name_are_refused():
    with pytest.raises(ValueError, match="two structures are called a"):
        group(["a", "b", "a"], 3)
