import numpy as np
import pytest
from scipy.ndimage import gaussian_filter

from synthscope.gaussian.frame import TO_ARRAY, Framed, frame
from synthscope.gaussian.render import drawn, intensities, labels, render
from synthscope.gaussian.settings import ElementSettings
from synthscope.gaussian.style import Style
from synthscope.structures.symmetry.rotations import rotations

COMPATIBLE = {"snap": True, "saturate": True, "boundary": "reflect"}


def icosahedron(shells: int) -> np.ndarray:
    """Positions in Å of a Mackay icosahedron of gold: 13, 55, 147, 309 or 561 atoms."""
    golden = (1 + np.sqrt(5)) / 2
    axis = [(0, s, t * golden) for s in (1, -1) for t in (1, -1)]
    corners = np.array([np.roll(a, k) for k in range(3) for a in axis], float)
    near = np.linalg.norm(corners[:, None] - corners, axis=-1).round(6) == 2
    points = {(0.0, 0.0, 0.0)}
    for n in range(1, shells + 1):
        for a in range(12):
            for b in np.flatnonzero(near[a]):
                for c in np.flatnonzero(near[a] & near[b]):
                    for i in range(n + 1):
                        for j in range(n + 1 - i):
                            mix = i * corners[a] + j * corners[b] + (n - i - j) * corners[c]
                            points.add(tuple((mix + 0.0).round(9) + 0.0))
    return 1.44 * np.array(sorted(points))


def cloud(atoms: int, edge: int, margin: float, sigma: float, n: int = 3) -> Framed:
    """Atoms anywhere in the frames of n images, away from the edges by a margin in px."""
    rng = np.random.default_rng(atoms)
    c = rng.uniform(margin, edge - 1 - margin, (n, atoms, 3))
    return Framed(c, np.full(n, 0.4 / sigma))


def direct(framed: Framed, weights: np.ndarray, sigma: float, edge: int, axes: int) -> np.ndarray:
    """The sum of Gaussians as the formula says it, in double precision and without a cutoff."""
    k = np.arange(edge)
    g = np.exp(-((k - framed.coordinates[..., None]) ** 2) / (2 * sigma**2))
    if axes == 2:
        return np.einsum("a,nai,naj->nij", weights, g[:, :, 0], g[:, :, 1])
    return np.einsum("a,nai,naj,nak->nijk", weights, g[:, :, 0], g[:, :, 1], g[:, :, 2])


def original(positions, edge, padding, axes, bits=8):
    """What xyz2image does to rotated positions (row, column, depth), step by step with scipy."""
    p = positions - positions.min(axis=0)
    extent = p.max(axis=0)
    p = p + ((extent.max() - extent) / 2 + padding)
    width = extent.max() + 2 * padding
    voxels = np.round(p / width * (edge - 1)).astype(int)
    delta = np.zeros((edge,) * axes)
    delta[tuple(voxels[:, :axes].T)] = 1
    image = gaussian_filter(delta, 0.4 / (width / (edge - 1)))
    return (image / (image.max() / (2**bits - 1))).astype(int), voxels


def turned(positions, rotation):
    """R r in the order of additions of the library, so that ties round alike."""
    r = TO_ARRAY @ rotation
    x, y, z = positions.T
    return np.stack([r[k, 0] * x + r[k, 1] * y + r[k, 2] * z for k in range(3)], axis=1)


@pytest.mark.parametrize(("output", "axes"), [("gaussian_2d", 2), ("gaussian_3d", 3)])
@pytest.mark.parametrize("sigma", [0.06, 0.15, 0.3, 0.8, 1.7, 3.3])
def test_an_image_is_the_exact_sum_of_gaussians_at_sub_pixel_positions(output, axes, sigma):
    framed, numbers = cloud(12, 32, 2.0, sigma), np.arange(1, 13)
    style = Style(edge_px=32, zeta=1.7, cutoff_sigma=10.0)
    got = intensities(output, framed, numbers, style)
    expected = direct(framed, numbers**1.7, sigma, 32, axes)
    assert np.abs(got - expected).max() < 3e-7 * expected.max()


@pytest.mark.parametrize(("bits", "cutoff"), [(8, 4.0), (16, 5.0)])
def test_the_default_cutoff_takes_less_than_half_a_grey_level_of_an_atom(bits, cutoff):
    framed = Framed(np.full((1, 1, 3), 31.3), np.array([0.4 / 2.6]))
    style = Style(edge_px=64, bit_depth=bits)
    error = intensities("gaussian_2d", framed, [79], style) - direct(framed, [1.0], 2.6, 64, 2)
    assert style.cutoff == cutoff
    assert np.abs(error).max() * (2**bits - 1) < 0.5


