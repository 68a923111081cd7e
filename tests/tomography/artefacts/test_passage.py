"""What of the beam arrives: hardening by its curve, fringes by their equation, a blur that keeps
the light."""

import numpy as np
import pytest
from scipy.ndimage import gaussian_filter

from synthscope.core.errors import InputError
from synthscope.tomography.artefacts.blur import blur_terms, gaussian
from synthscope.tomography.artefacts.hardening import hardened
from synthscope.tomography.artefacts.memory import held_rows, reach_rows
from synthscope.tomography.artefacts.near_field import strength_px2
from synthscope.tomography.artefacts.passage import passing_rows
from synthscope.tomography.artefacts.settings import (
    ArtefactSettings,
    BlurSettings,
    FringeSettings,
    HardeningSettings,
)

ROWS, COLUMNS, MARGIN = 60, 70, 80
FRINGES = FringeSettings(distance_mm=4)
BLUR = BlurSettings(core_px=0.8, tail_px=5, tail_share=0.2)


def arriving(image, first=0, stop=ROWS, alone=False, **artefacts):
    """What arrives behind an image (rows + 2 · MARGIN, columns) of the share that passes."""

    def transmission(low, high):
        return image[MARGIN + low : MARGIN + high, None].astype(np.float32)

    settings = ArtefactSettings(**artefacts)
    return list(passing_rows(transmission, settings, 1.0, first, stop, alone))


def frame(rows):
    return np.concatenate([row.arriving for row in rows]).astype(float)


def bump(depth, sigma, row=30, column=35):
    rows, columns = np.indices((ROWS + 2 * MARGIN, COLUMNS))
    distance2 = (rows - MARGIN - row) ** 2 + (columns - column) ** 2
    return depth * np.exp(-distance2 / (2 * sigma**2)), distance2


def test_a_slab_hardens_the_beam_by_the_curve_of_two_energies():
    given = HardeningSettings(soft_share=0.3, ratio=4)
    thickness = np.linspace(0, 5, 20)
    hard = 1 / (0.3 * 4 + 0.7)
    expected = -np.log(0.3 * np.exp(-4 * hard * thickness) + 0.7 * np.exp(-hard * thickness))
    found = -np.log(hardened(np.exp(-thickness), given))
    np.testing.assert_allclose(found, expected, rtol=1e-6, atol=1e-7)
    assert found[1] / thickness[1] > 0.9 > 0.6 > found[-1] / thickness[-1]
    thin = 1e-3
    assert -np.log(hardened(np.exp(-np.array(thin)), given)) == pytest.approx(thin, rel=2e-3)
    assert (np.diff(found) > 0).all() and (np.diff(found, 2) < 0).all()


def test_a_beam_of_one_energy_is_not_hardened():
    share = np.linspace(0.1, 1, 9, dtype=np.float32)
    assert hardened(share, HardeningSettings()) is share
    np.testing.assert_allclose(hardened(share, HardeningSettings(soft_share=1)), share, rtol=1e-6)


def test_fringes_of_a_weak_gaussian_object_follow_the_transport_of_intensity():
    dip, distance2 = bump(0.02, 6)
    transmission = 1 - dip
    strength = strength_px2(FRINGES, 1.0)
    # ∇² of a Gaussian in two dimensions, in closed form
    curvature = -dip * (distance2 / 6**4 - 2 / 6**2)
    expected = (transmission - strength * curvature)[MARGIN:-MARGIN]
    found = frame(arriving(transmission, fringes=FRINGES))
    size = np.abs(strength * curvature).max()
    assert size > 1e-3
    assert np.abs(found - expected).max() < 0.02 * size


def test_the_strength_of_fringes_is_that_of_the_physics():
    # λ = 0.4959 Å at 25 keV; z λ (δ/β) / 4π = 4 mm · 0.4959 Å · 60 / 4π
    assert strength_px2(FRINGES, 1.0) == pytest.approx(4e3 * 4.959e-5 * 60 / (4 * np.pi), rel=1e-3)
    assert strength_px2(FRINGES, 2.0) == pytest.approx(strength_px2(FRINGES, 1.0) / 4)


