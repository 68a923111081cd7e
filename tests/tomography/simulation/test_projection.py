"""The projector: exact chords, the same by other means, and mass that is kept."""

import numpy as np
import pytest
from scipy.ndimage import maximum_filter, minimum_filter
from skimage.transform import iradon, radon

from synthscope.core.seeds import generator
from synthscope.tomography.simulation.geometry import Geometry
from synthscope.tomography.simulation.geometry_settings import GeometrySettings
from synthscope.tomography.simulation.phantom import Spheres, random_spheres
from synthscope.tomography.simulation.projection import project
from synthscope.tomography.simulation.volume import render

N = 64


def one_sphere(x=0.1, y=-0.2, z=0.15, radius=0.3, value=0.7):
    return Spheres(np.array([[x, y, z]]), np.array([radius]), np.array([value]))


def test_every_pixel_is_the_chord_through_the_sphere():
    geometry, sphere = Geometry.of_size(N), one_sphere()
    (x, y, z), r, value = sphere.centres[0], sphere.radii[0], sphere.values[0]
    found = project(sphere, geometry)
    angle = np.radians(geometry.angles_deg.astype(float))[None, :, None]
    edge_u, edge_v = geometry.columns / (N + 1), geometry.rows / (N + 1)
    u = (edge_u - 2 * edge_u * np.arange(geometry.columns) / (geometry.columns - 1))[None, None]
    v = (edge_v - 2 * edge_v * np.arange(N) / (N - 1))[:, None, None]
    u_centre = (-y - 1 / N) * np.cos(angle) + (-x - 1 / N) * np.sin(angle)
    inside = r**2 - (u - u_centre) ** 2 - (v + z + 1 / N) ** 2
    expected = value * N * np.sqrt(np.maximum(inside, 0))
    assert found.shape == (64, 100, 90)
    np.testing.assert_allclose(found, expected, atol=1e-4)
    # The longest chord is the diameter, in voxels of 2/N.
    assert found.max() == pytest.approx(value * 2 * r * N / 2, rel=2e-3)


def test_the_size_of_a_scan_is_that_of_the_original():
    assert (Geometry.of_size(256).angles, Geometry.of_size(256).columns) == (402, 362)
    assert (Geometry.of_size(128).angles, Geometry.of_size(128).columns) == (201, 181)


@pytest.mark.parametrize("integrated", [False, True])
def test_blocks_of_rows_and_of_angles_have_the_bits_of_the_whole(integrated):
    geometry, spheres = Geometry.of_size(32), random_spheres(generator(1, "test"), 60)
    whole = project(spheres, geometry, pixel_integrated=integrated)
    rows = [
        project(spheres, geometry, k, min(k + 5, 32), integrated)
        for k in range(0, geometry.rows, 5)
    ]
    assert np.array_equal(np.concatenate(rows), whole)
    angles = project(spheres, geometry, 0, None, integrated, slice(10, 20))
    assert np.array_equal(angles, whole[:, 10:20])


def test_pixel_integration_conserves_mass_in_every_projection():
    geometry, spheres = Geometry.of_size(N), random_spheres(generator(2, "test"), 100)
    pixel = (geometry.across(0) - geometry.across(1)) * (geometry.along(0) - geometry.along(1))
    volume = np.sum(spheres.values * 4 / 3 * np.pi * spheres.radii**3)
    mass = project(spheres, geometry, pixel_integrated=True).sum(axis=(0, 2), dtype=float)
    np.testing.assert_allclose(mass * pixel * 2 / N, volume, rtol=1e-6)
    points = project(spheres, geometry).sum(axis=(0, 2), dtype=float)
    np.testing.assert_allclose(points * pixel * 2 / N, volume, rtol=5e-3)


def test_pixel_integration_is_the_mean_over_the_pixel():
    geometry, sphere = Geometry(16, 16, 22, 3), one_sphere(radius=0.21)
    fine = Geometry(16, 16 * 41, 22 * 41, 3)
    u = geometry.across(np.arange(22 * 41) / 41 - 0.5 + 0.5 / 41)
    v = geometry.along(np.arange(16 * 41) / 41 - 0.5 + 0.5 / 41)
    across, along = fine.centres(sphere.centres)
    inside = sphere.radii[0] ** 2 - (u - across[0][:, None, None]) ** 2
    inside = inside - (v - along[0])[None, :, None] ** 2
    points = sphere.values[0] * 16 * np.sqrt(np.maximum(inside, 0))
    mean = points.reshape(3, 16, 41, 22, 41).mean(axis=(2, 4)).swapaxes(0, 1)
    found = project(sphere, geometry, pixel_integrated=True)
    np.testing.assert_allclose(found, mean, atol=2e-3 * mean.max())


def big_spheres():
    """Apart from each other at the height of row 40 of a scan of 96."""
    places = [[0.45, 0.3, -0.1], [-0.4, 0.35, -0.2], [0.1, -0.5, -0.15], [-0.45, -0.3, -0.3]]
    return Spheres(np.array(places), np.array([0.3, 0.25, 0.35, 0.2]), np.array([1, 0.6, 0.3, 0.8]))


