"""Labels of an acquisition lie on what its image shows, and say whether it can be seen."""

import h5py
import numpy as np
import pytest
from tests.haadf.test_acquisitions import simulated as shard_of
from tests.haadf.test_scan import CRYSTAL, SQUARE, TURNED, fitted, simulated
from tests.multislice.specimens import quick_settings

from synthscope.core.seeds import generator
from synthscope.haadf.columns import columns
from synthscope.haadf.contrast import contrasts
from synthscope.haadf.frame import Frame, FrameSettings
from synthscope.haadf.label_groups import read_labels
from synthscope.haadf.label_settings import LabelSettings
from synthscope.haadf.labelling import labels
from synthscope.haadf.maps import atom_counts, extent, thickness
from synthscope.haadf.marks import boxes, framed_marks
from synthscope.haadf.publish import publish_view
from synthscope.haadf.scan import scan
from synthscope.haadf.scanlines import drifted
from synthscope.structures.elements import COVALENT_RADII
from synthscope.structures.model import Crystal
from synthscope.structures.scenes.scene import Mark

TITANATE = Crystal(
    "sto", "user", "", [38, 22, 8, 8, 8],
    3.905 * np.array([[0, 0, 0], [1, 1, 1], [1, 1, 0], [1, 0, 1], [0, 1, 1]]) / 2,
    3.905 * np.eye(3),
)  # fmt: skip


def spots(places, heights, size=64, sigma=3.0):
    y, x = np.mgrid[:size, :size]
    return sum(
        h * np.exp(-((x - px) ** 2 + (y - py) ** 2) / (2 * sigma**2))
        for (px, py), h in zip(places, heights)
    )


def test_contrast_is_the_height_of_a_peak_of_its_own():
    places = np.array([[15.0, 20], [45, 20], [21, 20], [45, 50], [49, 50]])
    image = spots(places, [1, 0.4, 0.05, 0.2, 0.2])
    bright, half, hidden, left, right = contrasts(image, places, 2.0)
    assert bright == 1 and half == pytest.approx(0.4, abs=0.01)
    assert hidden == 0  # on the slope of the first
    assert left == right < 0.01  # one peak for both of a pair that is not resolved
    apart = np.array([[20.0, 30], [32, 30]])
    dip = np.exp(-(6**2) / 18) * 2
    assert contrasts(spots(apart, [1, 1]), apart, 2.0) == pytest.approx([1 - dip] * 2, abs=0.01)
    assert len(contrasts(image, np.zeros((0, 2)), 2.0)) == 0
    assert not contrasts(np.ones((8, 8)), np.array([[3.0, 3.0]]), 2.0).any()


def test_a_peak_that_vibration_displaces_is_still_that_of_its_column():
    places = np.array([[20.0, 30], [35, 30], [50, 30]])
    displaced = places + np.array([[1.5, 0], [0, -1.2], [-1.0, 1.0]])
    image = spots(displaced, [1, 0.7, 0.3], sigma=2.0)
    assert contrasts(image, places, 2.0) == pytest.approx([1, 0.69, 0.3], abs=0.03)
    on_the_slope = np.vstack([places, [[25.0, 30]]])
    assert contrasts(image, on_the_slope, 2.0)[3] < 0.01


def test_oxygen_beside_strontium_cannot_be_seen():
    simulation, settings = simulated(
        TITANATE, source_size_A=0.6, cell_depth_A=16, detectors_mrad=[[80, 120]]
    )
    seen = scan(simulation, TURNED, settings)
    found = labels(seen, seen.images[-1, 0], LabelSettings())
    elements = found.columns.elements
    kinds = {
        tuple(elements[np.flatnonzero(row)].tolist()): found.contrast[i]
        for i, row in enumerate(found.columns.composition)
    }
    inner = ((found.columns.position > 1) & (found.columns.position < 11)).all(axis=1)
    oxygen = (found.columns.composition[:, elements != 8] == 0).all(axis=1)
    assert set(kinds) == {(38,), (8, 22), (8,)}
    assert not found.visible[inner & oxygen].any() and (inner & oxygen).sum() > 8
    assert found.visible[inner & ~oxygen].all() and (inner & ~oxygen).sum() > 8
    everything = labels(seen, seen.images[-1, 0], LabelSettings(visible_contrast=0))
    assert everything.visible.all()


