"""A section that a job builds of plain data is the one that was checked."""

import json
from pathlib import Path
from typing import get_args, get_type_hints

import pytest
import yaml

from synthscope.core.settings import Limits, Section
from synthscope.dataset.settings import PackageSettings
from synthscope.settings.load import load, plain
from synthscope.settings.model import Configuration

ROOT = Path(__file__).parents[2]
CONFIGURATIONS = [ROOT / "config/config.yaml", *sorted((ROOT / "config/presets").glob("*.yaml"))]
MANY_KINDS = {
    "structures": {"include": ["Si"], "frames": {"md/*": [1, 9, 2], "*": "last"}},
    "haadf": {"conditions": {"mine": {"edges": "crop"}}, "phonons": {"rms_A": {"Si": 0.1}}},
    "tomography": {"scans": [{"files": ["a.nxs", "b.nxs"]}, {"files": ["c.nxs"], "mask": "m"}]},
}


def parts(section: Section) -> list[Section]:
    inner = [value for value in vars(section).values() if isinstance(value, Section)]
    return [section, *(one for part in inner for one in parts(part))]


@pytest.mark.parametrize(
    "config",
    [MANY_KINDS, *(yaml.safe_load(path.read_text()) for path in CONFIGURATIONS)],
    ids=["many kinds", *(path.stem for path in CONFIGURATIONS)],
)
def test_a_section_from_its_plain_data_is_the_same(config):
    for section in parts(load(config)):
        given = json.loads(json.dumps(plain(section)))
        if not isinstance(section, Configuration | PackageSettings):  # no job builds these
            assert type(section).of(given) == section


def limits(kind) -> list[Limits]:
    """The limits in a type, and in the sections that it is made of."""
    if isinstance(kind, type) and issubclass(kind, Section):
        inner = get_type_hints(kind, include_extras=True).values()
    else:
        inner = [*get_args(kind), *getattr(kind, "__metadata__", ())]
    return [kind] if isinstance(kind, Limits) else [one for part in inner for one in limits(part)]


def test_every_pattern_is_told_in_words():
    patterns = [one for one in limits(Configuration) if one.pattern]
    assert len(patterns) > 10
    assert [one.pattern for one in patterns if not one.said] == []


def test_plain_data_with_an_unknown_key_is_refused():
    with pytest.raises(KeyError, match="colour"):
        Configuration.of({"colour": "red"})
