"""HAADF images that no table lists go; what else lies beside them stays."""

import pytest

from synthscope.haadf.sets import count_views, read_skipped_views, remove_unlisted
from synthscope.haadf.sets import write_skipped_views as write

KEPT = "haadf/general/png/a.b-1.000001-stem00-clean.png"
OTHERS = [
    "haadf/general/png/a.b-1.000001-stem00-mine.png",
    "haadf/general/h5/000004.001102.h5",
    "haadf/retrieval/choices/h5/000004.001102.h5",
    "haadf/retrieval/targets/png/000004.001102-raw.png",
]
FOREIGN = [
    "haadf/general/png/notes.txt",
    "haadf/general/png/000004.001102-average.png",
    "haadf/general/png/.a.000001-raw.12.part.png",
    "haadf/general/h5/mine.h5",
    "haadf/mine/h5/000004.001102.h5",
    "000004.001102.h5",
]


@pytest.fixture
def folder(tmp_path):
    for name in (KEPT, *OTHERS, *FOREIGN):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x")
    return tmp_path


def test_only_images_that_no_row_lists_are_removed(folder):
    assert sorted(remove_unlisted(folder, [{"filename": KEPT}])) == sorted(OTHERS)
    left = {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()}
    assert left == {KEPT, *FOREIGN}
    assert remove_unlisted(folder, [{"filename": KEPT}]) == []


def test_a_set_that_was_never_made_has_nothing_to_remove(tmp_path):
    assert remove_unlisted(tmp_path, []) == []


def test_a_view_counts_once_in_a_set():
    rows = [
        {"published_set": "choices", "ref_id": "a", "condition": "raw"},
        {"published_set": "choices", "ref_id": "a", "condition": "clean"},
        {"published_set": "targets", "ref_id": "a"},
    ]
    assert count_views(rows) == {"choices": 1, "targets": 1}


def test_what_is_left_out_does_not_depend_on_the_shards(tmp_path):
    rows = [
        {"structure_id": s, "view": "000001", "set": "general", "reason": f"{s}, too wide"}
        for s in ("b", "a", "c")
    ]
    write(rows[:2], tmp_path / "1.csv")
    write(rows[2:], tmp_path / "2.csv")
    found = read_skipped_views([tmp_path / "2.csv", tmp_path / "1.csv"])
    write(found, tmp_path / "all.csv")
    write(rows, tmp_path / "one.csv")
    assert (tmp_path / "all.csv").read_bytes() == (tmp_path / "one.csv").read_bytes()
    assert sorted(found, key=lambda row: row["structure_id"])[0] == rows[1]
