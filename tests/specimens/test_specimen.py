"""Specimens fill the field with the atoms that an image of it shows, defects in the middle."""

from dataclasses import replace

import numpy as np
import pytest

from synthscope.core.errors import InputError
from synthscope.haadf.columns import group_columns
from synthscope.specimens.changed import same_columns, with_defect
from synthscope.specimens.settings import DefectSettings, FieldSettings
from synthscope.specimens.specimen import (
    beam_repeat,
    perfect_specimen,
    repeated,
)
from synthscope.structures.model import Crystal

BLOCK, CELL = FieldSettings(), FieldSettings(geometry="cell")
DEFECTS = DefectSettings()
PAIR = Crystal(id="pair", source="ase", name="", numbers=[79, 79], positions=[[5, 0, 0], [5, 3, 1]])


def test_a_block_has_vacuum_around_it(antimony):
    specimen = perfect_specimen(antimony, (0, 0, 1), BLOCK)
    assert len(specimen.positions) == 729
    assert specimen.positions.min() >= 1
    assert specimen.positions.max() <= 25
    assert specimen.repeats == (1, 1, 1)


def test_a_block_without_an_atom_is_refused():
    sparse = Crystal(
        id="gap", source="user", name="", numbers=[51], positions=[[15] * 3], cell=30 * np.eye(3)
    )
    with pytest.raises(InputError, match="gap has no atom in a block of 24 Å"):
        perfect_specimen(sparse, (0, 0, 1), BLOCK)


def test_a_specimen_knows_its_thickness_and_its_repeat(antimony):
    assert perfect_specimen(antimony, (0, 0, 1), BLOCK).thickness == pytest.approx(24)
    assert perfect_specimen(antimony, (0, 0, 1), CELL).thickness == pytest.approx(8 * 2.986)
    assert perfect_specimen(antimony, (0, 1, 1), BLOCK).repeat == pytest.approx(2.986 * 2**0.5)


def test_centring_shortens_the_repeat_along_the_beam():
    iron = Crystal(
        id="fe",
        source="ase",
        name="",
        numbers=[26, 26],
        positions=[[0, 0, 0], [1.43, 1.43, 1.43]],
        cell=2.86 * np.eye(3),
    )
    assert beam_repeat(iron, (1, 1, 1)) == pytest.approx(2.86 * 3**0.5 / 2)
    assert beam_repeat(iron, (0, 0, 1)) == pytest.approx(2.86)


def test_a_slab_fills_the_field_to_its_edges(antimony):
    specimen = perfect_specimen(antimony, (0, 0, 1), CELL)
    assert specimen.repeats == (9, 9, 8)
    assert specimen.positions[:, :2].min() < 2.986
    assert specimen.positions[:, :2].max() > 26 - 2.986
    middle = np.abs(specimen.positions[:, :2] - 13).max(axis=1)
    assert middle.min() == pytest.approx(0, abs=1e-9)
    assert len(np.unique(np.round(specimen.positions[:, 0], 4))) == 9


@pytest.mark.parametrize(
    ("uvw", "apart", "depth"), [((0, 0, 1), [3, 0, -1], 3), ((0, 1, 0), [1, 0, -3], 5)]
)
def test_a_cluster_stands_in_the_middle_and_its_uvw_points_to_the_viewer(uvw, apart, depth):
    """As a crystal of the same axes would: x or z runs down, and what is nearer comes first."""
    specimen = perfect_specimen(PAIR, uvw, BLOCK)
    np.testing.assert_allclose(specimen.positions.mean(axis=0)[:2], 13)
    found = np.diff(specimen.positions, axis=0)[0]
    cube = replace(PAIR, cell=np.eye(3) * 50)
    same = np.diff(perfect_specimen(cube, uvw, BLOCK).positions, axis=0)[0]
    np.testing.assert_allclose(found, same, atol=1e-9)
    np.testing.assert_allclose(np.abs(found), np.abs(apart), atol=1e-9)
    assert specimen.atoms.box.tolist() == [26, 26, depth]


def test_a_cluster_that_does_not_fit_is_refused_with_the_field_it_needs():
    long = Crystal(
        id="rod", source="ase", name="", numbers=[6, 6], positions=[[0, 0, 0], [40, 0, 0]]
    )
    with pytest.raises(InputError, match=r"rod is 40\.0 Å wide; field_A .* at least 42"):
        perfect_specimen(long, (0, 0, 1), BLOCK)


