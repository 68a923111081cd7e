"""Files with several structures: which are taken, and one search for the frames of one crystal."""

import numpy as np
import pytest
from pydantic import ValidationError
from tests.structures.broken_structures import xyz
from tests.structures.loading_structures import load_all, settings

from synthscope.settings.load import checked
from synthscope.structures.checking import accept
from synthscope.structures.checking.catalog import load_source
from synthscope.structures.settings import StructuresSettings
from synthscope.structures.sources.source import Source

SALT = np.array([[0, 0, 0], [0, 0.5, 0.5], [0.5, 0, 0.5], [0.5, 0.5, 0],
                 [0.5, 0.5, 0.5], [0.5, 0, 0], [0, 0.5, 0], [0, 0, 0.5]])  # fmt: skip
SYMBOLS = ["Na"] * 4 + ["Cl"] * 4


def frame(moves=0.0, edge=5.64, symbols=SYMBOLS, fractional=SALT, pbc="T T T"):
    """Rock salt as a frame of an extended XYZ file; atoms moved by `moves` Å."""
    positions = np.asarray(fractional) * edge + moves
    lines = [f"{s} {x:.8f} {y:.8f} {z:.8f}" for s, (x, y, z) in zip(symbols, positions)]
    lattice = " ".join(f"{x:g}" for x in np.diag([edge] * 3).ravel())
    return xyz(*lines, comment=f'Lattice="{lattice}" Properties=species:S:1:pos:R:3 pbc="{pbc}"')


def shaken(seed):
    return frame(np.random.default_rng(seed).normal(0, 0.1, SALT.shape))


@pytest.fixture
def searches(monkeypatch):
    """The crystals in which symmetry was searched, by their number of atoms."""
    found = []
    whole = accept.standardise

    def counted(cell, fractional, kinds, *rest):
        found.append(len(kinds))
        return whole(cell, fractional, kinds, *rest)

    monkeypatch.setattr(accept, "standardise", counted)
    return found


def test_a_trajectory_is_searched_once_and_keeps_the_axes_of_its_file(tmp_path, searches):
    text = frame() + "".join(map(shaken, range(6)))
    results = load_all(tmp_path, "md.extxyz", text)
    assert len(searches) == 2  # the first frame, and its standard cell for the prototype
    crystals = [crystal for crystal, _ in results]
    assert [crystal.space_group for crystal in crystals] == [225] + [1] * 6
    assert [len(crystal.point_group) for crystal in crystals] == [48] + [1] * 6
    assert {crystal.prototype for crystal in crystals} == {"AB_cF8_225_a_b"}
    assert {crystal.axes for crystal in crystals} == {"file"}
    for k, crystal in enumerate(crystals[1:]):
        moves = np.random.default_rng(k).normal(0, 0.1, SALT.shape)
        assert crystal.positions == pytest.approx(SALT * 5.64 + moves, abs=1e-6)
    assert "symmetry searched in frame 1" in results[3][1]["notes"]


def test_a_frame_whose_atoms_obey_the_symmetry_has_it(tmp_path):
    # One anion of wurtzite-like height: the free parameter moves, the symmetry stays.
    def tin(u):
        sites = [[0, 0, 0], [.5, .5, .5], [u, u, 0], [-u, -u, 0], [.5 - u, .5 + u, .5],
                 [.5 + u, .5 - u, .5]]  # fmt: skip
        return frame(edge=4.6, symbols=["Sn"] * 2 + ["O"] * 4, fractional=np.array(sites) % 1)

    broken = np.zeros((6, 3))
    broken[3] = [0, 0, 0.3]
    last = frame(broken, 4.6, ["Sn"] * 2 + ["O"] * 4,
                 np.array([[0, 0, 0], [.5, .5, .5], [.3, .3, 0], [.7, .7, 0], [.2, .8, .5],
                           [.8, .2, .5]]))  # fmt: skip
    results = load_all(tmp_path, "relaxed.extxyz", tin(0.3) + tin(0.31) + last)
    groups = [(crystal.space_group, len(crystal.point_group)) for crystal, _ in results]
    assert groups == [(136, 16), (136, 16), (1, 1)]


def test_different_crystals_in_one_file_are_searched_each(tmp_path):
    bcc = frame(edge=2.87, symbols=["Fe"] * 2, fractional=np.array([[0, 0, 0], [0.5, 0.5, 0.5]]))
    wide = frame(edge=7.2)
    results = load_all(tmp_path, "set.extxyz", frame() + bcc + wide)
    assert [crystal.space_group for crystal, _ in results] == [225, 229, 225]
    assert {crystal.axes for crystal, _ in results} == {"standard"}


def test_the_first_sound_frame_is_searched_where_the_first_is_broken(tmp_path):
    clash = np.zeros((8, 3))
    clash[4] = -np.array([2.8, 2.8, 2.8])
    results = load_all(tmp_path, "md.extxyz", frame(clash) + frame() + frame())
    assert [row["status"] for _, row in results] == ["rejected", "accepted", "accepted"]
    assert "symmetry searched in frame 2" in results[2][1]["notes"]
    assert [crystal.space_group for crystal, _ in results[1:]] == [225, 225]


