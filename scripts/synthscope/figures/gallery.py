"""The gallery: one static page that shows a data set, without scripts and without the network."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from synthscope.core.files import readable
from synthscope.dataset.about import About, cite
from synthscope.dataset.key.columns import Row
from synthscope.dataset.product import count_images
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
_STYLE = """
:root{--ink:#1b1f24;--faint:#57606a;--paper:#fff;--line:#d0d7de;--bar:#3b76b5;--panel:#f6f8fa;--link:#0a58b0}
@media(prefers-color-scheme:dark){:root{--ink:#e6edf3;--faint:#9aa4ae;--paper:#0f1318;--line:#30363d;
--bar:#5b9bd5;--panel:#171c22;--link:#79b8ff}}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);
font:16px/1.5 system-ui,Segoe UI,Helvetica,Arial,sans-serif}
header,main,footer{max-width:1180px;margin:0 auto;padding:0 24px}
header{padding-top:36px}h1{font-size:2rem;margin:0 0 4px}h2{margin:44px 0 8px;font-size:1.35rem}
h3{margin:0 0 6px;font-size:1rem}p{margin:.4em 0;max-width:75ch}.faint{color:var(--faint)}
a{color:var(--link)}
nav ul{list-style:none;display:flex;flex-wrap:wrap;gap:6px 18px;padding:0;margin:14px 0 0}
.facts{display:grid;grid-template-columns:repeat(auto-fit,minmax(130px,1fr));gap:12px;
margin:22px 0;padding:0}
.facts div{background:var(--panel);border:1px solid var(--line);border-radius:8px;padding:10px 14px}
.facts dt{color:var(--faint);font-size:.85rem}.facts dd{margin:0;font-size:1.45rem;font-weight:600}
figure{margin:14px 0 28px}figcaption{color:var(--faint);margin-bottom:8px;max-width:75ch}
.scroll{overflow-x:auto;background:#fff;border:1px solid var(--line);border-radius:8px}
.scroll img{display:block;max-width:none}
.grid{display:grid;grid-template-columns:repeat(auto-fit,minmax(330px,1fr));gap:28px}
table{border-collapse:collapse;width:100%;font-size:.92rem}
caption{text-align:left;font-weight:600;padding-bottom:6px}
th,td{text-align:left;padding:3px 10px 3px 0;border-bottom:1px solid var(--line);
vertical-align:middle}
td.n,th.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
td.b{width:45%}.bar{display:block;height:.7em;min-width:1px;background:var(--bar);border-radius:2px}
footer{margin-top:48px;padding-bottom:36px;color:var(--faint);font-size:.9rem}
a:focus-visible,.scroll:focus-visible{outline:3px solid var(--bar);outline-offset:2px}
""".strip()


@dataclass(frozen=True)
class Picture:
    """A picture of the page: its address from the page, its size, and what it shows."""

    address: str
    title: str
    width: int | None = None
    height: int | None = None


LINKS = {
    "Dataset card": "../README.md",
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
    sheets: Mapping[str, Picture],
    graphs: Sequence[Picture],
    links: Mapping[str, str],
    skipped_views: Sequence[Mapping[str, str]] = (),
) -> str:
    """The page.

    Parameters
    ----------
    about, rows, catalog
        The data set, its key and its catalog.
    sheets
        The contact sheet of each product.
    graphs
        The workflow's graphs; the first is shown, all are linked.
    links
        Other files of the data set: what they are, and their addresses.
    skipped_views
        Views that could not be imaged, with structure_id, view, set and reason.
    """
    products = [name for name in PRODUCTS if any(row["product"] == name for row in rows)]
    accepted = [row for row in catalog if row.get("status") == "accepted"]
    nav = {"Images": "#images", "Balance": "#balance", "Structures": "#structures"}
    if graphs:
        nav["Workflow"] = "#workflow"
    body = [
        "<header>",
        f"<h1>{escape(about.title)}</h1>",
        f"<p class='faint'>{escape(about.description)}</p>" if about.description else "",
        "<nav aria-label='Contents'><ul>",
        *(f"<li><a href='{a}'>{escape(t)}</a></li>" for t, a in {**nav, **links}.items()),
        "</ul></nav></header>",
        "<main>",
        _facts(rows, accepted),
        "<section id='images'><h2>Images</h2>",
        *(_sheet(name, sheets[name], rows) for name in products if name in sheets),
        "</section>",
        "<section id='balance'><h2>Balance</h2><div class='grid'>",
        *_balance(rows, products),
        "</div></section>",
        "<section id='structures'><h2>Structures</h2><div class='grid'>",
        *_structures(accepted, [row for row in catalog if row.get("status") != "accepted"]),
        *_skipped_views(skipped_views),
        "</div></section>",
        *_workflow(graphs),
        "</main>",
        f"<footer><p>Cite as: {escape(cite(about))}. ",
        f"Licence: {escape(about.licence)}.</p></footer>",
    ]
    return "\n".join(
        [
            "<!DOCTYPE html>",
            "<html lang='en'><head><meta charset='utf-8'>",
            "<meta name='viewport' content='width=device-width,initial-scale=1'>",
            f"<title>{escape(about.title)}: gallery</title>",
            f"<style>{_STYLE}</style></head><body>",
            *(part for part in body if part),
            "</body></html>",
            "",
        ]
    )


def _facts(rows: Sequence[Row], accepted: Sequence[Mapping[str, str]]) -> str:
    facts = {
        "Images": sum(
            count_images(row for row in rows if row["product"] == name)
            for name in PRODUCTS
            if name != "usid"
        ),
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


def _sheet(name: str, picture: Picture, rows: Sequence[Row]) -> str:
    product = PRODUCTS[name]
    size = f" width='{picture.width}' height='{picture.height}'" if picture.width else ""
    caption = product.sheet
    lines = product.told([row for row in rows if row["product"] == name])
    told = "".join(f"<p class='faint'>{escape(line)}</p>" for line in lines)
    return (
        f"<figure><h3>{escape(product.title)}</h3><figcaption>{escape(caption)}</figcaption>"
        f"{told}<div class='scroll' tabindex='0' role='region' "
        f"aria-label='{escape(product.title)}'>"
        f"<img src='{escape(picture.address)}' loading='lazy'{size} "
        f"alt='{escape(f'Contact sheet. {caption}', quote=True)}'></div></figure>"
    )


def _balance(rows: Sequence[Row], products: Sequence[str]) -> Iterable[str]:
    for name in products:
        own = [row for row in rows if row["product"] == name]
        for column, title in _CLASSES.items():
            count = Counter(row[column] for row in own if row.get(column))
            if len(count) > 1:
                caption = f"{PRODUCTS[name].title}: files by {title}"
                yield _bars(caption, title.capitalize(), _commonest(count))


def _structures(
    accepted: Sequence[Mapping[str, str]], rejected: Sequence[Mapping[str, str]]
) -> Iterable[str]:
    groups = [int(row.get("space_group_number") or 0) for row in accepted]
    systems = Counter(_system(group) for group in groups)
    order = [name for _, name in _SYSTEMS] + ["none (cluster or molecule)"]
    yield _bars(
        "Structures by crystal system",
        "System",
        {name: systems[name] for name in order if systems[name]},
    )
    symbols = Counter(
        f"{row.get('space_group_symbol')} ({row.get('space_group_number')})"
        for row, group in zip(accepted, groups)
        if group
    )
    yield _bars("Structures by space group", "Space group", _commonest(symbols))
    elements = Counter(e for row in accepted for e in _elements(row.get("formula", "")))
    yield _bars("Structures by element", "Element", _commonest(elements))
    sources = Counter(row.get("source", "") for row in accepted)
    yield _bars("Structures by source", "Source", _commonest(sources))
    if rejected:
        yield _table(
            f"Rejected structures ({len(rejected)})",
            ("File", "Reason"),
            [(row.get("file") or row.get("id"), row.get("reason")) for row in rejected[:_SHOWN]],
        )


def _skipped_views(views: Sequence[Mapping[str, str]]) -> Iterable[str]:
    if views:
        yield _table(
            f"Views left out ({len(views)})",
            ("View", "Set", "Reason"),
            [(f"{v['structure_id']}.{v['view']}", v["set"], v["reason"]) for v in views[:_SHOWN]],
        )


def _system(group: int) -> str:
    if not group:
        return "none (cluster or molecule)"
    return next(name for last, name in _SYSTEMS if group <= last)


def _commonest(count: Counter) -> dict[str, int]:
    """The commonest first, equals by name, so that the order is always the same."""
    return dict(sorted(count.items(), key=lambda item: (-item[1], str(item[0])))[:_SHOWN])


def _elements(formula: str) -> set[str]:
    return {part.rstrip("0123456789.") for part in formula.split()}


def _workflow(graphs: Sequence[Picture]) -> Iterable[str]:
    if not graphs:
        return
    named = ", ".join(f"<a href='{escape(g.address)}'>{escape(g.title)}</a>" for g in graphs)
    yield "<section id='workflow'><h2>Workflow</h2>"
    yield f"<p>How the data set was made: {named}.</p>"
    first = graphs[0]
    yield "<figure><div class='scroll' tabindex='0' role='region' "
    yield f"aria-label='{escape(first.title)}'><a href='{escape(first.address)}'>"
    yield f"<img src='{escape(first.address)}' alt='{escape(first.title)}' loading='lazy'></a>"
    yield "</div></figure></section>"


def _bars(title: str, heading: str, count: Mapping[Any, int]) -> str:
    """A table whose last column shows the numbers once more as bars."""
    if not count:
        return ""
    most = max(count.values())
    lines = "".join(
        f"<tr><th scope='row'>{escape(str(name))}</th><td class='n'>{number:,}</td>"
        f"<td class='b' aria-hidden='true'>"
        f"<span class='bar' style='width:{100 * number / most:.1f}%'></span></td></tr>"
        for name, number in count.items()
    )
    return (
        f"<div><table><caption>{escape(title)}</caption><thead><tr><th scope='col'>"
        f"{escape(heading)}</th><th scope='col' class='n'>Count</th><td></td></tr></thead>"
        f"<tbody>{lines}</tbody></table></div>"
    )


def _table(title: str, head: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    top = "".join(f"<th scope='col'>{escape(cell)}</th>" for cell in head)
    lines = "".join(
        "<tr>" + "".join(f"<td>{escape(str(cell or ''))}</td>" for cell in row) + "</tr>"
        for row in rows
    )
    return (
        f"<div><table><caption>{escape(title)}</caption><thead><tr>{top}</tr></thead>"
        f"<tbody>{lines}</tbody></table></div>"
    )
