"""What is left out is told in one table, whatever the jobs."""

from synthscope.dataset.skipped_views import read_skipped_views
from synthscope.dataset.skipped_views import write_skipped_views as write


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
