"""Frames of molecular dynamics as the snapshots of one structure."""

from dataclasses import replace

import numpy as np
import pytest
from tests.structures.broken_structures import xyz
from tests.structures.loading_structures import load, load_all

from synthscope.structures.vibrations import Displacements, vibrating

EDGE, COUNT, RMS = 5.64, 60, 0.08
SALT = np.array([[0, 0, 0], [0, 0.5, 0.5], [0.5, 0, 0.5], [0.5, 0.5, 0],
                 [0.5, 0.5, 0.5], [0.5, 0, 0], [0, 0.5, 0], [0, 0, 0.5]])  # fmt: skip
SYMBOLS = ["Na"] * 4 + ["Cl"] * 4
MOTION = Displacements()


def displacements(count=COUNT, rms=RMS):
    moves = np.random.default_rng(5).normal(0, rms, (count, 8, 3))
    return moves - moves.mean(axis=1, keepdims=True)


def trajectory(moves, symbols=SYMBOLS, drift=0.0, edge=EDGE, lattice=True):
    """Frames, wrapped into the cell as most programs write them."""
    text = ""
    for k, move in enumerate(moves):
        positions = SALT * edge + move + k * drift
        positions = positions % edge if lattice else positions
        lines = [f"{s} {x:.9f} {y:.9f} {z:.9f}" for s, (x, y, z) in zip(symbols, positions)]
        cell = " ".join(f"{x:g}" for x in np.diag([edge] * 3).ravel())
        comment = f'Lattice="{cell}" Properties=species:S:1:pos:R:3 pbc="T T T"'
        text += xyz(*lines, comment=comment if lattice else "molecule")
    return text


def test_frames_become_their_mean_and_the_snapshots_around_it(tmp_path):
    moves = displacements()
    crystal, row = load(tmp_path, "md.extxyz", trajectory(moves), snapshots=["*.extxyz"])
    mean = moves.mean(axis=0)
    assert crystal.snapshots == pytest.approx(moves - mean, abs=1e-7)
    apart = (crystal.positions - SALT * EDGE - mean) / EDGE
    assert np.abs(apart - np.rint(apart)).max() < 1e-7
    expected = np.sqrt(((moves - mean) ** 2).sum(axis=2).mean(axis=0) / 3)
    assert crystal.rms == pytest.approx(expected, abs=1e-7)
    assert crystal.axes == "file" and crystal.space_group == 225
    assert row["id"] == "md" and f"{COUNT} snapshots" in row["notes"]


def test_a_drift_through_the_cell_is_no_vibration(tmp_path):
    moves = displacements()
    still, _ = load(tmp_path, "md.extxyz", trajectory(moves), snapshots=["*"])
    text = trajectory(moves, drift=np.array([0.4, -0.3, 0.2]))
    drifting, _ = load(tmp_path, "md.extxyz", text, snapshots=["*"])
    assert drifting.snapshots == pytest.approx(still.snapshots, abs=1e-7)


def test_chosen_frames_are_the_snapshots(tmp_path):
    text = trajectory(displacements())
    crystal, row = load(tmp_path, "md.extxyz", text, snapshots=["*"], frames=[11, 60, 10])
    assert len(crystal.snapshots) == 5
    assert "frames 11 to 51" in row["notes"]


def test_files_that_fit_no_pattern_are_a_structure_a_frame(tmp_path):
    text = trajectory(displacements(3))
    results = load_all(tmp_path, "md.extxyz", text, snapshots=["other/*"])
    assert [row["id"] for _, row in results] == [f"md-f000{n}" for n in (1, 2, 3)]
    assert all(crystal.snapshots is None for crystal, _ in results)


def test_a_particle_without_a_cell_has_snapshots_too(tmp_path):
    moves = displacements()
    text = trajectory(moves, lattice=False)
    crystal, _ = load(tmp_path, "md.xyz", text, snapshots=["*"])
    assert crystal.cell is None
    assert crystal.snapshots == pytest.approx(moves - moves.mean(axis=0), abs=1e-7)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (trajectory(displacements(1)), "two frames"),
        (
            trajectory(displacements(2)) + trajectory(displacements(1), SYMBOLS[::-1]),
            "frame 3 has other atoms",
        ),
        (
            trajectory(displacements(2)) + trajectory(displacements(1), edge=9.0),
            "another cell",
        ),
        (trajectory(displacements(2)) + trajectory(displacements(1), lattice=False), "frame 3 has"),
        (trajectory(displacements(20, rms=1.0)), "from its mean place"),
    ],
)
def test_what_is_no_crystal_in_motion_is_refused(tmp_path, text, reason):
    [(crystal, row)] = load_all(tmp_path, "md.xyz", text, snapshots=["*"], min_distance_A=0)
    assert crystal is None
    assert reason in row["reason"]


def test_snapshots_count_as_the_files_own_displacements(tmp_path):
    crystal, _ = load(tmp_path, "md.xyz", trajectory(displacements()), snapshots=["*"])
    assert vibrating(crystal, MOTION).snapshots is not None
    other = vibrating(crystal, replace(MOTION, use_file_values=False))
    assert other.snapshots is None
    assert other.rms.max() > 1.2 * RMS  # the table's


def test_partly_occupied_sites_are_no_snapshots(tmp_path):
    atom = "HETATM    1 AU   AU  A   1    {:8.3f}   0.000   0.000{:6.2f}  1.00          AU\n"
    models = [
        f"MODEL {k}\n" + atom.format(0.01 * k, 0.5) + atom.format(2.88, 1) + "ENDMDL\n"
        for k in (1, 2)
    ]
    [(crystal, row)] = load_all(tmp_path, "md.pdb", "".join(models), snapshots=["*"])
    assert crystal is None and "frame 1 has partly occupied sites" in row["reason"]
