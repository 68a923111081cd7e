"""What a data set has no image of is said with a reason."""

from synthscope.cbed.product import CBED
from synthscope.core.tables import write_records
from synthscope.dataset.left_out import left_out, without_images
from synthscope.dataset.skipped_views import write_skipped_views
from synthscope.haadf.product import HAADF


def test_frames_of_a_file_are_one_structure_and_batches_hold_several():
    rows = [
        {"product": "cbed", "structure_id": "a b"},
        {"product": "cbed", "structure_id": "run-f0003"},
        {"product": "haadf", "structure_id": "c"},
    ]
    assert without_images(rows, ["a", "b", "c", "run-f0001", "run-f0003"], "cbed") == ["c"]


def test_refused_structures_those_without_images_and_skipped_views_are_told(tmp_path):
    catalog = [
        {"id": "a", "file": "a.cif", "status": "accepted", "reason": ""},
        {"id": "b", "file": "b.cif", "status": "accepted", "reason": ""},
        {"id": "x", "file": "x.cif", "status": "rejected", "reason": "no atoms"},
    ]
    write_records(catalog, ("id", "file", "status", "reason"), tmp_path / "catalog.csv")
    rows = [{"product": "cbed", "structure_id": "a"}]
    write_records(rows, ("product", "structure_id"), tmp_path / "key.csv")
    views = [{"structure_id": "a", "view": "000001", "set": "general", "reason": "too thick"}]
    write_skipped_views(views, tmp_path / "haadf" / "skipped_views.csv")
    refused, without, skipped = left_out(tmp_path, [CBED, HAADF])
    assert refused.startswith("structures refused: 1 of 3, such as x.cif: no atoms")
    assert without.startswith("cbed: no image of 1 of 2 structures, such as b; it needs a lattice")
    assert skipped.startswith("haadf: views left out: 1, such as a.000001: too thick")


def test_a_whole_data_set_has_nothing_to_tell(tmp_path):
    assert list(left_out(tmp_path, [CBED, HAADF])) == []
