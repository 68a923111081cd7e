"""The distortion model has the statistics that it claims, for every published condition."""

from dataclasses import fields

import numpy as np
import pytest
from tests.haadf import row_shifts

from synthscope.core.seeds import generator
from synthscope.haadf import scanlines
from synthscope.haadf.conditions import CustomCondition, conditions
from synthscope.haadf.distortion import Distortion
from synthscope.haadf.margin import margin
from synthscope.haadf.noise import blurred, distort, expected

PIXEL_A = 26 / 256


def lattice(rows=256, columns=256):
    """Columns of atoms in a dark frame, as bright as in a real simulated image."""
    y, x = np.mgrid[:rows, :columns].astype(float)
    image = np.full((rows, columns), 4e-4)
    for row in np.arange(20, rows - 15, 27.3):
        for column in np.arange(18, columns - 15, 19.1):
            image += 0.05 * np.exp(-((y - row) ** 2 + (x - column) ** 2) / (2 * 2.4**2))
    return image


PUBLISHED = conditions()


@pytest.mark.parametrize("name", [name for name in PUBLISHED if not name.startswith("dfct")])
def test_residuals_are_poisson_for_every_published_condition(name):
    raw, distortion = lattice(), PUBLISHED[name].distortion
    image = distort(raw, distortion, generator(1, name))
    chi2, shifts = row_shifts.summary(image, raw, distortion)
    assert chi2 == pytest.approx(1, abs=0.025)
    assert shifts.std() == pytest.approx(distortion.scanline_px, rel=0.2)
    inside = shifts[20:-20]
    assert abs(np.corrcoef(inside[:-1], inside[1:])[0, 1]) < 0.25
    assert image.mean() == pytest.approx(1, abs=5 / np.sqrt(distortion.counts * image.size) + 2e-3)


@pytest.mark.parametrize("name", ["clean", "blbk1", "cnts2", "comb2"])
def test_a_real_image_distorted_here_passes_the_same_test(reference, name):
    raw, distortion = reference_raw(reference), PUBLISHED[name].distortion
    chi2, shifts = row_shifts.summary(distort(raw, distortion, generator(2, name)), raw, distortion)
    assert chi2 == pytest.approx(1, abs=0.025)
    assert shifts.std() == pytest.approx(distortion.scanline_px, rel=0.2)


@pytest.mark.parametrize("name", ["clean", "blbk1", "blbk2"])
def test_the_model_explains_the_published_noise(reference, name):
    import h5py

    with h5py.File(reference / "atomagined/choices/020790.000001.h5") as file:
        raw, image = file["haadf/raw"][:], file[f"haadf/stem00-{name}"][:].astype(float)
    chi2, shifts = row_shifts.summary(image, raw, PUBLISHED[name].distortion)
    assert chi2 == pytest.approx(1, abs=0.025)
    assert shifts.std() == pytest.approx(PUBLISHED[name].distortion.scanline_px, rel=0.2)


def reference_raw(reference):
    import h5py

    with h5py.File(reference / "atomagined/052227.000001.h5") as file:
        return file["haadf/raw"][:]


def test_a_wrong_blur_fails_the_chi_square():
    raw, distortion = lattice(), PUBLISHED["clean"].distortion
    image = distort(raw, row_shifts.with_(distortion, blur_px=1.0), generator(1))
    assert row_shifts.summary(image, raw, distortion)[0] > 1.05


def test_values_are_whole_electrons():
    image = distort(lattice(), Distortion(counts=40), generator(1))
    np.testing.assert_allclose(image * 40, np.rint(image * 40), atol=1e-9)


def test_the_seed_decides_and_nothing_else():
    raw = lattice(64, 64)
    first = distort(raw, Distortion(), generator(1, "a"))
    np.testing.assert_array_equal(first, distort(raw, Distortion(), generator(1, "a")))
    assert np.any(first != distort(raw, Distortion(), generator(1, "b")))


@pytest.mark.parametrize("edges", ["pile_up", "reflect"])
@pytest.mark.parametrize("shape", [(200, 256), (64, 48), (1, 30)])
def test_images_need_not_be_square(edges, shape):
    image = distort(lattice(*shape), Distortion(edges=edges, jitter_px=0.3), generator(1))
    assert image.shape == shape


def test_scatter_is_its_definition_pixel_by_pixel():
    rng = np.random.default_rng(3)
    image = rng.random((7, 9))
    moved = scanlines.Displacement(rng.normal(0, 2, 7), rng.normal(0, 2, 7))
    slow = np.zeros_like(image)
    for i in range(7):
        for j in range(9):
            y, x = i + moved.down[i], j + moved.right[i]
            for row in (int(np.floor(y)), int(np.floor(y)) + 1):
                for column in (int(np.floor(x)), int(np.floor(x)) + 1):
                    weight = (1 - abs(y - row)) * (1 - abs(x - column))
                    slow[min(max(row, 0), 6), min(max(column, 0), 8)] += weight * image[i, j]
    np.testing.assert_allclose(scanlines.scatter(image, moved), slow, atol=1e-12)


def test_a_late_row_shows_its_features_further_right():
    image = np.zeros((4, 20))
    image[:, 10] = 1
    moved = scanlines.Displacement(np.array([0, 2, -3, 1.25]), np.zeros(4))
    for resample in (scanlines.scatter, scanlines.gather):
        seen = resample(image, moved)
        np.testing.assert_allclose(seen @ np.arange(20), [10, 12, 7, 11.25])


