"""Views are counted in the sets of the published data set."""

from synthscope.haadf.sets import count_views


def test_a_view_counts_once_in_a_set():
    rows = [
        {"published_set": "choices", "ref_id": "a", "condition": "raw"},
        {"published_set": "choices", "ref_id": "a", "condition": "clean"},
        {"published_set": "targets", "ref_id": "a"},
    ]
    assert count_views(rows) == {"choices": 1, "targets": 1}
