"""The dataset card: header for the hub, honest about leaks, with code that runs."""

from dataclasses import replace

import pytest
import yaml

from synthscope.dataset.about import About
from synthscope.dataset.card import dataset_card
from synthscope.dataset.key.columns import COLUMNS
from synthscope.dataset.product import count_images
from synthscope.registry.products import PRODUCTS

ABOUT = About(
    name="small",
    title='A "small" set: one | two',
    description="For tests.",
    licence="CC-BY-4.0",
    creators=["A. Author"],
    citation="",
    url=None,
    published="2026-01-01",
    seed=1,
)
CATALOG = [
    {"id": "000003", "source": "user", "status": "accepted", "licence": "CC0-1.0"},
    {"id": "broken", "source": "user", "status": "rejected", "licence": ""},
]


@pytest.fixture
def card(dataset):
    return dataset_card(ABOUT, dataset.rows, CATALOG, {"seed": 1}, PRODUCTS)


def test_the_header_is_yaml_with_licence_and_size(card):
    header = yaml.safe_load(card.split("---\n")[1])
    assert header["license"] == "cc-by-4.0"
    assert header["pretty_name"] == ABOUT.title
    assert header["size_categories"] == ["n<1K"]
    assert header["configs"][0]["data_files"] == [
        {"split": part, "path": f"parts/{part}.parquet"} for part in ("test", "train")
    ]


def test_physics_axes_licences_and_every_column_are_explained(card):
    for column in COLUMNS:
        assert f"| `{column.name}` |" in card
    assert "| Edge of a pixel | `pixel_size_A` | 0.1015625 | Å |" in card
    assert PRODUCTS["haadf"].axes in card
    assert "| user | CC0-1.0 | 1 |" in card
    assert "1 structures were accepted and 1 rejected" in card
    assert "A. Author (2026)" in card


def test_makers_are_asked_for_where_nobody_is_named(dataset, card):
    assert "package.creators" not in card
    unnamed = dataset_card(replace(ABOUT, creators=()), dataset.rows, CATALOG, {}, PRODUCTS)
    assert "set `package.creators` in the configuration" in unnamed


def test_a_set_without_leaks_says_so_and_one_with_leaks_names_them(dataset, card):
    assert "None of 3 structures stands in more than one part" in card
    assert "None of 3 prototypes stands in more than one part" in card
    assert "Nothing of this data set falls into dev." in card
    rows = [
        {**row, "chemical_name_structure_type": "NaCl"} if "split" in row else row
        for row in dataset.rows
    ]
    leaky = dataset_card(ABOUT, rows, CATALOG, {}, PRODUCTS)
    assert "**1 of 3 prototypes stand in more than one part**: NaCl (test and train)" in leaky


def test_published_sets_are_counted_apart_from_the_parts(dataset, card):
    rows = [
        {**row, "published_set": name}
        for row in dataset.rows
        if "split" in row
        for name in ("targets", "choices")
    ]
    sets = dataset_card(ABOUT, rows, CATALOG, {}, PRODUCTS)
    assert "| Files of | choices | targets |\n| --- | --- | --- |\n| haadf | 6 | 6 |" in sets
    assert "None of 3 prototypes stands in more than one part" in sets
    assert "published data set" not in card.partition("## Columns")[0]


def test_a_prototype_that_two_products_divide_is_named(dataset):
    """The batch of several structures has no prototype in its row, the catalog has."""
    catalog = [{"id": name, "prototype": "NaCl"} for name in ("000012", "000099")]
    batch = {"product": "cbed", "filename": "1.h5", "split": "dev", "structure_id": "000099 000100"}
    card = dataset_card(ABOUT, [*dataset.rows, batch], catalog, {}, PRODUCTS)
    assert "prototypes stand in more than one part**: NaCl (dev and train)" in card