FRAMES = [
    ("all", [1, 2, 3, 4, 5, 6]),
    ("first", [1]),
    ("last", [6]),
    ([2, 6, 2], [2, 4, 6]),
    ([5, 100, 1], [5, 6]),
    ({"run.*": "last", "*": "first"}, [6]),
    ({"other.xyz": "last"}, [1, 2, 3, 4, 5, 6]),
]


@pytest.mark.parametrize(("frames", "expected"), FRAMES)
def test_frames_are_chosen_and_keep_their_numbers(tmp_path, frames, expected):
    text = "".join(xyz("Au 0 0 0", f"Au {2.8 + k / 10} 0 0") for k in range(6))
    results = load_all(tmp_path, "run.xyz", text, frames=frames)
    assert [row["id"] for _, row in results] == [f"run-f{n:04d}" for n in expected]
    assert [crystal.frame for crystal, _ in results] == expected
    lengths = [crystal.positions[1, 0] for crystal, _ in results]
    assert lengths == pytest.approx([2.7 + n / 10 for n in expected])


def test_a_choice_of_frames_leaves_files_with_one_structure_alone(tmp_path):
    for frames in ("first", "last", [7, 9, 1]):
        [(crystal, row)] = load_all(tmp_path, "one.xyz", xyz("Au 0 0 0"), frames=frames)
        assert row["id"] == "one" and crystal.frame == 0


def test_a_choice_that_takes_no_frame_is_a_line_that_says_how_many_there_are(tmp_path):
    [(crystal, row)] = load_all(tmp_path, "run.xyz", xyz("Au 0 0 0") * 3, frames=[4, 9, 1])
    assert crystal is None and "takes none of its 3 structures" in row["reason"]


@pytest.mark.parametrize("frames", ["some", [1, 2], [0, 1, 1], [5, 2, 1], [1, 5, 0], {"a": 3}])
def test_impossible_choices_of_frames_are_refused(frames):
    with pytest.raises(ValidationError):
        checked(StructuresSettings, {"frames": frames})


@pytest.mark.parametrize("name", ["XDATCAR", "a.traj", "a.axsf"])
@pytest.mark.filterwarnings("ignore")
def test_trajectories_of_every_format_give_the_chosen_frames(tmp_path, name):
    import ase.io
    from ase import Atoms

    images = [Atoms(SYMBOLS, cell=[5.64 + k / 100] * 3, scaled_positions=SALT, pbc=True)
              for k in range(4)]  # fmt: skip
    images[2].positions[0] += [0.3, 0, 0]
    format = {"XDATCAR": "vasp-xdatcar", "a.traj": "traj", "a.axsf": "xsf"}[name]
    ase.io.write(tmp_path / name, images, format=format)
    source = Source("user-file", "user", str(tmp_path / name), name)
    results = load_source(source, settings(frames=[2, 4, 1]), 1)
    crystals = [crystal for crystal, _ in results]
    assert [crystal.frame for crystal in crystals] == [2, 3, 4]
    assert [crystal.space_group for crystal in crystals] == [225, 1, 225]
    edges = [crystal.lattice[0] for crystal in crystals]
    assert edges == pytest.approx([5.65, 5.66, 5.67] if name != "XDATCAR" else edges)
    assert min(edges) > 5.6


def test_an_xdatcar_whose_cell_changes_has_each_step_in_its_own(tmp_path):
    head = "cscl\n1.0\n{a} 0 0\n0 {a} 0\n0 0 {a}\nCs Cl\n1 1\n"
    step = "Direct configuration= {k}\n0 0 0\n.5 .5 .5\n"
    parts = [head.format(a=4.1 + k / 10) + step.format(k=k + 1) for k in range(3)]
    results = load_all(tmp_path, "XDATCAR", "".join(parts) + step.format(k=4))
    edges = [crystal.lattice[0] for crystal, _ in results]
    assert edges == pytest.approx([4.1, 4.2, 4.3, 4.3])
    assert {crystal.space_group for crystal, _ in results} == {221}
    [(crystal, row)] = load_all(tmp_path, "XDATCAR", parts[0][:-10], frames="last")
    assert crystal is None and "2 atoms, but" in row["reason"]


def test_models_of_a_pdb_file_are_frames(tmp_path):
    atom = "HETATM{k:5d} AU   AU  A   1    {x:8.3f}   0.000   0.000  1.00  0.00          AU\n"
    models = "".join(
        f"MODEL     {n:4d}\n{atom.format(k=1, x=0)}{atom.format(k=2, x=2.8 + n / 10)}ENDMDL\n"
        for n in (1, 2, 3)
    )
    results = load_all(tmp_path, "run.pdb", f"REMARK 3\n{models}END\n", frames=[2, 3, 1])
    assert [row["id"] for _, row in results] == ["run-f0002", "run-f0003"]
    assert [crystal.positions[1, 0] for crystal, _ in results] == pytest.approx([3.0, 3.1])
    broken = models.replace("   3.000", "   x.000")
    [_, (crystal, row), _] = load_all(tmp_path, "run.pdb", broken)
    assert crystal is None and "line 7: a coordinate" in row["reason"]