def slice_image(spheres, geometry, row, fine=5):
    """The slice that a detector row sees, on scikit-image's grid: columns are y, rows are −x.

    The rotation axis is the middle pixel; one pixel is 1/scale, as on the detector.
    """
    middle = geometry.columns // 2  # odd numbers of columns only
    scale = 1 / (geometry.across(np.array(0)) - geometry.across(np.array(1)))
    steps = (np.arange(geometry.columns * fine) + 0.5) / fine - 0.5 - middle
    x, y = -steps[:, None] / scale - 1 / geometry.size, steps[None] / scale - 1 / geometry.size
    height = -geometry.along(np.array(row)) - 1 / geometry.size
    image = np.zeros((geometry.columns * fine,) * 2, np.float32)
    for (cx, cy, cz), radius, value in zip(spheres.centres, spheres.radii, spheres.values):
        image[(x - cx) ** 2 + (y - cy) ** 2 <= radius**2 - (height - cz) ** 2] += value
    shape = (geometry.columns, fine, geometry.columns, fine)
    return image.reshape(shape).mean(axis=(1, 3)), scale


def test_an_independent_projector_agrees():
    """scikit-image's radon of the slice: 0.5 % of the maximum in the mean, 10 % at edges."""
    geometry, spheres = Geometry.of_size(96), big_spheres()
    image, scale = slice_image(spheres, geometry, 40)
    ours = project(spheres, geometry, 40, 41)[0][::10]
    theirs = radon(image, geometry.angles_deg[::10].astype(float), circle=True).T
    difference = np.abs(theirs * 96 / (2 * scale) - ours) / ours.max()
    assert ours.max() > 5
    assert difference.mean() < 0.005 and difference.max() < 0.1


def test_filtered_back_projection_of_a_clean_sinogram_returns_the_phantom():
    geometry, spheres = Geometry.of_size(96), big_spheres()
    truth, scale = slice_image(spheres, geometry, 40)
    sinogram = project(spheres, geometry, 40, 41, pixel_integrated=True)[0] * 2 * scale / 96
    found = iradon(sinogram.T, geometry.angles_deg.astype(float), circle=True)
    assert np.corrcoef(found.ravel(), truth.ravel())[0, 1] > 0.97
    solid = minimum_filter(truth, 5) == maximum_filter(truth, 5)  # away from all surfaces
    inside = solid & (truth > 0)
    assert inside.sum() > 100
    assert np.abs(found - truth)[inside].mean() < 0.03
    assert np.abs(found - truth)[solid].max() < 0.15


def test_a_tilt_series_has_its_missing_wedge():
    geometry = Geometry.of_size(32, -70, 70)
    assert geometry.angles_deg[0] == -70 and geometry.angles_deg[-1] == 70
    full = Geometry(32, 32, 45, 141, -70, 70)
    turned = Geometry(32, 32, 45, 1, 20, 20)
    sphere = one_sphere()
    assert np.array_equal(project(sphere, full)[:, 90], project(sphere, turned)[:, 0])


def test_a_smaller_detector_sees_the_middle_of_what_the_whole_one_sees():
    spheres = random_spheres(generator(3, "test"), 60)
    whole = project(spheres, Geometry.of_size(32))
    part = Geometry.of(GeometrySettings(size=32, rows=10, columns=21))
    np.testing.assert_allclose(project(spheres, part), whole[11:21, :, 12:33], atol=1e-5)


def test_an_axis_off_the_middle_moves_what_is_seen_and_a_whole_turn_mirrors_it_there():
    spheres = random_spheres(generator(3, "test"), 60)
    moved = Geometry.of(GeometrySettings(size=32, axis_offset=4))
    np.testing.assert_allclose(
        project(spheres, moved)[..., 4:],
        project(spheres, Geometry.of_size(32))[..., :-4],
        atol=1e-5,
    )
    turn = GeometrySettings(size=32, angles_deg=(0, 360), angles=73, columns=40, axis_offset=10.5)
    seen = project(spheres, Geometry.of(turn))
    # The axis stands at column 30: those at equal distances see the same ray from its other end.
    np.testing.assert_allclose(seen[:, :36, 21:30], seen[:, 36:72, 39:30:-1], atol=1e-4)


def test_angles_are_counted_or_listed():
    counted = Geometry.of(GeometrySettings(size=32, angles_deg=(-70, 70), angles=71))
    assert counted.angles_deg[[0, 1, -1]].tolist() == [-70, -68, 70]
    listed = Geometry.of(GeometrySettings(size=32, angles=(30.0, -20.0)))
    assert listed.angles_deg.tolist() == [30, -20] and listed.angles == 2
    sphere = one_sphere()
    both = [project(sphere, Geometry(32, 32, 45, 1, a, a))[:, 0] for a in (30, -20)]
    assert np.array_equal(project(sphere, listed), np.stack(both, axis=1))


def test_the_volume_holds_the_mass_of_its_spheres():
    spheres = random_spheres(generator(4, "test"), 50)
    volume = render(spheres, 100)
    mass = np.sum(spheres.values * 4 / 3 * np.pi * spheres.radii**3)
    assert volume.sum(dtype=float) * (2 / 100) ** 3 == pytest.approx(mass, rel=5e-3)
    assert np.array_equal(render(spheres, 100, 40, 60), volume[40:60])
