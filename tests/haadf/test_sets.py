"""HAADF images that no table lists go; what else lies beside them stays."""

import pytest

from synthscope.core.files import sha256
from synthscope.dataset.checksums import write_checksums
from synthscope.haadf.sets import count_views, remove_unlisted

KEPT = "haadf/general/png/a.b-1.000001-stem00-clean.png"
OTHERS = [
    "haadf/general/png/a.b-1.000001-stem00-mine.png",
    "haadf/general/h5/000004.001102.h5",
    "haadf/retrieval/choices/h5/000004.001102.h5",
    "haadf/retrieval/targets/png/000004.001102-raw.png",
]
ADDED = "haadf/general/h5/000009.001102.h5"
FOREIGN = [
    ADDED,
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
    # Whatever was there in the run before; what the user adds is not listed, or altered.
    write_checksums(tmp_path, {name: sha256(tmp_path / name) for name in (KEPT, *OTHERS)})
    (tmp_path / ADDED).write_text("the user's own")
    return tmp_path


def test_only_images_that_no_row_lists_are_removed(folder):
    assert sorted(remove_unlisted(folder, [{"filename": KEPT}])) == sorted(OTHERS)
    left = {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()}
    assert left == {KEPT, *FOREIGN, "SHA256SUMS"}
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