def test_atoms_know_their_columns():
    rng = np.random.default_rng(1)
    flat = np.stack(np.meshgrid(range(0, 12, 3), range(0, 12, 3)), -1).reshape(-1, 2)
    positions = np.column_stack([np.repeat(flat, 2, axis=0), np.tile([0, 2], 16)])[
        rng.permutation(32)
    ]
    found = columns(np.full(32, 14), positions)
    np.testing.assert_allclose(found.position[found.of_atom], positions[:, :2], atol=1e-9)


def test_a_slab_is_as_thick_as_its_atoms_reach_and_vacuum_has_none():
    x, y = np.meshgrid(np.arange(0, 10, 2.0), np.arange(0, 20, 2.0))
    flat = np.column_stack([x.ravel(), y.ravel()])
    positions = np.vstack([np.column_stack([flat, np.full(len(flat), z)]) for z in (3, 5, 7)])
    positions = np.vstack([positions, [[8, 8, 11]]])  # one atom on the far side
    found = thickness(np.full(len(positions), 79), positions, 160, 0.1)
    ball = 2 * COVALENT_RADII[79]
    assert found[20, 20] == pytest.approx(4 + ball)
    assert found[80, 80] == pytest.approx(8 + ball)
    assert found[80, 70] == pytest.approx(8 + ball)  # an atom reaches beside its centre
    assert found[80, 60] == pytest.approx(4 + ball)
    assert found[40, 80 + 13] > 0 == found[40, 80 + 16]  # matter ends 1.4 Å beside its last atoms
    assert (found[:, 100:] == 0).all()


@pytest.mark.parametrize("pixel_A", [0.05, 0.13, 0.5, 1.9])
def test_what_lies_far_apart_has_its_extent_whatever_else_is_in_the_frame(pixel_A):
    edge = 96 * pixel_A
    some = generator(3, "extent").uniform(0, 3, (20, 3))
    places = np.array([[0.3 * edge, -1, 0], [edge - 2, 10 + 0.8 * edge, 5]])
    here, there = some + places[0], some + places[1]
    firsts, lasts = zip(*(extent(np.full(20, 79), one, 96, pixel_A) for one in (here, there)))
    first, last = extent(np.full(40, 79), np.vstack([here, there]), 96, pixel_A)
    assert np.isfinite(firsts[0]).any()
    np.testing.assert_array_equal(first, np.minimum(*firsts))
    np.testing.assert_array_equal(last, np.maximum(*lasts))


@pytest.mark.parametrize("crystal, filled", [(TITANATE, 1), (SQUARE, 1), (CRYSTAL, 0.9)])
def test_gaps_between_columns_are_no_holes(crystal, filled):
    simulation, settings = simulated(crystal)
    for frame in (TURNED, FrameSettings()):
        seen = scan(simulation, frame, settings)
        atoms, pixel_A = seen.near, seen.parameters["pixel_size_A"]
        found = thickness(atoms.numbers, atoms.positions, 96, pixel_A)
        assert (found > 0).mean() >= filled  # up to the borders


def test_maps_count_every_atom_in_the_frame():
    simulation, settings = simulated(TITANATE)
    seen = scan(simulation, TURNED, settings)
    counts = atom_counts(seen.near.numbers, seen.near.positions, 96, 0.13)
    assert set(counts) == {"O", "Sr", "Ti"}
    for symbol, number in (("O", 8), ("Ti", 22), ("Sr", 38)):
        at = seen.positions[seen.numbers == number][:, :2]
        expected = np.zeros((96, 96), int)
        np.add.at(expected, tuple(np.floor(at / 0.13 + 0.5).astype(int).T[::-1]), 1)
        inner = slice(1, -1), slice(1, -1)  # of columns on the border all atoms are listed
        np.testing.assert_array_equal(counts[symbol][inner], expected[inner])


@pytest.mark.parametrize("frame", [FrameSettings(), TURNED], ids=str)
@pytest.mark.parametrize("geometry", ["cell", "block"])
def test_a_vacancy_lies_where_an_atom_is_missing(frame, geometry):
    if geometry == "block" and frame == TURNED:
        frame = FrameSettings(0.08, 30.0, 0.2, 0.1)
    still = {"l1_amplitude_A": 0}
    changed, settings = simulated(SQUARE, "L1", geometry=geometry, defects=still)
    perfect, _ = simulated(SQUARE, geometry=geometry)
    one, other = scan(perfect, frame, settings), scan(changed, frame, settings)
    there = {tuple(row) for row in np.round(other.positions, 6).tolist()}
    missing = [row for row in np.round(one.positions, 6).tolist() if tuple(row) not in there]
    assert [mark.kind for mark in other.marks] == ["vacancy"] * len(missing)
    assert len(missing) >= 1 and other.marks[0].was == "Sb"
    places = np.array([mark.at for mark in other.marks])
    np.testing.assert_allclose(sorted(places.tolist()), sorted(missing), atol=1e-5)
    assert one.marks == ()


