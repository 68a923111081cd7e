"""What was asked for and what was made are compared, and the difference is told."""

import runpy
from pathlib import Path
from types import SimpleNamespace

import pytest

from synthscope.dataset.key.table import write_table
from synthscope.dataset.skipped_views import read_skipped_views, write_skipped_views

SCRIPT = Path(__file__).parents[2] / "scripts" / "check_haadf.py"
MISSED = {"structure_id": "7", "view": "000001", "set": "choices", "reason": "too wide"}


@pytest.fixture
def checked(tmp_path):
    """Run the script on the views made of each set, and on what was left out."""

    def run(made, skipped_views, wanted):
        table, missed = tmp_path / "table.csv", tmp_path / "missed.csv"
        rows = [
            {"filename": f"haadf/{name}/{view}.h5", "ref_id": view, "published_set": name}
            for name, views in made.items()
            for view in views
        ]
        write_table(rows, table)
        write_skipped_views(skipped_views, missed)
        output = tmp_path / "haadf" / "skipped_views.csv"
        snakemake = SimpleNamespace(
            rule="check_haadf",
            input=SimpleNamespace(tables=[table], skipped_views=[missed]),
            output=[output],
            log=[tmp_path / "log"],
            params=SimpleNamespace(wanted=wanted),
        )
        runpy.run_path(str(SCRIPT), {"snakemake": snakemake}, "__main__")
        return read_skipped_views([output])

    return run


def test_counts_that_fall_short_are_told(checked, capsys):
    made = {"choices": ["1.000001", "2.000001"], "targets": ["1.000001"]}
    assert checked(made, [MISSED], {"choices": 3, "targets": 1}) == [MISSED]
    told = capsys.readouterr().err
    assert "views left out: 1, such as 7.000001 of choices: too wide" in told
    assert "3 choices were asked for and 2 are made" in told
    assert "targets" not in told


def test_nothing_is_said_where_nothing_is_wrong(checked, capsys):
    assert checked({"choices": ["1.000001"]}, [], {"choices": 1, "targets": 0}) == []
    assert capsys.readouterr().err == ""


def test_a_data_set_without_any_image_is_refused_with_a_reason(checked):
    with pytest.raises(SystemExit, match=r"^check_haadf: no view can .*; 7\.000001: too wide$"):
        checked({}, [MISSED], {})
