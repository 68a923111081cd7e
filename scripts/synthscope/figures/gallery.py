"""The gallery: one static page that shows a data set, without the network."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from synthscope.core.files import readable
from synthscope.dataset.about import About, cite
from synthscope.dataset.coverage import Covered
from synthscope.dataset.key.columns import Row
from synthscope.dataset.notation import elements
from synthscope.dataset.product import count_images
from synthscope.figures.cards import Card, cards, filters, space_group
from synthscope.figures.empty_parts import empty_parts
from synthscope.figures.histograms import histograms
from synthscope.figures.page_script import SCRIPT
from synthscope.figures.page_style import STYLE
from synthscope.figures.page_tables import bars, table
from synthscope.registry.products import PRODUCTS

_SYSTEMS = (
    (2, "triclinic"),
    (15, "monoclinic"),
    (74, "orthorhombic"),
    (142, "tetragonal"),
    (167, "trigonal"),
    (194, "hexagonal"),
    (230, "cubic"),
)
_SHOWN = 24
_CLASSES = {"condition": "condition", "split": "part", "published_set": "published set"}


@dataclass(frozen=True)
class Picture:
    """A picture of the page: its address from the page, and what it shows."""

    address: str
    title: str


@dataclass(frozen=True)
class Examples:
    """A product's contact sheet: its address from the page, and where its images stand on it."""

    address: str
    told: Mapping[str, Any]


LINKS = {
    "Dataset card": "card.html",
    "key.csv": "../key.csv",
    "catalog.csv": "../catalog.csv",
}
GRAPHS = [
    Picture("../provenance/rulegraph.svg", "Rules"),
    Picture("../provenance/dag.svg", "Jobs"),
    Picture("../provenance/filegraph.svg", "Files"),
]


def gallery(
    about: About,
    rows: Sequence[Row],
    catalog: Sequence[Mapping[str, str]],
    sheets: Mapping[str, Examples],
    graphs: Sequence[Picture],
    links: Mapping[str, str],
    skipped_views: Sequence[Mapping[str, str]] = (),
    varied: Sequence[Covered] = (),
) -> str:
    """The page.

    Parameters
    ----------
    about, rows, catalog
        The data set, its key and its catalog.
    sheets
        The examples of each product.
    graphs
        The workflow's graphs.
    links
        Other files of the data set: what they are, and their addresses.
    skipped_views
        Views that could not be imaged, with structure_id, view, set and reason.
    varied
        The numbers that vary.
    """
    products = [name for name in PRODUCTS if any(row["product"] == name for row in rows)]
    accepted = [row for row in catalog if row.get("status") == "accepted"]
    rejected = [row for row in catalog if row.get("status") != "accepted"]
    images = _images(rows)
    by_id = {row["id"]: row for row in catalog if row.get("id")}
    shown = {
        name: cards(PRODUCTS[name], sheets[name].address, sheets[name].told, by_id)
        for name in products
        if name in sheets
    }
    nav = {"Images": "#images", "Balance": "#balance", "Structures": "#structures"}
    if varied:
        nav["Numbers that vary"] = "#varied"
    if graphs:
        nav["Workflow"] = "#workflow"
    body = [
        "<header>",
        f"<h1>{escape(about.title)}</h1>",
        f"<p class='faint'>{escape(about.description)}</p>" if about.description else "",
        "<nav aria-label='Contents'><ul>",
        *(f"<li><a href='{a}'>{escape(t)}</a></li>" for t, a in {**nav, **links}.items()),
        "</ul></nav>",
        "<p id='apart' role='status' hidden>This copy of the page stands apart from its images and "
        "from the files that it names: open gallery/index.html in the folder of the data set.</p>",
        "</header>",
        "<main>",
        _facts(rows, accepted, images),
        "<section id='images'><h2>Images</h2>",
        filters(card for found in shown.values() for card in found),
        *(_examples(name, sheets[name], shown[name], rows) for name in shown),
        "<p><button type='button' id='more' data-script hidden>Show more</button></p>",
        "</section>",
        "<section id='balance'><h2>Balance</h2>",
        empty_parts(about, rows),
        "<div class='grid'>",
        *_balance(about, rows, products, images),
        "</div></section>",
        f"<section id='structures'><h2>Structures</h2><p>{len(accepted):,} were accepted and "
        f"{len(rejected):,} rejected.{_without_licence(accepted)}</p><div class='grid'>",
        *_structures(accepted, rejected),
        *_skipped_views(skipped_views),
        "</div></section>",
        *histograms(varied),
        *_workflow(graphs),
        "</main>",
        f"<footer><p>Cite as: {escape(cite(about))}. ",
        f"Licence of the data set: {escape(about.licence)}.</p></footer>",
        "<dialog id='view'><button type='button' id='close'>Close</button><h3></h3>",
        "<div class='large'></div><div class='values'></div></dialog>",
        f"<script>{SCRIPT}</script>",
    ]
    return "\n".join(
        [
            "<!DOCTYPE html>",
            "<html lang='en'><head><meta charset='utf-8'>",
            "<meta name='viewport' content='width=device-width,initial-scale=1'>",
            f"<title>{escape(about.title)}: gallery</title>",
            f"<style>{STYLE}</style></head><body>",
            *(part for part in body if part),
            "</body></html>",
            "",
        ]
    )


