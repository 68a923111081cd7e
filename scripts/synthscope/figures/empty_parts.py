"""What the gallery says of parts (train, dev, test) that have nothing in them."""

from collections.abc import Iterable, Sequence
from html import escape

from synthscope.dataset.about import About
from synthscope.dataset.key.columns import Row
from synthscope.dataset.summary import WHY_EMPTY
from synthscope.registry.products import PRODUCTS


def empty_parts(about: About, rows: Iterable[Row]) -> str:
    """A paragraph that names the empty parts, and says why they are and what would fill them.

    Parameters
    ----------
    about
        The data set, with the parts that it is divided into.
    rows
        Of the key.

    Returns
    -------
    str
        HTML; "" where no part is empty, or nothing is divided into parts.
    """
    found: dict[str, set[str]] = {}
    for row in rows:
        if row.get("split"):
            found.setdefault(row["product"], set()).add(row["split"])
    asked = set(about.parts)
    everywhere = [part for part in about.parts if not any(part in own for own in found.values())]
    lacking: dict[tuple[str, ...], list[str]] = {}
    for name, own in found.items():
        if more := tuple(part for part in about.parts if part not in {*own, *everywhere}):
            lacking.setdefault(more, []).append(PRODUCTS[name].title)
    if not found or not (everywhere or lacking):
        return ""
    told = [f"No file is in {_any(everywhere)}."] if everywhere else []
    told += [f"None of {', '.join(of)} is in {_any(parts)}." for parts, of in lacking.items()]
    by_acquisition = (
        " HAADF images of few structures can be divided by acquisition: "
        "<code>package.split_by</code>."
        if about.split_by == "prototype" and not found.get("haadf", asked) >= asked
        else ""
    )
    return (
        f"<p>{' '.join(told)} An empty part gives nothing to train or to test with. It is empty by "
        f"chance: {WHY_EMPTY}. More structures or samples fill it, or other shares in "
        f"<code>package.splits</code>, or another <code>seed</code>.{by_acquisition}</p>"
    )


def _any(parts: Sequence[str]) -> str:
    return " or ".join(f"<b>{escape(part)}</b>" for part in parts)
