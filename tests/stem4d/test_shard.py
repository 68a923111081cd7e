"""The scans of a shard: a killed job goes on with the view that it was at."""

import io

import numpy as np
import pytest

from synthscope.settings.load import checked
from synthscope.stem4d import shard
from synthscope.stem4d.settings import Stem4dSettings
from synthscope.structures.model import Crystal

CUBIC = Crystal("cubic", "user", "", [51], [[0, 0, 0]], 3 * np.eye(3))
VIEWS = [("cubic", (0, 0, 1)), ("cubic", (0, 1, 1)), ("cubic", (1, 1, 1))]
SHARED = {"seed": 1, "config_hash": "abcdefabcdef", "code_hash": "c0dec0dec0de"}


@pytest.fixture
def scanned(tmp_path, monkeypatch):
    """Scan all views without computing; the names of those that were, killed at one of them."""

    def run(killed_at=3, **shared):
        done, log = [], io.StringIO()

        def write(path, *_):
            if len(done) == killed_at:
                raise KeyboardInterrupt
            done.append(path.stem)
            path.parent.mkdir(exist_ok=True)
            path.write_text(f"patterns of {path.stem}")
            return {"statistical_error": 0.1}

        monkeypatch.setattr(shard, "write_view", write)
        settings, kept = checked(Stem4dSettings, {}), tmp_path / "kept"
        kept.mkdir(exist_ok=True)
        given = {"cubic": CUBIC}, VIEWS, settings, SHARED | shared, tmp_path, kept, "job", log
        try:
            rows, skipped = shard.write_scans(*given)
        except KeyboardInterrupt:
            return done, None, log.getvalue()
        assert not skipped
        return done, [row["filename"] for row in rows], log.getvalue()

    return run


def test_views_that_are_done_are_not_done_again(scanned):
    assert scanned(killed_at=2)[0] == ["cubic.000001", "cubic.000101"]
    done, files, log = scanned()
    assert done == ["cubic.010101"]
    assert files == [f"stem4d/cubic.{view}.emd" for view in ("000001", "000101", "010101")]
    assert "job: 2 of 3 views were kept" in log and "job: view 1 of 1, cubic.010101" in log


def test_a_view_whose_file_or_settings_are_others_is_done_again(scanned, tmp_path):
    scanned(killed_at=2)
    (tmp_path / "stem4d" / "cubic.000001.emd").write_text("altered")
    assert scanned(killed_at=2)[0] == ["cubic.000001", "cubic.010101"]
    assert scanned(config_hash="0" * 12)[0] == ["cubic.000001", "cubic.000101", "cubic.010101"]