def _images(rows: Sequence[Row]) -> dict[str, int]:
    """How many images each product has; packages hold the same ones again."""
    return {
        name: count_images(row for row in rows if row["product"] == name)
        for name in PRODUCTS
        if name != "usid"
    }


def _facts(
    rows: Sequence[Row], accepted: Sequence[Mapping[str, str]], images: Mapping[str, int]
) -> str:
    facts = {
        "Images": sum(images.values()),
        "Files": len(rows),
        "Structures": len(accepted),
        "Prototypes": len({row.get("prototype") for row in accepted if row.get("prototype")}),
        "Space groups": len({row.get("space_group_number") for row in accepted} - {"", "0", None}),
        "Size": readable(sum(row.get("bytes", 0) for row in rows)),
    }
    items = "".join(
        f"<div><dt>{k}</dt><dd>{v if isinstance(v, str) else f'{v:,}'}</dd></div>"
        for k, v in facts.items()
    )
    return f"<dl class='facts'>{items}</dl>"


def _examples(name: str, sheet: Examples, found: Sequence[Card], rows: Sequence[Row]) -> str:
    product = PRODUCTS[name]
    lines = product.told([row for row in rows if row["product"] == name])
    told = "".join(f"<p class='faint'>{_code(line)}</p>" for line in lines)
    return (
        f"<div class='product'><h3>{escape(product.title)}</h3>"
        f"<p class='faint'>{_code(product.sheet)} "
        f"<a href='{escape(sheet.address)}'>All on one sheet</a>.</p>{told}"
        f"<p class='faint'>How names read: {_code(product.names)}</p>"
        f"{''.join(card.html for card in found)}</div>"
    )


def _code(text: str) -> str:
    """What stands between `…` as HTML has it."""
    return re.sub("`([^`]+)`", r"<code>\1</code>", escape(text))


def _balance(
    about: About, rows: Sequence[Row], products: Sequence[str], images: Mapping[str, int]
) -> Iterable[str]:
    count_of = {PRODUCTS[name].title: count for name, count in images.items() if count}
    yield bars("Images by product", "Product", count_of)
    for name in products:
        own = [row for row in rows if row["product"] == name]
        for column, title in _CLASSES.items():
            count = Counter(row[column] for row in own if row.get(column))
            if len(count) > 1 or (count and column == "split"):
                caption = f"{PRODUCTS[name].title}: files by {title}"
                shown = dict.fromkeys(about.parts, 0) if column == "split" else {}
                yield bars(caption, title.capitalize(), shown | _commonest(count))


def _structures(
    accepted: Sequence[Mapping[str, str]], rejected: Sequence[Mapping[str, str]]
) -> Iterable[str]:
    groups = [int(row.get("space_group_number") or 0) for row in accepted]
    systems = Counter(_system(group) for group in groups)
    order = [name for _, name in _SYSTEMS] + ["none (cluster or molecule)"]
    yield bars(
        "Structures by crystal system",
        "System",
        {name: systems[name] for name in order if systems[name]},
    )
    symbols = Counter(filter(None, map(space_group, accepted)))
    yield bars("Structures by space group", "Space group", _commonest(symbols))
    found = Counter(e for row in accepted for e in elements(row.get("formula", "")))
    yield bars("Structures by element", "Element", _commonest(found))
    sources = Counter(
        ": ".join(filter(None, (row.get("source"), row.get("licence") or "no licence given")))
        for row in accepted
    )
    yield bars("Structures by source and licence", "Source", _commonest(sources))
    if rejected:
        yield table(
            f"Rejected structures ({len(rejected)})",
            ("File", "Reason"),
            [(row.get("file") or row.get("id"), row.get("reason")) for row in rejected],
        )


def _without_licence(accepted: Sequence[Mapping[str, str]]) -> str:
    count = sum(not row.get("licence") for row in accepted)
    if not count:
        return ""
    return (
        f" No licence is given for {count:,}: <code>structures.licence</code> in the configuration "
        "gives that of your own structures, where their files state none."
    )


def _skipped_views(views: Sequence[Mapping[str, str]]) -> Iterable[str]:
    if views:
        yield table(
            f"Views left out ({len(views)})",
            ("View", "Set", "Reason"),
            [(f"{v['structure_id']}.{v['view']}", v["set"], v["reason"]) for v in views],
        )


def _system(group: int) -> str:
    if not group:
        return "none (cluster or molecule)"
    return next(name for last, name in _SYSTEMS if group <= last)


def _commonest(count: Counter) -> dict[str, int]:
    """The commonest first, equals by name, so that the order is always the same."""
    return dict(sorted(count.items(), key=lambda item: (-item[1], str(item[0])))[:_SHOWN])


def _workflow(graphs: Sequence[Picture]) -> Iterable[str]:
    if not graphs:
        return
    yield "<section id='workflow'><h2>Workflow</h2><p>How the data set was made.</p>"
    for graph in graphs:
        title, address = escape(graph.title), escape(graph.address)
        yield f"<div class='graph'><p><b>{title}</b> <a href='{address}'>on a page of its own</a> "
        yield "<span data-script hidden>"
        for value, text in (("-", "smaller"), ("fit", "fit"), ("+", "larger")):
            yield f"<button type='button' value='{value}'>{text}</button> "
        yield "</span></p><div class='frame' tabindex='0' role='region' "
        yield f"aria-label='{title}'><img src='{address}' alt='{title}' loading='lazy'></div></div>"
    yield "</section>"
