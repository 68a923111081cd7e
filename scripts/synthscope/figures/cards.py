"""The images of the gallery: pieces of contact sheets with their labels and their values."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from synthscope.dataset.notation import edge, elements, named
from synthscope.dataset.product import Product

_NUMBER = re.compile(r"([0-9]+)")

FILTERS = {
    "product": "Product",
    "structure": "Structure",
    "element": "Element",
    "group": "Space group",
    "condition": "Image",
    "split": "Part",
}


@dataclass(frozen=True)
class Card:
    """An example of the page: what it may be filtered by (`|` parts several), and its HTML."""

    keys: Mapping[str, str]
    conditions: tuple[str, ...]
    html: str


def cards(
    product: Product,
    picture: str,
    told: Mapping[str, Any],
    catalog: Mapping[str, Mapping[str, str]],
) -> list[Card]:
    """The examples of a product.

    Parameters
    ----------
    picture
        Address of its contact sheet from the page.
    told
        What `examples.draw_examples` wrote of it.
    catalog
        The rows of the catalog by id.
    """
    return [_card(product, picture, told["size"], one, catalog) for one in told["examples"]]


def _card(
    product: Product,
    picture: str,
    size: Sequence[int],
    example: Mapping[str, Any],
    catalog: Mapping[str, Mapping[str, str]],
) -> Card:
    row = example["row"]
    structure = catalog.get(str(row.get("structure_id", "")), {})
    keys = {
        "product": product.title,
        "structure": named(structure.get("formula", ""), structure.get("id", "")),
        "element": "|".join(sorted(elements(structure.get("formula", "")))),
        "group": space_group(structure),
        "split": str(row.get("split") or ""),
    }
    data = "".join(f" data-{k}='{escape(v, quote=True)}'" for k, v in keys.items() if v)
    pixel = row.get("pixel_size_A")
    told = (keys["group"], edge(float(pixel)) if pixel else "", keys["split"])
    below = " · ".join(text for text in told if text)
    tiles = "".join(_tile(picture, size, tile, example["label"]) for tile in example["tiles"])
    html = (
        f"<article class='example'{data}><h4>{escape(example['label'])}</h4>"
        f"<p class='faint'>{escape(below)}</p><div class='tiles'>{tiles}</div>"
        f"<details><summary>All values</summary>{_values(row)}</details></article>"
    )
    return Card(keys, tuple(tile["name"] for tile in example["tiles"]), html)


def _tile(picture: str, size: Sequence[int], tile: Mapping[str, Any], label: str) -> str:
    left, top, width, height = tile["box"]
    marks = "".join(_marks(m) for m in tile["marks"] if m["points"])
    counts = ", ".join(f"{len(m['points'])} {m['name']}" for m in tile["marks"] if m["points"])
    told = "; ".join(text for text in (tile["label"], counts) if text)
    title = f"{label}, {tile['name']}"
    made = f"<span class='made'>{escape(tile['made'])}</span>" if tile.get("made") else ""
    return (
        f"<figure class='tile' data-condition='{escape(tile['name'], quote=True)}'>"
        f"<button type='button' aria-label='Enlarge {escape(title, quote=True)}'>"
        f"<svg viewBox='{left} {top} {width} {height}' role='img' "
        f"aria-label='{escape(title, quote=True)}'>"
        # The inner one cuts off the rest of the sheet where the outer one has other proportions.
        f"<svg x='{left}' y='{top}' width='{width}' height='{height}' "
        f"viewBox='{left} {top} {width} {height}'>"
        f"<image href='{escape(picture)}' width='{size[0]}' height='{size[1]}'/>{marks}</svg></svg>"
        f"</button><figcaption><b>{escape(tile['name'])}</b> {escape(told)}{made}"
        "</figcaption></figure>"
    )


def _marks(marks: Mapping[str, Any]) -> str:
    """Small marks as dots, large ones as circles."""
    name, colour, radius = escape(marks["name"]), marks["colour"], marks["radius"]
    if radius < 4:
        dots = "".join(f"M{x:g} {y:g}h0" for x, y in marks["points"])
        shape = f"stroke-width='{1.2 * radius:.3g}' d='{dots}'"
    else:
        arc = f"m{-radius:g} 0a{radius:g} {radius:g} 0 1 0 {2 * radius:g} 0"
        arc += f"a{radius:g} {radius:g} 0 1 0 {-2 * radius:g} 0"
        shape = f"d='{''.join(f'M{x:g} {y:g}{arc}' for x, y in marks['points'])}'"
    return f"<path class='mark' stroke='{colour}' {shape}><title>{name}</title></path>"


def _values(row: Mapping[str, Any]) -> str:
    lines = "".join(
        f"<tr><th scope='row'>{escape(name)}</th><td>{escape(_text(value))}</td></tr>"
        for name, value in row.items()
        if value not in (None, "")
    )
    return f"<table><caption>Its values in key.csv</caption><tbody>{lines}</tbody></table>"


def _text(value: Any) -> str:
    return f"{value:.6g}" if isinstance(value, float) else str(value)


def space_group(structure: Mapping[str, str]) -> str:
    """Symbol and number of a structure's space group; nothing for clusters."""
    number = structure.get("space_group_number") or "0"
    return "" if number == "0" else f"{structure.get('space_group_symbol')} ({number})"


def filters(shown: Iterable[Card]) -> str:
    """What the examples may be filtered by, where there is a choice."""
    found: dict[str, set[str]] = {name: set() for name in FILTERS}
    for card in shown:
        for name, value in card.keys.items():
            found[name].update(filter(None, value.split("|")))
        found["condition"].update(card.conditions)
    choices = "".join(
        f"<label>{FILTERS[name]}<select name='{name}'><option value=''>all</option>"
        + "".join(f"<option>{escape(value)}</option>" for value in sorted(values, key=_in_order))
        + "</select></label>"
        for name, values in found.items()
        if len(values) > 1
    )
    return (
        f"<form class='filters' data-script hidden>{choices}"
        "<label><input type='checkbox' id='labels'> labels</label>"
        "<button type='button' id='clear'>Show all</button><p id='found'></p></form>"
    )


def _in_order(text: str) -> list[tuple[int, str]]:
    """A key that sorts numbers within texts by their size."""
    return [(int(part or 0), "") if part.isdecimal() else (0, part) for part in _NUMBER.split(text)]
