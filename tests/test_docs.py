"""What the documentation says is what the code does, and its links lead somewhere."""

import re
import runpy
from pathlib import Path

import pytest

from synthscope.haadf.conditions import NAMES, PERFECT, published

ROOT = Path(__file__).parents[1]
PAGES = sorted((ROOT / "docs").glob("*.md"))


def test_the_table_of_conditions_is_that_of_the_code():
    page = (ROOT / "docs" / "conditions.md").read_text()
    rows = re.findall(r"^\| (\w+) \| (\w+) \| (.+) \|$", page, flags=re.M)
    table = [[name, specimen, *rest.split(" | ")] for name, specimen, rest in rows[1:]]
    assert [cells[0] for cells in table] == list(NAMES)
    for name, specimen, *numbers in table[1:]:
        condition = published()[name]
        used = condition.distortion
        assert specimen == condition.specimen
        told = [used.blur_px, used.counts, used.scanline_px, used.background]
        assert [float(number) for number in numbers] == told
    assert table[0][1] == PERFECT


def text_of(page):
    """A page with what it includes."""
    text = page.read_text()
    included = re.findall(r"^```\{include\} (\S+)$", text, flags=re.M)
    return "\n".join([text, *((page.parent / path).read_text() for path in included)])


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_to_files_of_the_project_and_to_headings_in_them(page):
    for target in re.findall(r"\]\(([^)]+)\)", page.read_text()):
        if re.match(r"https?://", target):
            continue
        path, _, heading = target.partition("#")
        file = page.parent / path if path else page
        assert file.is_file(), target
        if heading:
            titles = re.findall(r"^#+ +(.+)$", text_of(file), flags=re.M)
            slugs = {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}
            assert heading in slugs, target


def test_files_that_a_page_shows_are_there():
    page = (ROOT / "docs" / "add_a_product.md").read_text()
    shown = re.findall(r"^```\{literalinclude\} (\S+)$", page, flags=re.M)
    assert {(ROOT / "docs" / path).suffix for path in shown} == {".py", ".smk"}
    assert [path for path in shown if not (ROOT / "docs" / path).is_file()] == []


def test_every_page_is_in_the_table_of_contents():
    listed = (ROOT / "docs" / "index.md").read_text().partition("{toctree}")[2].split()
    others = [page.stem for page in PAGES if page.stem != "index"]
    assert [name for name in others if name not in listed] == []


def test_the_site_leaves_out_what_only_readers_on_github_need():
    page = (ROOT / "docs" / "configuration.md").read_text()
    conf = runpy.run_path(str(ROOT / "docs" / "conf.py"))
    source = [page]
    conf["leave_out"](None, "configuration", source)
    assert "](../config/README.md)" in page and source[0].strip().startswith("```{include}")
