"""The gallery: one page that needs nothing else, says what is in the set, and escapes it."""

import os
import subprocess
import sys
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest

from synthscope.core.distributions import Distribution
from synthscope.dataset.about import About
from synthscope.dataset.coverage import Covered
from synthscope.figures.gallery import Examples, Picture, gallery

ABOUT = About(title="<Small> & set", description="Why.", licence="CC0-1.0", published="2026-01-01")
ROWS = [
    {"product": "haadf", "filename": "a.png", "condition": c, "split": s, "bytes": 500,
     "structure_id": "1"}
    for c, s in (("raw", "train"), ("clean", "train"), ("raw", "test"))
] + [{"product": "usid", "filename": "a.h5", "n_images": 3, "bytes": 1500}]  # fmt: skip
CATALOG = [
    {"id": "1", "status": "accepted", "source": "user", "formula": "Na Cl", "prototype": "NaCl",
     "space_group_number": "225", "space_group_symbol": "Fm-3m", "licence": "CC0-1.0"},
    {"id": "2", "status": "accepted", "source": "ase", "formula": "Au55",
     "space_group_number": "0"},
    {"id": "3", "status": "rejected", "file": "<b>.cif", "reason": "no atoms"},
]  # fmt: skip
TOLD = {
    "size": [300, 200],
    "examples": [
        {
            "label": "NaCl [1 0 0]",
            "row": {"structure_id": "1", "split": "train", "dose_e": 12.3456789, "citation": "<i>"},
            "tiles": [
                {
                    "name": name,
                    "label": "",
                    "box": [14 + 100 * k, 20, 80, 80],
                    "marks": [{"name": "peaks", "colour": "#ffc400", "radius": 1.5,
                               "points": [[20.5, 30.0], [40.0, 50.0]]}],
                }
                for k, name in enumerate(("raw", "clean"))
            ],
        }
    ],
}  # fmt: skip
PAGE = {
    "sheets": {"haadf": Examples("haadf.png", TOLD)},
    "graphs": [Picture("../provenance/rulegraph.svg", "Rules")],
    "links": {"Dataset card": "../README.md"},
}


class Reader(HTMLParser):
    """Collects tags and text, and checks that tags are closed."""

    void = frozenset({"meta", "img", "br", "link", "input"})

    def __init__(self):
        super().__init__()
        self.tags, self.words, self.open = [], [], []

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in self.void:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.words.append(data)


@pytest.fixture
def page():
    reader = Reader()
    reader.feed(gallery(ABOUT, ROWS, CATALOG, **PAGE))
    reader.close()
    return reader


def test_the_page_needs_nothing_from_elsewhere(page):
    names = [tag for tag, _ in page.tags]
    assert not {"link", "iframe"} & set(names) and names.count("script") == 1
    for _, attributes in page.tags:
        assert not attributes.keys() & {"onclick", "onload"}
        for key in ("src", "href"):
            assert "//" not in attributes.get(key, "")
    assert page.open == []


def test_without_its_script_the_page_shows_all_images_and_hides_what_would_do_nothing(page):
    for tag, attributes in page.tags:
        if tag in ("article", "figure"):
            assert "hidden" not in attributes
        if "data-script" in attributes:
            assert "hidden" in attributes


def test_pictures_have_texts_for_those_who_do_not_see_them(page):
    assert dict(page.tags)["html"]["lang"] == "en"
    images = [attributes for tag, attributes in page.tags if tag == "img"]
    assert len(images) == 1 and all(image["alt"] for image in images)
    pieces = [a for tag, a in page.tags if tag == "svg" and "aria-label" in a]
    assert [piece["aria-label"] for piece in pieces] == ["NaCl [1 0 0], raw", "NaCl [1 0 0], clean"]
    for tag, attributes in page.tags:
        if tag == "th":
            assert attributes["scope"] in ("row", "col")


def test_images_are_pieces_of_the_sheet_with_their_labels_and_values(page):
    views = [attributes["viewbox"] for tag, attributes in page.tags if tag == "svg"]
    assert views == ["14 20 80 80"] * 2 + ["114 20 80 80"] * 2
    inner = [a for tag, a in page.tags if tag == "svg" and "x" in a]
    cut = [tuple(a[name] for name in ("x", "y", "width", "height")) for a in inner]
    assert cut == [("14", "20", "80", "80"), ("114", "20", "80", "80")]
    marks = [attributes["d"] for tag, attributes in page.tags if tag == "path"]
    assert marks == ["M20.5 30h0M40 50h0"] * 2
    (example,) = [attributes for tag, attributes in page.tags if tag == "article"]
    assert {key: example[f"data-{key}"] for key in ("structure", "element", "group", "split")} == {
        "structure": "NaCl 1",
        "element": "Cl|Na",
        "group": "Fm-3m (225)",
        "split": "train",
    }
    words = [word for word in page.words if word.strip()]
    assert ("dose_e", "12.3457") in set(pairwise(words)) and ("citation", "<i>") in pairwise(words)
    names = [attributes["name"] for tag, attributes in page.tags if tag == "select"]
    assert names == ["element", "condition"]  # only where there is a choice


