"""What the card says of how far the atoms vibrate."""

import re
from collections import defaultdict
from collections.abc import Iterable

from synthscope.dataset.key.columns import Row
from synthscope.dataset.markdown import markdown_table
from synthscope.dataset.product import Product

_ORIGINS = {
    "snapshots": "snapshots of molecular dynamics",
    "file": "the structure's file",
    "configuration": "the configuration",
    "compound": "the table, this compound at 300 K",
    "element": "the table, this element at 300 K",
    "default": "**the default**: not known",
}
_DISPLACEMENT = re.compile(rf"([A-Z][a-z]?) ([\d.]+) ({'|'.join(_ORIGINS)})")


def vibrations(rows: Iterable[Row], products: Iterable[Product]) -> list[str]:
    """Where displacements come from, and elements for which none is known; empty without any."""
    found, titles = defaultdict(set), {product.name: product.title for product in products}
    for row in rows:
        if row["product"] == "usid":  # the images of the others again
            continue
        for symbol, rms, origin in _DISPLACEMENT.findall(row.get("rms_displacements", "")):
            found[row["product"], origin].add(f"{symbol} {float(rms):.3f}")
    if not found:
        return []
    table = [["Product", "From", "Displacements, Å"]]
    for (product, origin), values in sorted(found.items(), key=_by_origin):
        shown = sorted(values)
        shown = shown if len(shown) <= 12 else [*shown[:12], f"… {len(shown)} in all"]
        table.append([titles[product], _ORIGINS[origin], ", ".join(shown)])
    unknown = sorted(
        {v.split()[0] for (_, o), values in found.items() if o == "default" for v in values}
    )
    text = (
        f"Nothing is known of {', '.join(unknown)}: the default stands for them.\n"
        if unknown
        else ""
    )
    return [
        "## Thermal vibration\n\nRoot mean square displacements along an axis; `rms_displacements` "
        "has those of every file.\n\n" + markdown_table(table) + ("\n" + text if text else "")
    ]


def _by_origin(item: tuple[tuple[str, str], set[str]]) -> tuple[str, int]:
    product, origin = item[0]
    return product, list(_ORIGINS).index(origin)
