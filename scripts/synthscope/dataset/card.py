"""README.md of a data set: the card that says what it is, how it was made and how to open it."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from synthscope.dataset.about import About, cite
from synthscope.dataset.coverage import coverage
from synthscope.dataset.delivered import delivery_chapter
from synthscope.dataset.hub_header import hub_header
from synthscope.dataset.key.columns import COLUMNS, Row
from synthscope.dataset.key.table import text
from synthscope.dataset.loading import snippets
from synthscope.dataset.markdown import literal, markdown_table
from synthscope.dataset.product import Product, count_images, limits
from synthscope.dataset.split_chapter import each_structure, published_sets, split_chapter
from synthscope.dataset.vibrations import vibrations

_PHYSICS = (
    *("pixel_size_A", "energy_keV", "semiangle_mrad", "detector_inner_mrad"),
    *("detector_outer_mrad", "thickness_A", "slice_A", "sampling_A"),
    *("phonon_configurations", "dose_e_per_A2", "electrons_per_image"),
    *("first_angle_deg", "last_angle_deg"),
)
_SHOWN = 10  # of the views left out


def dataset_card(
    about: About,
    rows: Sequence[Row],
    catalog: Sequence[Mapping[str, str]],
    configuration: Mapping[str, Any],
    known: Mapping[str, Product],
    skipped_views: Sequence[Mapping[str, str]] = (),
) -> str:
    """The whole card.

    Parameters
    ----------
    about
        The data set as a whole.
    rows
        Of the key.
    catalog
        Rows of catalog.csv, as text.
    configuration
        All settings, as plain data; shown at the end.
    known
        All products, in the order in which they are shown.
    skipped_views
        Views that could not be imaged, with structure_id, view, set and reason.
    """
    made = {row["product"] for row in rows}
    products = [product for name, product in known.items() if name in made]
    parts = [
        hub_header(about, rows, products),
        f"# {about.title}\n",
        about.description,
        "\nMade by synthscope, a Snakemake workflow, from the configuration at the end of this "
        "page; the same configuration gives the same bytes.\n",
        _contents(rows, products),
        _physics(rows, products),
        *filter(None, [coverage(rows, configuration)]),
        split_chapter(rows, about.parts, catalog, configuration) + published_sets(rows),
        _structures(catalog) + _skipped_views(skipped_views),
        *vibrations(rows, products),
        _loading(rows),
        *filter(None, [_delivery(rows, configuration)]),
        _columns(rows),
        "## Known limits\n\n" + "".join(f"- {line}\n" for line in limits(products)),
        _checking(about),
        _configuration(configuration),
    ]
    return "\n".join(parts)


def _contents(rows: Sequence[Row], products: Sequence[Product]) -> str:
    table = [["Product", "Files", "Images", "Structures", "Megabytes"]]
    for product in products:
        own = [row for row in rows if row["product"] == product.name]
        table.append(
            [
                product.title,
                len(own),
                count_images(own),
                len({row["structure_id"] for row in each_structure(own)} - {""}),
                f"{sum(row.get('bytes', 0) for row in own) / 1e6:.1f}",
            ]
        )
    return "## What is in it\n\n" + markdown_table(table)


def _physics(rows: Sequence[Row], products: Sequence[Product]) -> str:
    columns = {column.name: column for column in COLUMNS}
    parts = ["## Physics, units and axes\n"]
    for product in products:
        own = [row for row in rows if row["product"] == product.name]
        parts.append(f"### {product.title}\n\n{product.method}\n\n{product.axes}\n")
        parts.append(f"{product.names}\n")
        parts.append("".join(f"- {line}\n" for line in product.told(own)))
        table = [["Quantity", "Column", "Values", "Unit"]]
        for column in (columns[c] for c in _PHYSICS):
            values = {row[column.name] for row in own if column.name in row}
            if values:
                table.append([column.description, f"`{column.name}`", _range(values), column.unit])
        if len(table) > 1:
            parts.append(markdown_table(table))
    return "\n".join(parts)


def _range(values: set[float]) -> str:
    ordered = sorted(values)
    if len(ordered) <= 3:
        return ", ".join(text(value) for value in ordered)
    return f"{ordered[0]:.5g} to {ordered[-1]:.5g}"


def _structures(catalog: Sequence[Mapping[str, str]]) -> str:
    accepted = [row for row in catalog if row.get("status", "accepted") == "accepted"]
    groups = Counter((row.get("source", ""), row.get("licence", "")) for row in accepted)
    table = [["Source", "Licence of the structures", "Structures"]]
    table += [
        [s, literal(licence) or "not stated", n] for (s, licence), n in sorted(groups.items())
    ]
    return (
        "## Structures\n\n"
        f"{len(accepted)} structures were accepted and {len(catalog) - len(accepted)} rejected; "
        "`catalog.csv` has each with the reason, its licence, and its file's name and SHA-256, by "
        "which the file is known elsewhere.\n\n" + markdown_table(table)
    )


def _skipped_views(views: Sequence[Mapping[str, str]]) -> str:
    if not views:
        return ""
    table = [["View", "Set", "Reason"]]
    table += [
        [literal(f"{v['structure_id']}.{v['view']}"), v["set"], literal(v["reason"])]
        for v in views[:_SHOWN]
    ]
    return (
        "\n## Views left out\n\n"
        f"Views that could not be imaged: {len(views)}. `skipped_views.csv` beside the images has "
        f"each with its reason{f', here the first {_SHOWN}' if len(views) > _SHOWN else ''}.\n\n"
        + markdown_table(table)
    )


def _loading(rows: Sequence[Row]) -> str:
    parts = [
        "## How to open it\n\nFrom the data set's folder. `key.csv` has a row a file, and so has "
        "`key.parquet`, where columns have types: who guesses those of a CSV file takes the "
        "structure `000004` for the number 4. `parts/` has the same, a file each part. "
        "`datapackage.json` and `croissant.json` describe them to programs.\n"
    ]
    parts += [f"{heading}:\n\n```python\n{code}```\n" for heading, code in snippets(rows)]
    return "\n".join(parts)


def _delivery(rows: Sequence[Row], configuration: Mapping[str, Any]) -> str:
    """What stands in labels/ and training/, opened for the part of the first HAADF image."""
    package = configuration.get("package", {})
    part = next((row.get("split") for row in rows if row["product"] == "haadf"), None)
    if part is None or not package.keys() >= {"labels", "training"}:
        return ""
    return delivery_chapter(package, part)


def _columns(rows: Sequence[Row]) -> str:
    used = {name for row in rows for name in row}
    table = [["Column", "Type", "Unit", "Meaning"]]
    for column in COLUMNS:
        empty = "" if column.name in used else " (empty in this data set)"
        table.append([f"`{column.name}`", column.type, column.unit, f"{column.description}{empty}"])
    return "## Columns of key.csv\n\n" + markdown_table(table)


def _checking(about: About) -> str:
    return (
        "## Checking, citing, licence\n\n"
        "`sha256sum -c --quiet SHA256SUMS` reads every file again and says nothing when all are "
        f"as they were made.\n\nCite as: {cite(about)}\n\n{_asked(about)}"
        f"Licence: {about.licence}. The structures have licences of their own, above.\n"
    )


def _asked(about: About) -> str:
    """What is missing where a data set is to be published."""
    if about.creators:
        return ""
    return (
        "**Nobody is named as its maker yet**: set `package.creators` in the configuration and run "
        "again before you publish it.\n\n"
    )


def _configuration(configuration: Mapping[str, Any]) -> str:
    content = json.dumps(configuration, indent=2, ensure_ascii=False)
    return (
        "## Configuration\n\nWith the data set's `configuration.json`, "
        "`snakemake --cores all --configfile configuration.json` in the workflow's folder makes "
        f"the data set again.\n\n<details><summary>All settings</summary>\n\n```json\n{content}\n"
        "```\n\n</details>\n"
    )
