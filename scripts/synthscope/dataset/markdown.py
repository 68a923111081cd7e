"""Tables in Markdown."""

import re
from collections.abc import Iterable, Sequence
from typing import Any


def markdown_table(table: Iterable[Sequence[Any]]) -> str:
    """A Markdown table; the first row is its head."""
    head, *body = ([str(cell).replace("|", "\\|") for cell in row] for row in table)
    lines = [head, ["---"] * len(head), *body]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def literal(text: str) -> str:
    """A text from a file, so that Markdown shows it as it stands: no HTML, no links, no code."""
    return re.sub(r"([\\`*_\[\]<>&!#])", r"\\\1", text)
