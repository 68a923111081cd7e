"""Directions of the beam: by reflections, right in every lattice, refused when they are none."""

import itertools

import numpy as np
import pytest

from synthscope.core.errors import InputError
from synthscope.structures.model import Crystal
from synthscope.structures.symmetry.reflections import CU_K_ALPHA_A, powder_lines
from synthscope.structures.symmetry.zone_axes import (
    lattice_direction,
    plane_normal,
    spacing,
    strongest,
)


def crystal(structure, name):
    return Crystal(
        id=name,
        source="user",
        name=name,
        numbers=[site.specie.Z for site in structure],
        positions=structure.cart_coords,
        cell=structure.lattice.matrix,
    )


@pytest.fixture(scope="module")
def structures():
    from pymatgen.core import Lattice, Structure

    from_group = Structure.from_spacegroup
    return {
        "Si": from_group("Fd-3m", Lattice.cubic(5.431), ["Si"], [[0, 0, 0]]),
        "TiO2_rutile": from_group(
            "P4_2/mnm",
            Lattice.tetragonal(4.594, 2.959),
            ["Ti", "O"],
            [[0, 0, 0], [0.305, 0.305, 0]],
        ),
        "quartz": from_group(
            "P3_221",
            Lattice.hexagonal(4.9134, 5.4052),
            ["Si", "O"],
            [[0.4697, 0, 0], [0.4135, 0.2669, 0.1191]],
        ),
        "ZrO2_baddeleyite": from_group(
            "P2_1/c",
            Lattice.monoclinic(5.15, 5.21, 5.32, 99.2),
            ["Zr", "O", "O"],
            [[0.2754, 0.0395, 0.2083], [0.07, 0.3317, 0.3447], [0.4496, 0.7569, 0.4792]],
        ),
        "triclinic": Structure(
            Lattice.from_parameters(4.1, 5.2, 6.3, 75.8, 85.2, 71.1),
            ["Fe", "O", "O", "F"],
            [[0.1, 0.2, 0.3], [0.6, 0.15, 0.8], [0.4, 0.7, 0.55], [0.85, 0.5, 0.1]],
        ),
    }


NAMES = ("Si", "TiO2_rutile", "quartz", "ZrO2_baddeleyite", "triclinic")


@pytest.mark.parametrize("name", NAMES)
def test_powder_lines_agree_with_pymatgen(structures, name):
    from pymatgen.analysis.diffraction.xrd import XRDCalculator

    theirs = XRDCalculator(wavelength=CU_K_ALPHA_A).get_pattern(structures[name])
    ours = powder_lines(crystal(structures[name], name), least_d=1.1)
    scale = 100 / max(line.intensity for line in ours)
    for d, intensity, families in zip(theirs.d_hkls, theirs.y, theirs.hkls):
        if intensity > 3 and d > 1.1:
            line = min(ours, key=lambda line: abs(line.d - d))
            assert line.d == pytest.approx(d, abs=1e-5)
            assert line.multiplicity == sum(family["multiplicity"] for family in families)
            # its form factors and ours are different fits
            assert scale * line.intensity == pytest.approx(intensity, rel=0.03, abs=0.5)


def test_three_strongest_lines_are_those_of_the_powder_pattern(structures):
    # the classical three lines of silicon and of rutile (ICDD cards 27-1402 and 21-1276)
    axes = strongest(crystal(structures["Si"], "Si"))
    assert [axis.hkl for axis in axes] == [(1, 1, 1), (2, 2, 0), (3, 1, 1)]
    axes = strongest(crystal(structures["TiO2_rutile"], "TiO2_rutile"))
    assert [sorted(map(abs, axis.hkl)) for axis in axes] == [[0, 1, 1], [1, 1, 2], [0, 1, 1]]
    assert [round(axis.d, 3) for axis in axes] == [3.248, 1.688, 2.488]


def test_extinct_reflections_are_never_chosen(structures):
    axes = strongest(crystal(structures["Si"], "Si"), by="spacing", count=4)
    # (200), (210), (211) and (222) are extinct in the diamond structure
    assert [axis.hkl for axis in axes] == [(1, 1, 1), (2, 2, 0), (3, 1, 1), (4, 0, 0)]


