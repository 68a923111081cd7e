"""The schema and the README of the configuration say what the typed model says."""

import json
from pathlib import Path

import jsonschema
import pytest
import yaml

from synthscope.settings.load import load
from synthscope.settings.schema import json_schema

ROOT = Path(__file__).resolve().parents[2]
CONFIGURATIONS = [ROOT / "config/config.yaml", *sorted((ROOT / "config/presets").glob("*.yaml"))]


def test_schema_is_up_to_date(tool):
    assert (ROOT / "config/schema.json").read_text() == tool.schema_text(), "run `make schema`"


def test_readme_is_up_to_date(tool):
    current = (ROOT / "config/README.md").read_text()
    assert current == tool.readme_text(current), "run `make schema`"


def test_every_key_is_explained_in_a_sentence(tool):
    whole = json_schema()
    bare = [
        f"{name}.{key}"
        for name, part in tool.parts("", whole, whole)
        for key, value in part["properties"].items()
        if not tool.text(value, whole).endswith((".", ")"))
    ]
    assert bare == []


def test_every_key_has_a_row_in_the_readme(tool):
    whole, readme = json_schema(), (ROOT / "config/README.md").read_text()
    for name, part in tool.parts("", whole, whole):
        assert f"## `{name}`" in readme or name == ""
        for key in part["properties"]:
            assert f"| `{key}` |" in readme


@pytest.mark.parametrize("path", CONFIGURATIONS, ids=lambda path: path.stem)
def test_shipped_configurations_fit_the_schema_that_editors_use(path):
    schema = json.loads((ROOT / "config/schema.json").read_text())
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(yaml.safe_load(path.read_text()), schema)


@pytest.mark.parametrize("path", CONFIGURATIONS, ids=lambda path: path.stem)
def test_shipped_configurations_are_valid(path):
    load(yaml.safe_load(path.read_text()))


def test_schema_refuses_an_unknown_key():
    schema = json.loads((ROOT / "config/schema.json").read_text())
    with pytest.raises(jsonschema.ValidationError, match="shardsize"):
        jsonschema.validate({"shardsize": 3}, schema)