def test_numbers_of_images_structures_and_bytes_are_right(page):
    words = [word for word in page.words if word.strip()]
    for name, value in (("Images", "3"), ("Files", "4"), ("Structures", "2"), ("Size", "3 kB")):
        assert (name, value) in set(pairwise(words))
    assert ("HAADF-STEM images", "3") in set(pairwise(words))
    told = "".join(words)
    assert (
        "2 were accepted and 1 rejected. No licence is given for 1: structures.licence in" in told
    )
    assert {("user: CC0-1.0", "1"), ("ase: no licence given", "1")} <= set(pairwise(words))
    assert words[words.index("Fm-3m (225)") + 1] == "1"
    assert words[words.index("cubic") + 1] == "1"
    assert {"Na", "Cl", "Au"} <= set(words)


def test_empty_parts_are_named_with_why_and_what_would_fill_them(page):
    told = "".join(page.words)
    assert "No file is in dev." in told and "None of" not in told
    assert "It is empty by chance" in told and "package.splits" in told
    assert "package.split_by" in told
    words = [word for word in page.words if word.strip()]
    assert {("train", "2"), ("dev", "0"), ("test", "1")} <= set(pairwise(words))
    bars = [a for _, a in page.tags if a.get("class") == "bar"]
    assert bars and not any("width:0" in bar["style"] for bar in bars)


def test_a_product_that_lacks_a_part_which_others_have_is_named():
    cbed = {"product": "cbed", "filename": "b.h5", "condition": "a", "structure_id": "1"}
    rows = [*ROWS, cbed | {"split": "dev"}]
    told = "".join(_words(gallery(ABOUT, rows, CATALOG, **PAGE)))
    assert "No file is in" not in told
    assert "None of HAADF-STEM images is in dev." in told
    assert "None of CBED patterns is in train or test." in told


def test_nothing_is_said_of_parts_where_none_is_empty_or_nothing_is_divided():
    full = [*ROWS, ROWS[0] | {"split": "dev"}]
    undivided = [{k: v for k, v in row.items() if k != "split"} for row in ROWS]
    for rows in (full, undivided):
        assert "empty part" not in gallery(ABOUT, rows, CATALOG, **PAGE)


def test_text_from_outside_is_escaped():
    text = gallery(ABOUT, ROWS, CATALOG, **PAGE)
    assert "<i>" not in text and "<b>.cif" not in text and "&lt;b&gt;.cif" in text
    assert "&lt;Small&gt; &amp; set" in text


def test_the_page_is_the_same_under_any_hash_seed():
    code = (
        "from synthscope.figures.gallery import gallery\n"
        "from synthscope.dataset.about import About\n"
        "print(gallery(About(title='a', published='2026-01-01'), [],"
        "[{'status': 'accepted', 'formula': 'Na Cl O Ti Sr Au'}], {}, [], {}))"
    )
    pages = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={
                **os.environ,
                "PYTHONHASHSEED": seed,
                "PYTHONPATH": str(Path(__file__).parents[2] / "scripts"),
            },
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in "1234"
    }
    assert len(pages) == 1 and "Ti" in pages.pop()


def test_views_that_were_left_out_are_shown_with_their_reasons(page):
    view = {"structure_id": "7", "view": "000001", "set": "general", "reason": "<too> wide"}
    text = gallery(ABOUT, ROWS, CATALOG, **PAGE, skipped_views=[view])
    assert "Views left out (1)" in text
    assert "<td>7.000001</td><td>general</td><td>&lt;too&gt; wide</td>" in text
    assert not any("left out" in word for word in page.words)


def test_what_was_drawn_is_shown_as_histograms():
    dose = Distribution.of({"loguniform": [1, 1e4]})
    dark = Distribution.of({"choice": [0, 0.002], "weights": [2, 1]})
    decades = [2.0] * 4 + [20.0] * 3 + [200.0] * 2 + [2000.0]
    varied = [
        Covered("haadf.dose", "dose", dose, decades),
        Covered("haadf.dark", "dark", dark, [0, 0, 0, 0.002]),
    ]
    reader = Reader()
    reader.feed(gallery(ABOUT, ROWS, CATALOG, **PAGE, varied=varied))
    assert reader.open == [] and "Numbers that vary" in reader.words
    shown = [a["aria-label"] for tag, a in reader.tags if tag == "svg" and "role" in a][-2:]
    assert shown == [
        "haadf.dose: 10 draws, from 1 to 10000",
        "haadf.dark: 4 draws, from 0 to 0.002",
    ]
    assert {"10 draws, 4 in the highest bar", "4 draws, 3 in the highest bar"} <= set(reader.words)
    below = reader.words[reader.words.index("4 draws, 3 in the highest bar") :]
    assert [word for word in below if word.strip()][1:3] == ["0", "0.002"]
    bars = [a for tag, a in reader.tags if tag == "rect"]
    heights = [float(bar["height"]) for bar in bars]
    assert [height for height in heights if height] == [90, 67.5, 45, 22.5, 90, 30]
    assert all(float(bar["y"]) + float(bar["height"]) == 90 for bar in bars)
    assert not any("vary" in word for word in _words(gallery(ABOUT, ROWS, CATALOG, **PAGE)))


def _words(text):
    reader = Reader()
    reader.feed(text)
    return reader.words
