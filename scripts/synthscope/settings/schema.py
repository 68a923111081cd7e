"""The JSON Schema of the configuration, with what the sections' docstrings say."""

import ast
import inspect
import textwrap
from itertools import pairwise
from typing import Any

from pydantic.json_schema import GenerateJsonSchema

from synthscope.settings.load import adapter
from synthscope.settings.model import Configuration


def json_schema() -> dict[str, Any]:
    """The schema (draft 2020-12), for editors and other programs."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **adapter(Configuration).json_schema(schema_generator=_Described),
    }


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
