"""The dataset card as a page: README.md as a browser shows it, beside the gallery."""

import re
from collections.abc import Iterable, Sequence
from html import escape
from itertools import pairwise

from markdown_it import MarkdownIt
from markdown_it.token import Token

from synthscope.figures.page_style import STYLE

_HEADER = re.compile(r"\A---\n.*?\n---\n", flags=re.S)
_OWN_HTML = {"<details><summary>All settings</summary>", "</details>"}
_STYLE = """
.card{overflow-wrap:break-word}.card h1{margin-top:28px}
.card table{display:block;overflow-x:auto;margin:12px 0 20px}
.card pre{overflow-x:auto;padding:10px 14px;border:1px solid var(--line);border-radius:8px;
background:var(--panel);font-size:.88rem;line-height:1.4}
.card li{max-width:73ch}
@media(max-width:700px){.card table{font-size:.75rem}.card :is(th,td){padding-right:6px}
.card td:first-child:has(code){min-width:8em}.card td code{overflow-wrap:anywhere}
.card pre{font-size:.75rem}}
""".strip()


def card_page(card: str, title: str) -> str:
    """The page of a card.

    Parameters
    ----------
    card
        In Markdown. The header, which is for hubs, is left out. Of HTML the page takes over what
        folds the settings away, and shows all else as text; it loads no images.
    title
        Of the data set.
    """
    reader = MarkdownIt("commonmark").enable("table").disable("image")
    tokens = reader.parse(_HEADER.sub("", card))
    _show_html_as_text(tokens)
    items = "".join(
        f"<li><a href='#{name}'>{escape(text)}</a></li>" for name, text in _chapters(tokens)
    )
    return "\n".join(
        [
            "<!DOCTYPE html>",
            "<html lang='en'><head><meta charset='utf-8'>",
            "<meta name='viewport' content='width=device-width,initial-scale=1'>",
            f"<title>{escape(title)}: dataset card</title>",
            f"<style>{STYLE}\n{_STYLE}</style></head><body>",
            "<header><nav aria-label='Contents'><ul>",
            f"<li><a href='index.html'><b>Gallery</b></a></li>{items}</ul></nav>",
            "<p class='faint'>The same as text: <a href='../README.md'>README.md</a></p></header>",
            f"<main class='card'>{reader.renderer.render(tokens, reader.options, {})}</main>",
            "</body></html>",
            "",
        ]
    )


def _show_html_as_text(tokens: Iterable[Token]) -> None:
    for token in tokens:
        if token.type in ("html_block", "html_inline") and token.content.strip() not in _OWN_HTML:
            token.type = "text"
        _show_html_as_text(token.children or ())


def _chapters(tokens: Sequence[Token]) -> list[tuple[str, str]]:
    """Give each chapter an address on the page; the addresses, each with the chapter's heading."""
    found = []
    for token, inside in pairwise(tokens):
        if token.type == "heading_open" and token.tag == "h2":
            name = "-".join(re.findall(r"\w+", inside.content.lower()))
            token.attrSet("id", name)
            found.append((name, inside.content))
    return found
