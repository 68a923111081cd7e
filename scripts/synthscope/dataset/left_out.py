"""What was asked for and nothing could give: an error where it is all, else said at the end."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from synthscope.core.errors import InputError
from synthscope.core.tables import read_records
from synthscope.dataset.key.columns import without_frame
from synthscope.dataset.product import Product
from synthscope.dataset.skipped_views import read_skipped_views

Row = Mapping[str, str]


def refuse_empty(
    rows: Sequence[Row], structures: Iterable[str], products: Iterable[Product]
) -> None:
    """Refuse a product without an image.

    Parameters
    ----------
    rows
        Of key.csv.
    structures
        Ids of the accepted structures.
    products
        Those that the configuration asks for.

    Raises
    ------
    InputError
        Naming each such product, and what a structure has to have for it.
    """
    made, accepted = {row.get("product") for row in rows}, list(structures)
    empty = [product for product in products if product.name not in made]
    if not empty:
        return
    of = (
        f"the {len(accepted)} accepted structures, such as {accepted[0]}" if accepted else "nothing"
    )
    reasons = (f"{one.name}: no image could be made of {of}{_needed(one)}" for one in empty)
    raise InputError("; ".join(reasons) + "; change the configuration, or leave the product out")


def _needed(product: Product) -> str:
    return f"; it needs {product.needs}" if product.needs else ""


def left_out(folder: Path, products: Iterable[Product]) -> Iterator[str]:
    """A line for each kind of thing that a finished data set lacks, with the first reason.

    Parameters
    ----------
    folder
        Of the data set.
    products
        Those that the configuration asks for.
    """
    catalog = read_records(folder / "catalog.csv") if (folder / "catalog.csv").is_file() else []
    refused = [row for row in catalog if row["status"] != "accepted"]
    if refused:
        row = refused[0]
        yield (
            f"structures refused: {len(refused)} of {len(catalog)}, such as "
            f"{row['file'] or row['id']}: {row['reason']}; all in catalog.csv"
        )
    accepted = [row["id"] for row in catalog if row["status"] == "accepted"]
    rows = read_records(folder / "key.csv") if accepted else []
    for product in products:
        if product.needs and (lacking := without_images(rows, accepted, product.name)):
            yield (
                f"{product.name}: no image of {len(lacking)} of {len(accepted)} structures, such "
                f"as {lacking[0]}{_needed(product)}"
            )
        skipped = folder / product.name / "skipped_views.csv"
        if skipped.is_file() and (views := read_skipped_views([skipped])):
            one = views[0]
            yield (
                f"{product.name}: views left out: {len(views)}, such as {one['structure_id']}."
                f"{one['view']}: {one['reason']}; all in {product.name}/{skipped.name}"
            )


def without_images(rows: Iterable[Row], structures: Iterable[str], product: str) -> list[str]:
    """Which structures no image of a product shows; frames of a file count as one structure."""
    shown = {
        without_frame(name)
        for row in rows
        if row["product"] == product
        for name in row["structure_id"].split()
    }
    return [name for name in structures if without_frame(name) not in shown]
