"""A wrong configuration is refused with a line that names the key and what would be right."""

import pytest

from synthscope.core.errors import InputError
from synthscope.settings.load import load, settings_hash


def test_an_empty_configuration_is_the_defaults():
    settings = load({})
    assert settings.dataset == "demo"
    assert settings.products == ("gaussian",)


@pytest.mark.parametrize(
    ("config", "line"),
    [
        ({"shardsize": 3}, "shardsize is not a known key; did you mean shard_size?"),
        ({"zzz": 3}, "zzz is not a known key; known keys: "),
        ({"shard_size": "many"}, "shard_size: should be a whole number, not 'many'"),
        ({"shard_size": 0}, "shard_size: should be greater than or equal to 1, not 0"),
        ({"products": ["gausian"]}, "products (item 1): should be 'gaussian', 'haadf', 'cbed',"),
        ({"dataset": "../x"}, "dataset: should be a name of at most 64 letters"),
        ({"gaussian": {"rotation": 3}}, "gaussian.rotation is not a known key; did you mean rot"),
        ({"products": ["cbed", "cbed"]}, "products: a product is named twice"),
        ({"structures": {"generated": {"first": 2, "count": 99_999}}}, "generated: first + count"),
        ({"structures": {"include": 5}}, "structures.include: should be 'all' or a list, not 5"),
        (
            {"haadf": {"field_A": {"uniform": [26, 40]}}},
            "haadf.field_A: should be a number, not {uniform: [26, 40]}; this one cannot vary",
        ),
        (
            {"haadf": {"source_size_A": {"uniform": [-1, 2]}}},
            "haadf.source_size_A: should be greater than or equal to 0, not {uniform: [-1, 2]}",
        ),
        (
            {"haadf": {"source_size_A": {"unifrom": [1, 2]}}},
            "haadf.source_size_A.unifrom is not a known key; did you mean uniform?",
        ),
        (
            {"package": {"split_by": "acquisition", "usid": False}},
            "package.split_by is acquisition, and no view has several",
        ),
        (
            {
                "products": ["haadf"],
                "haadf": {"general": {"acquisitions": 2}},
                "package": {"split_by": "acquisition"},
            },
            "a USID file holds all images of a structure",
        ),
        ({"gaussian": 7}, "gaussian: should be a section with keys, not 7"),
    ],
)
def test_what_is_wrong_is_said_in_one_line_with_what_would_be_right(config, line):
    with pytest.raises(InputError) as caught:
        load(config, "my.yaml")
    message = str(caught.value)
    assert message.startswith("my.yaml: ")
    assert line in message
    assert ("cannot vary" in message) == ("cannot vary" in line)
    assert "\n" not in message


def test_all_mistakes_are_told_at_once():
    with pytest.raises(InputError) as caught:
        load({"shard_size": 0, "seed": -1})
    assert len(str(caught.value).splitlines()) == 2


OLD = {"train": 0.9, "test": 0.1}


def test_a_key_of_an_earlier_version_is_read_with_a_note_that_names_the_present_one():
    notes = []
    old = {"products": ["cbed"], "cbed": {"fractions": OLD, "split_by": "prototype"}}
    assert load(old, "my.yaml", notes.append).package.splits == OLD
    assert "fractions" in old["cbed"]
    assert len(notes) == 2 and all(note.startswith("my.yaml: cbed.") for note in notes)
    assert "cbed.split_by has no effect" in notes[0]
    assert "cbed.fractions is now package.splits" in notes[1]
    load({"products": ["cbed"], "package": {"splits": OLD}}, "my.yaml", notes.append)
    assert len(notes) == 2


def test_an_old_share_that_had_no_effect_still_has_none():
    notes = []
    settings = load({"cbed": {"fractions": OLD}}, "my.yaml", notes.append)
    assert settings == load({}) and "no effect without cbed" in notes[0]


@pytest.mark.parametrize(
    ("config", "line"),
    [
        ({"cbed": {"split_by": "material"}}, "stand in one part, in every product; remove the key"),
        (
            {"cbed": {"fractions": OLD}, "package": {"splits": {"train": 1}}},
            "cbed.fractions is now package.splits, .* the two differ",
        ),
        ({"cbed": {"fractions": {"train": 0.0}}}, "package.splits: the shares are all 0"),
        ({"cbed": {"fractions": {"train": "all"}}}, "package.splits.train: should be a number"),
        ({"package": {"splits": {"shards": 1}}}, "package.splits: shards is the name of a folder"),
    ],
)
def test_parts_that_cannot_be_are_refused_with_what_would_be_right(config, line):
    with pytest.raises(InputError, match=f"my.yaml: .*{line}"):
        load({"products": ["cbed"]} | config, "my.yaml")


def test_numbers_that_yaml_reads_as_text_are_numbers():
    """YAML 1.1 reads 1.0e2 as text, and so does `--config gaussian={rotations: 4}`."""
    assert load({"gaussian": {"rotations": "4"}}).gaussian.rotations == 4


def test_the_hash_depends_on_values_and_not_on_the_order_of_keys():
    assert settings_hash({"a": 1, "b": [2.5]}) == settings_hash({"b": [2.5], "a": 1})
    assert settings_hash({"a": 1}) != settings_hash({"a": 2})


def test_a_key_with_another_name_is_read_with_a_note():
    notes = []
    settings = load({"haadf": {"splits": ["general"]}}, "my.yaml", notes.append)
    assert settings.haadf.sets == ("general",)
    assert notes == ["my.yaml: haadf.splits is now haadf.sets; the old name is read as yet"]
    with pytest.raises(InputError, match="remove splits"):
        load({"haadf": {"splits": ["general"], "sets": ["retrieval"]}}, "my.yaml")
