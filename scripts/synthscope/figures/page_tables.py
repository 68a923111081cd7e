"""Tables of the gallery, some with bars."""

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

_SHOWN = 24  # rows before those that a reader has to open


def bars(title: str, heading: str, count: Mapping[Any, int]) -> str:
    """A table whose last column shows the numbers once more as bars."""
    if not count:
        return ""
    most = max(count.values())
    lines = "".join(
        f"<tr><th scope='row'>{escape(str(name))}</th><td class='n'>{number:,}</td>"
        f"<td class='b' aria-hidden='true'>{_bar(number / most) if number else ''}</td></tr>"
        for name, number in count.items()
    )
    return (
        f"<div><table><caption>{escape(title)}</caption><thead><tr><th scope='col'>"
        f"{escape(heading)}</th><th scope='col' class='n'>Count</th><td></td></tr></thead>"
        f"<tbody>{lines}</tbody></table></div>"
    )


def _bar(share: float) -> str:
    return f"<span class='bar' style='width:{100 * share:.1f}%'></span>"


def table(title: str, head: Sequence[str], rows: Sequence[Sequence[Any]]) -> str:
    """A table; what goes beyond its first rows is opened by the reader."""
    top = "".join(f"<th scope='col'>{escape(cell)}</th>" for cell in head)

    def part_of(caption: str, part: Sequence[Sequence[Any]]) -> str:
        lines = "".join(
            "<tr>" + "".join(f"<td>{escape(str(cell or ''))}</td>" for cell in row) + "</tr>"
            for row in part
        )
        return (
            f"<table><caption>{escape(caption)}</caption><thead><tr>{top}</tr></thead>"
            f"<tbody>{lines}</tbody></table>"
        )

    rest = rows[_SHOWN:]
    more = f"<details><summary>{len(rest)} more</summary>{part_of(title, rest)}</details>"
    return f"<div class='wide'>{part_of(title, rows[:_SHOWN])}{more if rest else ''}</div>"
