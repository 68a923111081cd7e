"""What a killed job had finished is found by the next, where nothing that it depends on changed."""

import pytest

from synthscope.core.kept import keeping, part_name, remove_kept


def test_parts_outlive_a_job_that_ends_badly_and_go_with_one_that_ends_well(tmp_path):
    output = tmp_path / "simulations" / "a.h5"
    with pytest.raises(KeyboardInterrupt), keeping(output) as kept:
        (kept / part_name("view", 1)).write_text("done")
        raise KeyboardInterrupt
    with keeping(output) as kept:
        assert (kept / part_name("view", 1)).read_text() == "done"
        assert not (kept / part_name("view", 2)).exists()
    assert list(output.parent.iterdir()) == []


def test_a_part_is_named_after_all_that_it_depends_on():
    reasons = ["SrTiO3", {"seed": 1, "error": 0.1}]
    assert part_name(*reasons) == part_name("SrTiO3", {"error": 0.1, "seed": 1})
    others = [["SrTiO3", {"seed": 2, "error": 0.1}], ["SrTiO3"], ["SrTiO", {"seed": 1}], reasons]
    assert len({part_name(*one) for one in others}) == len(others)


def test_what_no_job_asked_for_again_is_removed_and_nothing_else(tmp_path):
    (tmp_path / "haadf").mkdir()
    (tmp_path / "haadf" / ".mine").mkdir()
    (tmp_path / "haadf" / "a.kept").write_text("a user's")
    with pytest.raises(RuntimeError), keeping(tmp_path / "haadf" / "a.h5") as kept:
        raise RuntimeError
    assert remove_kept(tmp_path) == [kept]
    assert {path.name for path in (tmp_path / "haadf").iterdir()} == {".mine", "a.kept"}