@pytest.mark.parametrize("settings", [BLOCK, CELL], ids=["block", "cell"])
def test_a_defect_takes_the_middle_atom_and_draws_the_others_in(antimony, settings):
    perfect = perfect_specimen(antimony, (0, 0, 1), settings)
    label = group_columns(perfect.positions)
    for level, most in (("L1", 0.23), ("L2", 0.33)):
        changed = with_defect(perfect, level, DEFECTS)
        kept = same_columns(perfect, label, changed)
        assert len(changed.atoms) == len(perfect.atoms) - 1
        assert len(changed.positions) == len(kept) == len(perfect.positions) - 1
        middle = np.linalg.norm(perfect.positions[:, :2] - 13, axis=1) < 0.1
        assert np.bincount(label)[label[middle][0]] - np.bincount(kept)[label[middle][0]] == 1
        assert set(kept) == set(label)
        means = [
            np.array([p[at == column].mean(axis=0) for column in np.unique(label)])[:, :2]
            for p, at in ((perfect.positions, label), (changed.positions, kept))
        ]
        moved = np.linalg.norm(means[1] - means[0], axis=1)
        near = np.linalg.norm(means[0] - 13, axis=1)
        assert 0.3 * most < moved[(near > 4) & (near < 7)].mean() < most
        assert moved[near > 14].max() < 0.05
        inward = ((13 - means[0]) * (means[1] - means[0])).sum(axis=1)
        assert (inward[(near > 1) & (near < 9)] > 0).all()


def test_a_vacancy_that_would_leave_nothing_is_refused():
    lone = Crystal(id="au", source="user", name="", numbers=[79], positions=[[0, 0, 0]])
    perfect = perfect_specimen(lone, (0, 0, 1), BLOCK)
    with pytest.raises(InputError, match="L1 would take out the only atom"):
        with_defect(perfect, "L1", DEFECTS)
    assert len(with_defect(perfect, "L1", DefectSettings(kind="none")).atoms) == 1


def test_a_substitution_keeps_the_number_of_atoms(antimony):
    perfect = perfect_specimen(antimony, (0, 0, 1), BLOCK)
    changed = with_defect(perfect, "L1", DefectSettings(kind="substitution", element="Au"))
    assert sorted(changed.numbers)[-2:] == [51, 79]
    assert len(changed.numbers) == 729


@pytest.mark.parametrize("settings", [BLOCK, CELL], ids=["block", "cell"])
def test_an_interstitial_is_a_column_of_its_own(antimony, settings):
    perfect = perfect_specimen(antimony, (0, 0, 1), settings)
    label = group_columns(perfect.positions)
    changed = with_defect(perfect, "L1", DefectSettings(kind="interstitial", element="Au"))
    kept = same_columns(perfect, label, changed)
    assert len(changed.positions) == len(perfect.positions) + 1
    assert changed.numbers[-1] == 79
    assert kept[-1] == label.max() + 1
    assert np.linalg.norm(changed.positions[-1, :2] - 13) < 5


def test_the_perfect_specimen_is_left_alone(antimony):
    perfect = perfect_specimen(antimony, (0, 0, 1), BLOCK)
    assert with_defect(perfect, "perfect", DEFECTS) is perfect


def test_atoms_are_repeated_over_the_field():
    positions = np.array([[0.0, 0.0, 1.0], [2.5, 3.5, 2.0]])
    found, atoms = repeated(positions, (5.0, 7.0, 9.0), 20.0, (2.5, 0.0))
    assert (atoms == 0).sum() == 4 * 3
    assert (atoms == 1).sum() == 4 * 3
    assert found[:, :2].min() > -1e-6
    assert found[:, :2].max() < 20
    np.testing.assert_allclose(np.unique(found[atoms == 0, 0]), [2.5, 7.5, 12.5, 17.5], atol=1e-6)
    np.testing.assert_allclose(np.unique(found[atoms == 1, 1]), [3.5, 10.5, 17.5], atol=1e-6)
    assert (found[atoms == 1, 2] == 2).all()


def test_rounding_does_not_carry_an_atom_across_the_field():
    positions = np.array([[5 - 1e-12, 0, 0], [1e-12, 0, 0]])
    found, _ = repeated(positions, (5.0, 5.0, 5.0), 5.0, (0.0, 0.0))
    np.testing.assert_allclose(found[:, 0], 0, atol=1e-8)