def test_images_add_up():
    framed, numbers = cloud(40, 48, 0.0, 1.9), np.full(40, 79)
    style = Style(edge_px=48)
    whole = intensities("gaussian_2d", framed, numbers, style)
    halves = [
        intensities(
            "gaussian_2d", Framed(framed.coordinates[:, s], framed.pixel_size_A), [79] * 20, style
        )
        for s in (slice(0, 20), slice(20, 40))
    ]
    assert np.allclose(whole, halves[0] + halves[1], rtol=1e-6, atol=1e-6)


def test_grey_values_of_a_fixed_full_scale_add_up():
    framed, numbers = cloud(2, 32, 4.0, 1.5, n=5), np.array([47, 79])
    style = Style(edge_px=32, zeta=2.0, bit_depth=16, full_scale=2e4)
    both, scale = render("gaussian_2d", framed, numbers, style)
    alone = [
        render(
            "gaussian_2d",
            Framed(framed.coordinates[:, [k]], framed.pixel_size_A),
            numbers[[k]],
            style,
        )[0]
        for k in range(2)
    ]
    assert (np.abs(both.astype(int) - alone[0].astype(int) - alone[1]) <= 1).all()
    assert np.allclose(scale, 2e4 / 65535)


def test_what_is_brighter_than_the_full_scale_is_clipped():
    framed = Framed(np.full((1, 3, 3), 8.0), np.array([0.2]))
    grey, _ = render("gaussian_2d", framed, [79] * 3, Style(edge_px=17, full_scale=2.0))
    # σ is 2 px: the three atoms add up to 3 exp(-d² / 8).
    assert grey[0, 8, 8] == grey[0, 8, 9] == 255
    assert grey[0, 8, 12] == int(3 * np.exp(-2) / 2 * 255)


@pytest.mark.parametrize("bits", [8, 16])
def test_grey_levels_fill_the_bit_depth_and_the_scale_leads_back_to_intensities(bits):
    framed, numbers = cloud(30, 40, 3.0, 1.4), np.full(30, 79)
    style = Style(edge_px=40, bit_depth=bits, zeta=1.5)
    grey, scale = render("gaussian_2d", framed, numbers, style)
    assert grey.dtype == style.dtype("gaussian_2d") == (np.uint8 if bits == 8 else np.uint16)
    assert (grey.reshape(3, -1).max(axis=1) == 2**bits - 1).all()
    exact = intensities("gaussian_2d", framed, numbers, style)
    error = exact - grey * scale[:, None, None]
    assert (error > -1e-5 * exact.max()).all()
    assert (error < scale[:, None, None] * (1 + 1e-3)).all()


@pytest.mark.parametrize("pixel", [0.11, 0.2, 0.29])
def test_the_mass_of_an_image_does_not_depend_on_the_pixel_size(pixel):
    positions = icosahedron(1)
    style = Style(edge_px=128, pixel_size_A=pixel, zeta=1.0, cutoff_sigma=6.0)
    framed = frame(positions, rotations(1, "gaussian", "a", 0, 4), 128, 0.3, pixel)
    image = intensities("gaussian_2d", framed, np.full(13, 79), style)
    assert np.allclose(image.sum(axis=(1, 2)) * pixel**2, 13 * 79 * 2 * np.pi * 0.4**2, rtol=1e-5)