@pytest.mark.parametrize(
    "kind, element, was, now",
    [("substitution", "Au", "Sb", "Au"), ("interstitial", "Au", "", "Au")],
)
def test_other_defects_lie_where_the_new_atom_is(kind, element, was, now):
    given = {"kind": kind, "element": element, "l1_amplitude_A": 0}
    changed, settings = simulated(SQUARE, "L1", defects=given, cell_depth_A=12)
    seen = scan(changed, TURNED, settings)
    [mark, *_] = seen.marks
    gold = seen.positions[seen.numbers == 79]
    assert (mark.kind, mark.was, mark.now) == (kind, was, now)
    assert np.linalg.norm(gold - mark.at, axis=1).min() < 1e-6 and len(gold) == len(seen.marks)
    moved, settings = simulated(SQUARE, "L1", defects={"kind": "none"})
    assert scan(moved, TURNED, settings).marks == ()


def test_lines_are_turned_with_the_frame_and_cut_by_its_border():
    frame = Frame(100, 0.1, (5.0, 5.0), np.pi / 2)  # rows run down the field
    wall = Mark("twin_boundary", (5.0, -3.0, 1.0), (5.0, 13.0, 1.0), vector=(1.0, 0.0, 2.0))
    far = Mark("vacancy", (25.0, 5.0, 0.0))
    [seen] = framed_marks([wall, far], frame, None)
    assert seen.at == pytest.approx((-3, 5, 1)) and seen.to == pytest.approx((13, 5, 1))
    assert seen.vector == pytest.approx((0, -1, 2))
    assert boxes([seen], 2.0, 10.0, 0.1).tolist() == [pytest.approx([-0.05, 4, 9.95, 6])]
    again = framed_marks([far], frame, (10.0, 40.0))
    assert [mark.at for mark in again] == [pytest.approx((5, 5, 0))]


@pytest.mark.parametrize("edges, drift_px", [("pile_up", 3), ("reflect", 9), ("crop", 9)])
def test_labels_lie_on_the_columns_of_a_turned_drifted_and_cropped_image(tmp_path, edges, drift_px):
    mine = {
        "edges": edges, "drift_px": drift_px, "scanline_px": 0, "background": 0, "blur_px": 0,
        "dose_e_per_A2": 1e8,
    }  # fmt: skip
    settings = quick_settings(
        geometry="cell", cell_strain=0.2, pixels=96, source_size_A=0.8,
        phonons={"configurations": 0}, accept_laue_rings=True, conditions={"mine": mine},
        general={"conditions": ["mine"], "acquisitions": 3,
                 "frame": {"pixel_size_A": 0.11, "scan_rotation_deg": {"uniform": [0, 360]}}},
    )  # fmt: skip
    _, made = shard_of(settings, tmp_path, SQUARE)
    rows = list(publish_view({"sb": SQUARE}, made, settings, 1, tmp_path))
    worst = []
    for row in (row for row in rows if row["filename"].endswith(".h5")):
        with h5py.File(tmp_path / row["filename"]) as file:
            found = read_labels(file, "full", row["pixel_size_A"])
            image, about = file["haadf/stem00-mine"][()], file["haadf/stem00-mine"].attrs
            drift = about["drift_right_px"], about["drift_down_px"]
            first = about.get("first_pixel", np.zeros(2))[::-1]
        assert np.hypot(*drift) == pytest.approx(drift_px)
        fixed = found.columns.position / row["pixel_size_A"]
        places = drifted(fixed, 96, drift, edges) - first
        inside = ((places > 10) & (places < np.array(image.shape[::-1]) - 11)).all(axis=1)
        off = fitted(image.astype(float), places[inside], 5) - places[inside]
        assert inside.sum() >= 4
        worst.append(np.abs(off).max())
        assert np.abs(places - fixed + first)[inside].max() > 0.5
    assert max(worst) < 0.05