def test_scatter_and_gather_agree_away_from_the_border():
    image = np.random.default_rng(0).random((50, 60))
    moved = scanlines.draw(Distortion(scanline_px=1.5), 50, generator(4))
    inner = np.s_[:, 8:-8]
    np.testing.assert_allclose(
        scanlines.scatter(image, moved)[inner], scanlines.gather(image, moved)[inner]
    )


def test_pile_up_conserves_the_signal_and_darkens_a_border():
    flat = np.ones((400, 50))
    seen = expected(flat, Distortion(blur_px=0), scanlines.draw(Distortion(), 400, generator(1)))
    assert seen.sum() == pytest.approx(flat.sum())
    assert seen[:, 0].mean() > 1.02
    assert seen[:, 0].min() < 0.5


def test_reflected_edges_leave_a_flat_image_flat():
    distortion = Distortion(edges="reflect", jitter_px=1, drift_px=5)
    seen = expected(np.ones((60, 50)), distortion, scanlines.draw(distortion, 60, generator(1)))
    np.testing.assert_allclose(seen, 1, atol=1e-12)


def test_cropped_images_are_the_inside_of_uncropped_ones():
    image, crop = lattice(90, 80), Distortion(edges="crop")
    rows, columns = margin(crop)
    assert (rows, columns) == (0, 4)
    moved = scanlines.draw(crop, 90, generator(1))
    whole = expected(image, row_shifts.with_(crop, edges="pile_up"), moved)
    np.testing.assert_allclose(expected(image, crop, moved), whole[:, columns:-columns])


def test_cropping_makes_room_for_jitter_and_drift():
    crop = Distortion(edges="crop", jitter_px=0.5, drift_px=2)
    assert margin(crop) == (4, 5)
    assert distort(lattice(90, 80), crop, generator(1)).shape == (82, 70)


def test_drift_shears_the_frame_by_its_length():
    drifting = Distortion(scanline_px=0, drift_px=6)
    moved = scanlines.draw(drifting, 101, generator(5))
    ends = np.hypot(moved.right[-1] - moved.right[0], moved.down[-1] - moved.down[0])
    assert ends == pytest.approx(6)
    assert moved.right[50] == pytest.approx(0)


def test_jitter_moves_rows_up_and_down_only():
    moved = scanlines.draw(Distortion(scanline_px=0, jitter_px=0.7), 4000, generator(1))
    assert not moved.right.any()
    assert moved.down.std() == pytest.approx(0.7, rel=0.05)


def test_an_absolute_dose_keeps_the_scale_of_the_beam():
    raw = lattice()
    distortion = Distortion(dose_e_per_A2=2e5, background=0, scanline_px=0)
    image = distort(raw, distortion, generator(1), PIXEL_A)
    assert image.mean() == pytest.approx(raw.mean(), rel=0.01)
    electrons = image * 2e5 * PIXEL_A**2
    np.testing.assert_allclose(electrons, np.rint(electrons), atol=1e-6)
    smooth = blurred(raw, distortion) * raw.mean() * 2e5 * PIXEL_A**2
    assert ((electrons - smooth) ** 2 / smooth).mean() == pytest.approx(1, abs=0.03)


def test_the_dose_of_relative_counts_gives_those_counts():
    raw = lattice()
    dose = Distortion(counts=400).dose_for(raw.mean(), PIXEL_A)
    assert Distortion(dose_e_per_A2=dose).counts_for(raw.mean(), PIXEL_A) == pytest.approx(400)


def test_dark_noise_adds_its_variance():
    flat = np.ones((300, 300))
    quiet = distort(flat, Distortion(counts=100, scanline_px=0), generator(1))
    noisy = distort(flat, Distortion(counts=100, scanline_px=0, dark=0.2), generator(1))
    assert noisy.var() - quiet.var() == pytest.approx(0.04, rel=0.05)


def test_dark_noise_leaves_the_mean_that_the_dose_gives():
    image = np.full((300, 300), 0.01)
    weak = Distortion(dose_e_per_A2=1000, dark=0.02, background=0.0, scanline_px=0)
    noisy = distort(image, weak, generator(1), PIXEL_A)
    assert noisy.min() < 0
    assert noisy.mean() == pytest.approx(0.01, rel=0.03)


@pytest.mark.parametrize("edges", ["pile_up", "reflect"])
@pytest.mark.parametrize("bound", ["le", "ge"])
@pytest.mark.parametrize("amount", ["counts", "dose_e_per_A2"])
def test_the_greatest_and_smallest_settings_give_finite_images(amount, bound, edges):
    limits = {field.name: field.metadata.get(bound) for field in fields(CustomCondition)}
    numbers = {n: limit for n, limit in limits.items() if n not in ("edges", "specimen")}
    other = {"counts", "dose_e_per_A2"} - {amount}
    numbers = {n: number for n, number in numbers.items() if n not in other}
    raw, widest_A = np.full((8, 8), 1e-9), 1000 / 8
    for brightest in (1.0, 1e-9):
        raw[3, 4] = brightest
        image = distort(raw, Distortion(edges=edges, **numbers), generator(1, amount), widest_A)
        assert np.isfinite(image).all()