def test_fringes_keep_the_light_and_vanish_at_distance_zero():
    image = 1 - bump(0.3, 3)[0]
    found = frame(arriving(image, fringes=FRINGES))
    assert found.sum() == pytest.approx(image[MARGIN:-MARGIN].sum(), rel=1e-6)
    edge = np.ones_like(image)
    edge[MARGIN + 20 : MARGIN + 40, 20:50] = 0.8
    bright = frame(arriving(edge, fringes=FRINGES))
    assert bright[19, 35] > 1.1 and bright[20, 35] < 0.7  # outside bright, inside dark
    (same,) = arriving(edge, 25, 26, fringes=FringeSettings(distance_mm=0))
    assert np.array_equal(same.arriving, same.ideal)


def test_a_blur_keeps_the_light_and_is_the_sum_of_two_gaussians():
    terms = blur_terms(BLUR)
    assert sum(t.along.sum() * t.across.sum() for t in terms) == pytest.approx(1)
    image = 1 - bump(0.3, 3)[0]
    found = frame(arriving(image, blur=BLUR))
    assert found.sum() == pytest.approx(image[MARGIN:-MARGIN].sum(), rel=1e-5)
    wide = {"mode": "nearest", "truncate": 3}
    core, tail = (gaussian_filter(image, (s**2 + 1 / 12) ** 0.5, **wide) for s in (0.8, 5))
    np.testing.assert_allclose(found, (0.8 * core + 0.2 * tail)[MARGIN:-MARGIN], atol=2e-3)
    assert gaussian(0.0).tolist() == [1.0]


def test_rows_do_not_depend_on_where_a_part_begins():
    image = 1 - bump(0.3, 3)[0] + 0.01 * np.random.default_rng(1).random((220, COLUMNS))
    given = {"fringes": FRINGES, "blur": BLUR, "hardening": HardeningSettings(soft_share=0.3)}
    whole = frame(arriving(image, **given))
    for first, stop in ((0, 1), (7, 30), (29, 60)):
        assert np.array_equal(frame(arriving(image, first, stop, **given)), whole[first:stop])


def test_each_artefact_is_given_for_itself_beside_all_together():
    image = 1 - bump(0.3, 3)[0]
    given = {"fringes": FRINGES, "blur": BLUR, "hardening": HardeningSettings(soft_share=0.3)}
    for kind, one in given.items():
        (alone,) = (row.alone[kind] for row in arriving(image, 30, 31, alone=True, **given))
        (only,) = arriving(image, 30, 31, **{kind: one})
        np.testing.assert_allclose(alone, only.arriving, rtol=1e-6)
    assert arriving(image, 30, 31, **given)[0].alone == {}
    assert arriving(image, 30, 31, alone=True)[0].alone == {}


def test_fringes_too_strong_for_the_details_are_refused():
    dots = np.ones((ROWS + 2 * MARGIN, COLUMNS))
    dots[::4, ::4] = 0.5
    with pytest.raises(InputError, match=r"less than no light in .* lower distance_mm"):
        arriving(dots, fringes=FringeSettings(distance_mm=10))


def test_memory_follows_how_far_artefacts_reach():
    assert held_rows(ArtefactSettings(), alone=True) == 1
    blur = ArtefactSettings(blur=BlurSettings(core_px=1, tail_px=8, tail_share=0.1))
    assert held_rows(blur, alone=False) == 49 + 24
    both = ArtefactSettings(fringes=FRINGES, blur=BlurSettings(core_px=1))
    assert held_rows(both, alone=True) == 3 * 9 + 4


@pytest.mark.parametrize("blur", [BLUR, BlurSettings(core_px=1.1), BlurSettings(tail_share=0.5)])
def test_rows_see_as_far_as_the_point_spread_reaches(blur):
    assert reach_rows(ArtefactSettings(blur=blur)) == max(t.reach for t in blur_terms(blur))
