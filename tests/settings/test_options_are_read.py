"""No option without an effect: the code of its product reads every key."""

import ast
import inspect
import re
from collections.abc import Callable
from dataclasses import fields
from functools import cache
from typing import Any, get_args, get_type_hints

import pytest
from tests.settings.option_reads import fields_read, keys_read, reachable, rules_text

from synthscope.core.settings import Section
from synthscope.gaussian.style import Style
from synthscope.haadf.distortion import Distortion
from synthscope.haadf.settings import StemSettings
from synthscope.optics.aberrations import Aberrations
from synthscope.settings.load import plain
from synthscope.settings.model import Configuration, Product
from synthscope.tomography.settings import BeamSettings
from synthscope.tomography.stripes.mask_settings import MaskSettings

RULES = {
    "structures": ["common.smk", "structures.smk"],
    **{product: [f"{product}.smk"] for product in get_args(Product)},
    "tomography": ["tomography_jobs.smk", "tomography.smk"],
    "package": ["data_set.smk", "manifest.smk", "package.smk"],
}
EVERYWHERE = [*(name for names in RULES.values() for name in names)]
# A section that is handed on whole becomes a dataclass, or the parameters of a function.
DATACLASSES: dict[str, Callable[[dict], Any]] = {}
PARAMETERS = {}


def sections(section: type[Section], place: str = "") -> list[tuple[str, type[Section]]]:
    """The sections inside a section, by their dotted names."""
    found = []
    for name, kind in get_type_hints(section).items():
        for inner in _kinds(kind):
            found += [(f"{place}{name}", inner), *sections(inner, f"{place}{name}.")]
    return found


def _kinds(annotation) -> list[type[Section]]:
    if isinstance(annotation, type) and issubclass(annotation, Section):
        return [annotation]
    return [s for part in getattr(annotation, "__args__", ()) for s in _kinds(part)]


def keys() -> list[str]:
    """Every key of the configuration, by its dotted name."""
    inner = [f"{place}.{name}" for place, kind in sections(Configuration) for name in names(kind)]
    return [*names(Configuration), *inner]


def names(section: type[Section]) -> list[str]:
    return [field.name for field in fields(section)]


def is_read(place: str, modules: tuple[str, ...], rules: str) -> bool:
    """Whether a product's rules or modules, given as text, read the key."""
    *above, name = place.split(".")
    if any(re.search(pattern, rules) for pattern in in_rules(above, name)):
        return True
    parent = above[-1] if len(above) > 1 else ""
    model = above[:1] == ["structures"]  # its sources are listed from the checked model itself
    reads = (read for code in modules for read in keys_read(code, parent, model))
    if any(read.fullmatch(name) for read in reads):
        return True
    section = ".".join(above)
    if name in fields_read(dict(sections(Configuration))[section], modules):
        return True
    if section in PARAMETERS:
        return name in parameters_read(PARAMETERS[section])
    return section in DATACLASSES and any(
        field in fields_read(kind, modules) for kind, field in arrives(section, name)
    )


def in_rules(above: list[str], name: str) -> list[str]:
    """How rules read a key: of `SETTINGS`, or of a section that stands as a constant."""
    if not above:
        return [rf"\bSETTINGS\.{name}\b", rf'\b(section|hashed)\("{name}"\)']
    *outer, parent = above
    constant = (
        rf'(\["{parent}"\]|\b{parent.upper()}\[[\w.]+\])'
        if outer
        else rf'\b({parent.upper()}|section\("{parent}"\))'
    )
    section = above[0].upper()
    typed = rf"\b({'.'.join([section, *above[1:]])}|{parent.upper()}\[[\w.]+\])\.{name}\b"
    return [rf"\bSETTINGS\.{'.'.join([*above, name])}\b", rf'{constant}\["{name}"\]', typed]


def arrives(section: str, key: str) -> list[tuple[type, str]]:
    """The dataclass that a section becomes, with each field in which a value of this key stands."""
    [defaults] = [kind for place, kind in sections(Configuration) if place == section]
    given = plain(defaults())
    given[key] = [("a", "mark")] if isinstance(given.get(key), list) else ("a", "mark")
    made = DATACLASSES[section](given)
    return [(type(made), name) for name, value in vars(made).items() if "mark" in repr(value)]


def parameters_read(function: Callable) -> set[str]:
    tree = ast.parse(inspect.getsource(function))
    loaded = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    return loaded & set(inspect.signature(function).parameters)


@cache
def code_of(product: str) -> tuple[tuple[str, ...], str]:
    """The modules behind a product and its rules, as text; of all products if it is none."""
    files = RULES.get(product, EVERYWHERE)
    modules = tuple(path.read_text(encoding="utf-8") for path in reachable(files))
    return modules, rules_text(files)


@pytest.mark.parametrize("product", [*RULES, "none"])
def test_every_key_is_read_by_code_of_its_product(product):
    modules, rules = code_of(product)
    places = [place for place in keys() if place.partition(".")[0] == product]
    if product == "none":
        places = [place for place in keys() if "." not in place]
    assert places
    assert [p for p in places if p != product and not is_read(p, modules, rules)] == []


@pytest.mark.parametrize(
    "kind", [Aberrations, BeamSettings, Distortion, MaskSettings, StemSettings, Style]
)
def test_every_field_of_the_settings_that_products_compute_with_is_read(kind):
    modules, _ = code_of("none")
    assert {field.name for field in fields(kind)} - fields_read(kind, modules) == set()


WORDS = '''
def count(image, row, settings):
    """The size of a row, edge by edge."""
    row["size"] = settings["pixels"]
    settings["written"] = image.edge
    return row["size"], "spare"
'''


@pytest.mark.parametrize("name", ["size", "edge", "spare", "written", "image"])
def test_a_key_whose_name_is_a_word_in_the_code_is_not_read_for_that(name):
    assert not is_read(f"cbed.{name}", (WORDS,), "CBED = section('cbed')  # size, edge and image")
    assert is_read("cbed.pixels", (WORDS,), "")


@pytest.mark.parametrize("name", ["shifts", "batch_size", "zeta"])
def test_a_key_that_only_another_product_reads_is_not_read(name):
    assert not is_read(f"haadf.{name}", *code_of("haadf"))


def test_a_field_that_only_another_class_has_is_not_read():
    code = "def f(style: Style, other: Grid):\n    snap = other.snap\n    return style.zeta, snap"
    assert fields_read(Style, (code,)) == {"zeta"}
