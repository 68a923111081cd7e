"""The comparison with other readers agrees on the shipped structures, and finds a difference."""

from pathlib import Path

import pytest
from tests.structures.broken_structures import HM, cif, xyz

ROOT = Path(__file__).resolve().parents[2]


def test_the_shipped_structures_are_read_alike(tool, capsys):
    assert tool.main([str(ROOT / "resources/structures")]) == 0
    lines = capsys.readouterr().out.splitlines()
    shipped = [p for p in (ROOT / "resources/structures").iterdir() if p.suffix in (".cif", ".xyz")]
    assert f"{len(shipped)} files, 0 refused, 0 differences" in lines
    rows = {line.split()[0]: line.split()[5:] for line in lines[1 : 1 + len(shipped)]}
    for path in shipped:
        assert "agrees" in rows[path.name]
        assert path.suffix != ".cif" or rows[path.name][0] == "agrees"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda numbers, places, cell: (numbers[1:], places[1:], cell), "7 atoms: Cl4Na3"),
        (lambda numbers, places, cell: (numbers, places, 1.01 * cell), "density"),
        (lambda numbers, places, cell: (numbers, places * 0.99, cell), "nearest"),
        (lambda numbers, places, cell: (numbers, places[::-1], cell), ""),
    ],
)
def test_a_difference_is_told_and_ends_with_one(tool, tmp_path, capsys, monkeypatch, change, words):
    (tmp_path / "salt.cif").write_text(cif())
    by_gemmi = tool.by_gemmi
    monkeypatch.setitem(tool.READERS, "gemmi", lambda path: change(*by_gemmi(path)))
    assert tool.main([str(tmp_path)]) == (1 if words else 0)
    assert words in capsys.readouterr().out


def test_a_formula_and_z_that_a_file_states_decide(tool, tmp_path, capsys, monkeypatch):
    stated = f"{HM} 'F m -3 m'\n_chemical_formula_sum 'Na Cl'\n_cell_formula_units_Z 4"
    (tmp_path / "salt.cif").write_text(cif(group=stated))
    by_gemmi = tool.by_gemmi
    monkeypatch.setitem(tool.READERS, "gemmi", lambda path: [
        part[1:] if len(part) == 8 else part for part in by_gemmi(path)
    ])  # fmt: skip
    assert tool.main([str(tmp_path)]) == 0
    assert "not Z" in capsys.readouterr().out


def test_files_that_are_refused_or_unknown_to_others_are_listed(tool, tmp_path, capsys):
    (tmp_path / "a.json").write_text("{}")
    (tmp_path / "b.xyz").write_text(xyz("Au 0 0 0", "Au 2.88 0 0"))
    assert tool.main([str(tmp_path)]) == 0
    out = capsys.readouterr().out
    assert "refused: .json is not read" in out and "2 files, 1 refused, 0 differences" in out


def test_a_folder_that_is_missing_is_one_line(tool, tmp_path, capsys):
    assert tool.main([str(tmp_path / "nothing")]) == 2
    assert "there is no folder" in capsys.readouterr().err