def test_no_direction_is_chosen_twice(structures):
    for name in NAMES:
        axes = strongest(crystal(structures[name], name), count=6)
        directions = [axis.basis[2] for axis in axes]
        for a, b in itertools.combinations(directions, 2):
            assert np.linalg.norm(np.cross(a, b)) > 1e-3


def test_spacings_hold_in_a_triclinic_lattice(structures):
    subject = crystal(structures["triclinic"], "triclinic")
    a, b, _, *angles = subject.lattice
    alpha, beta, gamma = np.cos(np.radians(angles))
    volume2 = 1 - alpha**2 - beta**2 - gamma**2 + 2 * alpha * beta * gamma
    # 1/d² of (1 -1 0), written out (International Tables C, 1.1.2)
    square = (
        (1 - alpha**2) / a**2 + (1 - beta**2) / b**2 - 2 * (alpha * beta - gamma) / (a * b)
    ) / volume2
    assert spacing(subject.cell, (1, -1, 0)) == pytest.approx(square**-0.5, rel=1e-9)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("indices", [(0, 0, 1), (1, 1, 0), (1, -2, 3), (7, 11, -9)])
def test_bases_are_right_handed_orthonormal_and_along_what_the_label_says(
    structures, name, indices
):
    subject = crystal(structures[name], name)
    normal, axis = plane_normal(subject, indices), lattice_direction(subject, indices)
    for basis in (normal.basis, axis.basis):
        assert np.allclose(basis @ basis.T, np.eye(3), atol=1e-12)
        assert np.linalg.det(basis) == pytest.approx(1)
    # the normal of (hkl) is at right angles to all lattice vectors with hu + kv + lw = 0
    h, k, l = indices
    for uvw in ((k, -h, 0), (0, l, -k), (l, 0, -h)):
        assert normal.basis[2] @ (np.array(uvw) @ subject.cell) == pytest.approx(0, abs=1e-9)
    assert normal.basis[2] @ (np.linalg.inv(subject.cell) @ indices) > 0
    along = np.array(indices) @ subject.cell
    assert axis.basis[2] @ along == pytest.approx(np.linalg.norm(along), rel=1e-12)
    for each in (normal, axis):
        y = np.array(each.y_uvw) @ subject.cell
        assert np.allclose(y / np.linalg.norm(y), each.basis[1], atol=1e-9)


def test_the_angle_between_normal_and_axis_is_the_true_one(structures):
    quartz = crystal(structures["quartz"], "quartz")
    axis = plane_normal(quartz, (1, 0, 0))  # [210] is normal to (100) in a hexagonal lattice
    assert axis.uvw == (2, 1, 0)
    assert axis.angle_mrad == 0
    skew = plane_normal(crystal(structures["ZrO2_baddeleyite"], "m"), (0, 0, 1))
    direct = np.array(skew.uvw) @ crystal(structures["ZrO2_baddeleyite"], "m").cell
    cosine = direct @ skew.basis[2] / np.linalg.norm(direct)
    assert skew.angle_mrad == pytest.approx(1e3 * np.arccos(cosine), rel=1e-6)
    cubic = plane_normal(crystal(structures["Si"], "Si"), (1, 2, 3))
    assert cubic.uvw == (1, 2, 3) and cubic.angle_mrad == 0


def test_hexagonal_indices_drop_the_third(structures):
    quartz = crystal(structures["quartz"], "quartz")
    assert plane_normal(quartz, (1, 0, -1, 1)).hkl == (1, 0, 1)
    with pytest.raises(InputError, match="i must be -h-k"):
        plane_normal(quartz, (1, 0, 0, 1))


@pytest.mark.parametrize("make", [plane_normal, lattice_direction])
def test_zero_direction_is_refused(structures, make):
    with pytest.raises(InputError, match=r"\[0, 0, 0\] is no direction; give three whole numbers"):
        make(crystal(structures["Si"], "Si"), (0, 0, 0))


def test_too_few_reflections_are_refused_with_what_would_do(structures):
    with pytest.raises(InputError, match=r"only 1 of 3 .* widen the limits or list"):
        strongest(crystal(structures["Si"], "Si"), least_d=3.0)


def test_clusters_have_no_directions():
    cluster = Crystal(id="c", source="ase", name="c", numbers=[79], positions=[[0, 0, 0]])
    with pytest.raises(InputError, match="no lattice"):
        plane_normal(cluster, (0, 0, 1))
