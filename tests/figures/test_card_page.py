"""The card as a page shows what README.md says, and nothing that is not from the project."""

import re

import pytest
from tests.figures.test_gallery import Reader

from synthscope.dataset.about import About
from synthscope.dataset.card import dataset_card
from synthscope.figures.card_page import card_page

FROM_A_FILE = "<script>alert(1)</script> [click](javascript:x) ![](https://a.b/c.png) <i>`rm`"
ABOUT = About(
    name="small", title="<b>Small</b>", description="![x](https://a.b/c)", published="2026-01-01"
)
CATALOG = [{"id": "1", "status": "accepted", "source": "user", "licence": FROM_A_FILE}]
ROWS = [{"product": "haadf", "filename": "a.png", "split": "train", "structure_id": "1"}]


@pytest.fixture
def card():
    return dataset_card(ABOUT, ROWS, CATALOG, {"seed": "</details><i>"}, {})


@pytest.fixture
def page(card):
    reader = Reader()
    reader.feed(card_page(card, ABOUT.title))
    reader.close()
    assert reader.open == []
    return reader


def test_the_page_has_all_chapters_of_the_card_and_leads_to_each(card, page):
    chapters = re.findall(r"^## (.+)$", card, flags=re.M)
    assert len(chapters) > 5 and set(chapters) <= set(page.words)
    ids = [attributes["id"] for tag, attributes in page.tags if tag == "h2"]
    addresses = [attributes["href"] for tag, attributes in page.tags if tag == "a"]
    assert addresses[0] == "index.html" and "../README.md" in addresses
    assert [a.removeprefix("#") for a in addresses if a.startswith("#")] == ids
    assert len(ids) == len(set(ids)) == len(chapters)


def test_tables_code_and_folded_settings_are_shown_as_such(card, page):
    names = [tag for tag, _ in page.tags]
    assert names.count("table") == len(re.findall(r"^\| --- ", card, flags=re.M)) > 3
    assert names.count("pre") == card.count("```") / 2
    assert names.count("details") == names.count("summary") == 1
    assert "All settings" in page.words


def test_the_header_for_hubs_is_left_out(card, page):
    assert card.startswith("---\n") and "pretty_name" in card
    assert not any("pretty_name" in word for word in page.words)


def test_text_from_files_and_settings_is_text_and_loads_nothing(page):
    marked = {tag for tag, _ in page.tags if tag in ("script", "img", "i", "iframe", "link")}
    assert marked == set()
    assert not any("javascript:" in attributes.get("href", "") for _, attributes in page.tags)
    words = "".join(page.words)
    assert FROM_A_FILE in words and "<b>Small</b>" in words and "</details><i>" in words
