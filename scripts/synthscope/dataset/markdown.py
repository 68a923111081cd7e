"""Tables in Markdown."""

from collections.abc import Iterable, Sequence
from typing import Any


def markdown_table(table: Iterable[Sequence[Any]]) -> str:
    """A Markdown table; the first row is its head."""
    head, *body = ([str(cell).replace("|", "\\|") for cell in row] for row in table)
    lines = [head, ["---"] * len(head), *body]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)
