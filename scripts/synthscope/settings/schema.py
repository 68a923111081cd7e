"""The JSON Schema of the configuration, with what the sections' docstrings say."""

import ast
import inspect
import textwrap
from itertools import pairwise
from typing import Any

from pydantic.json_schema import GenerateJsonSchema

from synthscope.settings.load import adapter
from synthscope.settings.model import Configuration

_LIMITS = {
    "ge": "minimum",
    "gt": "exclusiveMinimum",
    "le": "maximum",
    "lt": "exclusiveMaximum",
}


def json_schema() -> dict[str, Any]:
    """The schema (draft 2020-12), for editors and other programs."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **_with_limits(adapter(Configuration).json_schema(schema_generator=_Described)),
    }


def _with_limits(schema: Any) -> Any:
    """Limits by their names in JSON Schema, where a number or a distribution may stand.

    pydantic leaves them beside the two; they are the number's. Of a distribution no schema can say
    that its extremes keep them.
    """
    if isinstance(schema, list):
        return [_with_limits(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    made = {name: _with_limits(part) for name, part in schema.items()}
    limits = {_LIMITS[name]: made.pop(name) for name in _LIMITS if name in made}
    if limits:
        number, distribution = made["oneOf"]
        made["oneOf"] = [number | limits, distribution]
    return made


class _Described(GenerateJsonSchema):
    def dataclass_schema(self, schema: Any) -> dict[str, Any]:
        made, section = super().dataclass_schema(schema), schema["cls"]
        made["description"] = " ".join(section.__doc__.split())
        meanings = _meanings(section)
        for name, said in made["properties"].items():
            said["description"] = meanings[name]
        return made


def _meanings(section: type) -> dict[str, str]:
    """The docstring of each field, from the class that declares it."""
    found: dict[str, str] = {}
    for kind in reversed([one for one in section.__mro__ if one is not object]):
        [tree] = ast.parse(textwrap.dedent(inspect.getsource(kind))).body
        for above, below in pairwise(tree.body):
            if isinstance(above, ast.AnnAssign) and isinstance(below, ast.Expr):
                found[above.target.id] = " ".join(ast.literal_eval(below.value).split())
    return found
