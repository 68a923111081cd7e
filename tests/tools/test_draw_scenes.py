"""Each example of docs/scenes.md is a scene, and has its picture there."""

import re
from pathlib import Path

import pytest

PAGE = Path(__file__).resolve().parents[2] / "docs" / "scenes.md"
NAMES = re.findall(r"^    (\w+):$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)


def test_there_is_one_of_each_kind(tool):
    found = dict(tool.examples(PAGE.read_text(encoding="utf-8")))
    assert list(found) == NAMES
    subjects = {key for section in found.values() for key in next(iter(section["scenes"].values()))}
    assert {"particles", "layers", "crystal", "supercell", "support", "defects"} <= subjects


@pytest.mark.parametrize("name", NAMES)
def test_an_example_is_built_and_drawn(tool, name):
    section = dict(tool.examples(PAGE.read_text(encoding="utf-8")))[name]
    crystal = tool.build(section)
    drawn = tool.picture(crystal)
    assert crystal.truth.scene == name
    low, high = drawn.convert("L").getextrema()
    assert high > 200 and low < high - 60
    assert (PAGE.with_suffix("") / f"{name}.png").is_file()
