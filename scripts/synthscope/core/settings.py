"""How a section of the configuration is stated: once, as a frozen dataclass.

    @dataclass(frozen=True)
    class Style(Section):
        \"\"\"How atoms are drawn.\"\"\"

        sigma_A: float = setting(0.4, gt=0, le=100)
        \"\"\"Standard deviation of an atom's Gaussian, Å.\"\"\"

Type, default, limits and meaning (with the unit) stand here and nowhere else: the checks of a
configuration, its schema and the tables of config/README.md are made of them in `settings/`, by
pydantic. Jobs get a section as plain data and build it again with `Section.of`, for which the
standard library is enough.
"""

from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, field, fields
from itertools import repeat
from types import UnionType
from typing import Annotated, Any, ClassVar, Self, Union, get_args, get_origin, get_type_hints


def setting(default: Any = MISSING, **limits: Any) -> Any:
    """A field with limits by pydantic's names: ge, gt, le, lt, min_length, max_length."""
    if not isinstance(default, dict):
        return field(default=default, metadata=limits)
    shown = {"json_schema_extra": {"default": default}}  # which pydantic does not ask a factory for
    return field(default_factory=default.copy, metadata=limits | shown)


@dataclass(frozen=True)
class Limits:
    """Limits of a value inside a field: `list[Annotated[int, Limits(ge=1)]]`.

    `said` is what a value should be, in words that end "should be …", for a message in the place of
    a pattern.
    """

    ge: float | None = None
    gt: float | None = None
    le: float | None = None
    lt: float | None = None
    min_length: int | None = None
    max_length: int | None = None
    pattern: str | None = None
    said: str | None = None

    def __get_pydantic_core_schema__(self, source: Any, handler: Callable) -> dict:
        limits = {name: x for name, x in vars(self).items() if x is not None and name != "said"}
        schema = handler(source) | limits
        if self.said is None:
            return schema
        told = {"custom_error_type": "said", "custom_error_message": self.said}
        return {"type": "custom-error", "schema": schema, **told}


Word = Annotated[
    str,
    Limits(
        pattern=r"^[a-z][a-z0-9_]{0,31}$",
        said="a name of at most 32 small letters, digits and _, of which the first is a letter",
    ),
]
"""A name that becomes a part of file names."""


@dataclass(frozen=True)
class Check:
    """A further check of a field: a function that returns the value or raises an error.

    What concerns several fields is checked in the `__post_init__` of their section.
    """

    function: Callable[[Any], Any]

    def __get_pydantic_core_schema__(self, source: Any, handler: Callable) -> dict:
        called = {"type": "no-info", "function": self.function}
        return {"type": "function-after", "function": called, "schema": handler(source)}


def once(thing: str, shown: Callable[[Any], Any] = lambda value: value) -> Check:
    """The check that no value of a list stands twice; `thing` is what a message calls one.

    Values of which the same is `shown` are one. Of distributions each is a value of its own.
    """

    def check(values: tuple) -> tuple:
        plain = [shown(value) for value in values if not _has_section(value)]
        if len(set(plain)) < len(plain):
            raise ValueError(f"a {thing} stands twice; name each once")
        return values

    return Check(check)


def _has_section(value: Any) -> bool:
    parts = value if isinstance(value, tuple) else ()
    return isinstance(value, Section) or any(map(_has_section, parts))


@dataclass(frozen=True)
class Section:
    """A part of the configuration: unknown keys are refused, defaults are checked as well."""

    __pydantic_config__: ClassVar[dict[str, Any]] = {
        "extra": "forbid",
        "validate_default": True,
        "allow_inf_nan": False,
    }

    def __post_init__(self) -> None:
        """Refuse fields that contradict each other, with what would be right."""

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> Self:
        """The section from plain data, as `settings.load.plain` gives it."""
        kinds = get_type_hints(cls)
        return cls(**{name: _built(kinds[name], value) for name, value in values.items()})

    @classmethod
    def within(cls, larger: "Section") -> Self:
        """The fields of this section, taken from a larger one that has them."""
        return cls(**{one.name: getattr(larger, one.name) for one in fields(cls)})


@dataclass(frozen=True)
class ProductSection(Section):
    """The settings of a product."""

    @property
    def needs_structures(self) -> bool:
        """Whether its images show structures."""
        return True


def _built(kind: Any, value: Any) -> Any:
    """Convert plain data to a type: mappings to sections, lists to tuples, the rest unchanged."""
    for option in get_args(kind) if get_origin(kind) in (Union, UnionType) else (kind,):
        origin, inner = get_origin(option), get_args(option)
        if isinstance(value, Mapping):
            if isinstance(option, type) and issubclass(option, Section):
                return option.of(value)
            if origin is dict:
                return {key: _built(inner[1], item) for key, item in value.items()}
        if isinstance(value, list | tuple) and origin is tuple:
            kinds = repeat(inner[0]) if inner[-1] is Ellipsis else inner
            return tuple(map(_built, kinds, value))
    return value