def test_an_image_in_two_formats_counts_once():
    rows = [
        {"filename": "a.h5", "n_images": 3},
        *({"filename": f"{k}.png", "n_images": 1} for k in range(3)),
    ]
    assert count_images(rows) == 3


def test_all_structures_of_a_batch_are_counted_and_looked_for_in_other_parts(dataset):
    batches = [
        {"product": "cbed", "filename": f"cbed/{part}/1.h5", "split": part, "structure_id": names}
        for part, names in (("train", "000003 000012"), ("test", "000007 000012"))
    ]
    card = dataset_card(ABOUT, batches, CATALOG, {"seed": 1}, PRODUCTS)
    assert "| CBED patterns | 2 | 2 | 3 |" in card
    assert "1 of 3 structures stand in more than one part**: 000012 (test and train)" in card


def test_views_that_were_left_out_are_told_with_their_reasons(dataset, card):
    views = [
        {"structure_id": f"{k:06d}", "view": "000001", "set": "general", "reason": "too wide"}
        for k in range(12)
    ]
    told = dataset_card(ABOUT, dataset.rows, CATALOG, {"seed": 1}, PRODUCTS, views)
    assert "Views that could not be imaged: 12." in told
    assert "here the first 10" in told
    assert told.count("| general | too wide |") == 10
    assert "left out" not in card


def test_displacements_are_told_with_their_origin_and_the_default_is_named(dataset, card):
    assert "Thermal vibration" not in card
    moving = [
        row | {"product": "haadf", "rms_displacements": "Au 0.0898 element, H 0.0550 default"}
        for row in dataset.rows[:1]
    ]
    batch = {
        "product": "cbed",
        "filename": "b.h5",
        "rms_displacements": "a: O 0.0767 compound; b: O 0.1 file",
    }
    told = dataset_card(ABOUT, [*moving, batch], CATALOG, {}, PRODUCTS)
    assert "| HAADF-STEM images | **the default**: not known | H 0.055 |" in told
    assert "| CBED patterns | the structure's file | O 0.100 |" in told
    assert "Nothing is known of H: the default stands for them." in told


def test_a_licence_from_a_file_is_text_and_nothing_else(dataset):
    licence = "<script>x</script> [click](http://a.b) `rm` | !"
    catalog = [CATALOG[0] | {"licence": licence}]
    views = [{"structure_id": "a", "view": "0", "set": "general", "reason": "<b>thick</b>"}]
    card = dataset_card(ABOUT, dataset.rows, catalog, {}, PRODUCTS, views)
    assert r"\<script\>x\</script\> \[click\](http://a.b) \`rm\` \| \!" in card
    assert r"\<b\>thick\</b\>" in card and "<script>" not in card


def test_a_set_divided_by_acquisition_says_what_that_protects_from(dataset, card):
    by = {"package": {"split_by": "acquisition"}}
    divided = dataset_card(ABOUT, dataset.rows, CATALOG, by, PRODUCTS)
    assert "It does not show how well it does on other structures" in divided
    assert "It does not show" not in card
    more = [*dataset.rows, {"product": "gaussian", "filename": "g.npz", "split": "train"}]
    beside = dataset_card(ABOUT, more, CATALOG, by, PRODUCTS)
    assert "A structure stands in one part" in beside
    assert "A structure stands in one part" not in divided


def test_what_varies_has_a_chapter(dataset, card):
    row = {"product": "haadf", "filename": "haadf/a"}
    drawn = ({"acquisition": n, "drawn": f'{{"source_size_A": 0.{n}}}'} for n in (5, 7))
    rows = [*dataset.rows, *(row | one for one in drawn)]
    varied = {"haadf": {"source_size_A": {"uniform": [0.4, 0.8]}}}
    chapter = dataset_card(ABOUT, rows, CATALOG, varied, PRODUCTS)
    assert "## Numbers that vary" in chapter and "`{uniform: [0.4, 0.8]}`" in chapter
    assert "## Numbers that vary" not in card