def test_a_volume_projects_onto_its_image():
    framed, numbers = cloud(15, 36, 8.0, 1.6), np.arange(5, 20)
    style = Style(edge_px=36, zeta=1.0, cutoff_sigma=5.0)
    volume = intensities("gaussian_3d", framed, numbers, style)
    image = intensities("gaussian_2d", framed, numbers, style)
    assert np.allclose(volume.sum(axis=3) / (np.sqrt(2 * np.pi) * 1.6), image, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("shells", [2, 3, 4])
@pytest.mark.parametrize("edge", [80, 128])
def test_compatibility_mode_gives_the_images_of_xyz2image_to_a_grey_level(shells, edge):
    positions = icosahedron(shells)
    numbers = np.full(len(positions), 79)
    views = rotations(1, "gaussian", "compatible", 0, 12)
    framed = frame(positions, views, edge, 0.3)
    got, _ = render("gaussian_2d", framed, numbers, Style(edge_px=edge, **COMPATIBLE))
    for k, view in enumerate(views):
        expected, voxels = original(turned(positions, view), edge, 0.3, 2)
        assert (framed.voxels()[k] == voxels).all()
        assert np.abs(got[k] - expected).max() <= 1


@pytest.mark.parametrize("bits", [8, 16])
def test_compatibility_mode_gives_the_volumes_of_xyz2image_to_a_grey_level(bits):
    positions = icosahedron(2)
    views = rotations(1, "gaussian", "volumes", 0, 3)
    # For 16 bits as well, xyz2image cuts off at 4 σ.
    style = Style(edge_px=40, bit_depth=bits, cutoff_sigma=4.0, **COMPATIBLE)
    got, _ = render("gaussian_3d", frame(positions, views, 40, 0.3), np.full(55, 79), style)
    for k, view in enumerate(views):
        expected, _ = original(turned(positions, view), 40, 0.3, 3, bits)
        assert np.abs(got[k].astype(int) - expected).max() <= 1


def test_saturating_draws_the_heaviest_of_the_atoms_of_a_pixel():
    framed = Framed(np.array([[[8.0, 8, 2], [8.2, 7.9, 9], [3, 3, 3]]]), np.array([0.4]))
    style = Style(edge_px=17, snap=True, saturate=True, zeta=1.0)
    for numbers in ([29, 79, 29], [79, 29, 29]):
        image = intensities("gaussian_2d", framed, np.array(numbers), style)[0]
        assert image[8, 8] == pytest.approx(79, rel=1e-5)
        assert image[3, 3] == pytest.approx(29, rel=1e-5)
    volume = intensities("gaussian_3d", framed, np.array([29, 79, 29]), style)[0]
    assert volume[8, 8, 2] == pytest.approx(29, rel=1e-5)


def test_an_image_does_not_depend_on_the_images_computed_with_it():
    framed, numbers = cloud(60, 80, -3.0, 1.7, n=9), np.full(60, 79)
    for output in ("gaussian_2d", "gaussian_3d"):
        for extra in ({}, {"boundary": "reflect"}, COMPATIBLE):
            style = Style(edge_px=80 if output == "gaussian_2d" else 24, **extra)
            together, scales = render(output, framed, numbers, style)
            for k in (0, 4, 8):
                one = Framed(framed.coordinates[k : k + 1], framed.pixel_size_A[k : k + 1])
                alone, scale = render(output, one, numbers, style)
                assert alone.tobytes() == together[k].tobytes()
                assert scale[0] == scales[k]


def test_atoms_outside_a_fixed_frame_are_not_seen():
    positions = np.array([[0.0, 0, 0], [60, 0, 0], [-60, 0, 0]])
    framed = frame(positions, np.eye(3)[None], 32, 1.0, pixel_size=0.2)
    for boundary in ("open", "reflect"):
        style = Style(edge_px=32, pixel_size_A=0.2, boundary=boundary)
        image = intensities("gaussian_2d", framed, [79] * 3, style)
        lone = Framed(framed.coordinates[:, :1], framed.pixel_size_A)
        assert (image == intensities("gaussian_2d", lone, [79], style)).all()
    for output in ("delta_2d", "delta_3d"):
        assert labels(output, framed, Style(edge_px=32)).sum() == 1
    empty = Framed(framed.coordinates[:, 1:], framed.pixel_size_A)
    grey, scale = render("gaussian_2d", empty, [79] * 2, Style(edge_px=32))
    assert grey.max() == 0
    assert scale[0] == 0


def test_mirrored_edges_keep_the_mass_that_open_ones_lose():
    framed = Framed(np.array([[[0.2, 15.0, 15.0]]]), np.array([0.2]))
    open_, mirrored = (
        intensities("gaussian_2d", framed, [1], Style(edge_px=31, boundary=b, cutoff_sigma=6.0))
        for b in ("open", "reflect")
    )
    assert mirrored.sum() == pytest.approx(2 * np.pi * 4, rel=1e-5)
    assert open_.sum() < 0.7 * mirrored.sum()


def test_only_the_chosen_elements_are_drawn():
    symbols = ["C", "Au", "O", "C"]
    assert drawn(symbols, ElementSettings()).tolist() == [True] * 4
    assert drawn(symbols, ElementSettings(exclude=("C",))).tolist() == [False, True, True, False]
    assert drawn(symbols, ElementSettings(only=("C",))).tolist() == [True, False, False, True]
