"""No option without an effect: the code of its product reads every key."""

import re
from dataclasses import fields
from functools import cache
from typing import get_args, get_type_hints

import pytest
from tests.settings.option_reads import fields_read, reachable, rules_text

from synthscope.cbed.settings import Motion
from synthscope.core.settings import Section
from synthscope.gaussian.style import Style
from synthscope.settings.model import Configuration, Product
from synthscope.specimens.settings import DefectSettings

RULES = {
    "structures": ["common.smk", "structures.smk"],
    **{product: [f"{product}.smk"] for product in get_args(Product)},
    "tomography": ["tomography_jobs.smk", "tomography.smk", "tomography_baselines.smk"],
    "package": [
        "audit.smk",
        "data_set.smk",
        "delivery.smk",
        "manifest.smk",
        "package.smk",
        "provenance.smk",
    ],
}
EVERYWHERE = [
    *(name for names in RULES.values() for name in names),
    "maker.smk",
    "verify.smk",
    "estimate.smk",
    "common.smk",
]


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
    section = ".".join(above)
    kinds = [kind for place, kind in sections(Configuration) if place == section]
    return any(name in fields_read(kind, modules) for kind in kinds)


def in_rules(above: list[str], name: str) -> list[str]:
    """How rules read a key: of `SETTINGS`, or of a section that stands as a constant."""
    if not above:
        return [rf"\b(SETTINGS|ASKED)\.{name}\b", rf'\b(section|hashed)\("{name}"\)']
    section = ".".join([above[0].upper(), *above[1:]])
    return [
        rf"\bSETTINGS\.{'.'.join([*above, name])}\b",
        rf"\b({section}|{above[-1].upper()}\[[\w.]+\])\.{name}\b",
    ]


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


WORDS = '''
def count(image, row, settings: CbedSettings):
    """The slice_A of a row, edge by edge."""
    row["slice_A"] = settings.size_px
    row.batch_size = image.longest_edge_A
    return row["slice_A"], "k_step_per_A"
'''


@pytest.mark.parametrize("name", ["slice_A", "longest_edge_A", "batch_size", "k_step_per_A"])
def test_a_key_whose_name_is_a_word_in_the_code_is_not_read_for_that(name):
    assert not is_read(f"cbed.{name}", (WORDS,), "CBED = SETTINGS.cbed  # slice_A, batch_size")
    assert is_read("cbed.size_px", (WORDS,), "")


@pytest.mark.parametrize("name", ["shifts", "batch_size", "zeta"])
def test_a_key_that_only_another_product_reads_is_not_read(name):
    assert not is_read(f"haadf.{name}", *code_of("haadf"))


def test_a_field_that_only_another_class_has_is_not_read():
    code = "def f(style: Style, other: Grid):\n    snap = other.snap\n    return style.zeta, snap"
    assert fields_read(Style, (code,)) == {"zeta"}


def test_a_field_is_not_read_where_a_namesake_of_another_section_is():
    code = "def f(settings: CbedSettings):\n    return settings.motion.kind\n"
    code += "class Both:\n    motion: Motion\n    defects: DefectSettings\n"
    assert fields_read(Motion, (code,)) == {"kind"}
    assert fields_read(DefectSettings, (code,)) == set()


def test_a_field_that_is_only_checked_is_not_read():
    code = "class DefectSettings:\n    def __post_init__(self):\n        assert self.kind\n"
    assert fields_read(DefectSettings, (code,)) == set()
