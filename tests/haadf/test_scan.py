"""In any frame of a specimen, labels lie on the columns that its image shows."""

from dataclasses import replace
from io import StringIO

import numpy as np
import pytest
from scipy import ndimage, optimize
from tests.multislice.specimens import quick_settings

from synthscope.haadf.columns import columns
from synthscope.haadf.frame import Frame, FrameSettings, needed_field_A
from synthscope.haadf.scan import scan
from synthscope.haadf.series import Series
from synthscope.haadf.shard import simulate_view
from synthscope.haadf.view_plan import plan_specimens
from synthscope.optics.microscope import FWHM
from synthscope.structures.model import Crystal

# No two columns of it are related by symmetry: an axis turned or mirrored the wrong way is seen.
CELL = np.array([[5.1, 0, 0], [1.1, 6.0, 0], [0, 0, 3.0]])
PLACES = [[0.0, 0, 0], [0.43, 0.31, 0]]
CRYSTAL = Crystal("sbse", "user", "", [51, 34], PLACES @ CELL, CELL)
SQUARE = Crystal("sb", "user", "", [51], [[0, 0, 0]], 3 * np.eye(3))
TURNED = FrameSettings(0.13, 33.0, 2.7, -1.9)


def simulated(crystal, level="perfect", **changes):
    settings = quick_settings(
        **{
            "pixels": 96,
            "geometry": "cell",
            "cell_strain": 0.2,
            "phonons": {"configurations": 0},
            "accept_laue_rings": True,
        }
        | changes
    )
    plan = plan_specimens(crystal, (0, 0, 1), ["perfect", level], settings)
    assert not plan.reasons
    asked = {0: ["general"]}, {"general": ["perfect", level]}, settings, 7, StringIO()
    runs = {one.specimen: one for one in simulate_view(crystal, plan, *asked)}
    return runs[level], settings


def fitted(image, places, reach=4):
    """(N, 2) column and row of the Gaussian about each place, by least squares, px."""
    found = []
    for place in places:
        x0, y0 = np.rint(place).astype(int)
        y, x = np.mgrid[y0 - reach : y0 + reach + 1, x0 - reach : x0 + reach + 1]
        part = image[y, x] / image.max()

        guess = [x0, y0, 2.5, 0.0, part.max()]
        found.append(optimize.least_squares(off, guess, args=(x, y, part)).x[:2])
    return np.array(found)


def off(p, x, y, part):
    spot = np.exp(-((x - p[0]) ** 2 + (y - p[1]) ** 2) / (2 * p[2] ** 2))
    return (p[3] + p[4] * spot - part).ravel()


def labelled(seen):
    """Places (px), atomic numbers and counts of the columns well inside a frame, alone there."""
    known = columns(seen.numbers, seen.positions, seen.labels)
    places = known.position / seen.parameters["pixel_size_A"]
    inside = ((places > 6) & (places < seen.images.shape[-1] - 7)).all(axis=1)
    return places[inside], known.elements[known.composition.argmax(axis=1)][inside]


@pytest.mark.parametrize(
    "frame",
    [
        FrameSettings(),
        FrameSettings(pixel_size_A=0.14),
        FrameSettings(scan_rotation_deg=90),
        FrameSettings(shift_x_A=1.3, shift_y_A=-40.0),
        TURNED,
        replace(TURNED, scan_rotation_deg=-148.0),
    ],
    ids=str,
)
@pytest.mark.parametrize("crystal", [CRYSTAL, SQUARE], ids=["oblique", "square"])
def test_peaks_of_the_image_lie_on_the_labels(crystal, frame):
    simulation, settings = simulated(crystal, source_size_A=0.6)
    seen = scan(simulation, frame, settings)
    places, elements = labelled(seen)
    image = seen.images[-1, 0].astype(float)
    heavy = elements == 51
    assert heavy.sum() >= 3
    apart = fitted(image, places[heavy]) - places[heavy]
    assert np.abs(apart).max() < 0.05
    peaks = ndimage.map_coordinates(image, places[:, ::-1].T, order=3)
    if crystal is CRYSTAL:
        assert peaks[heavy].min() > 1.5 * peaks[~heavy].max()
    peak = image == ndimage.maximum_filter(image, 9)
    inner = peak[7:-8, 7:-8].sum()
    assert inner <= len(places)  # nothing that the labels leave out


def test_labels_of_a_defect_lie_on_its_columns():
    simulation, settings = simulated(
        SQUARE, "L1", source_size_A=0.6, defects={"l1_amplitude_A": 0.3, "l1_radius_A": 4}
    )
    seen = scan(simulation, TURNED, settings)
    known = columns(seen.numbers, seen.positions, seen.labels)
    assert set(np.unique(known.n_atoms)) == {1, 2}  # the vacancy's column has one atom less
    places, _ = labelled(seen)
    image = seen.images[-1, 0].astype(float)
    assert np.abs(fitted(image, places, 3) - places).max() < 0.3  # atoms of a column part
    perfect = scan(simulated(SQUARE)[0], TURNED, settings)
    moved, _ = labelled(perfect)
    assert 1 < np.abs(moved - places).max() < 3


def test_an_atom_that_came_in_is_a_column_of_its_own():
    gold = {"kind": "interstitial", "element": "Au", "l1_amplitude_A": 0}
    simulation, settings = simulated(SQUARE, "L1", defects=gold, cell_depth_A=12)
    perfect, _ = simulated(SQUARE, cell_depth_A=12)
    assert simulation.cell.added == 1
    seen = scan(simulation, replace(TURNED, pixel_size_A=0.08), settings)
    before = scan(perfect, replace(TURNED, pixel_size_A=0.08), settings)
    assert len(np.unique(seen.labels)) == len(np.unique(before.labels)) + 1
    assert (seen.numbers == 79).sum() == 1


def test_a_block_is_seen_in_frames_within_its_field():
    simulation, settings = simulated(CRYSTAL, geometry="block", source_size_A=0.6, pixels=80)
    frame = FrameSettings(0.1, 30.0, 0.2, 0.1)
    assert needed_field_A(frame, 80, 12) < 12 < needed_field_A(frame, 88, 12)
    seen = scan(simulation, frame, settings)
    places, elements = labelled(seen)
    heavy = elements == 51
    apart = fitted(seen.images[-1, 0].astype(float), places[heavy]) - places[heavy]
    assert len(apart) >= 1 and np.abs(apart).max() < 0.05


def test_columns_come_into_a_frame_and_leave_it_whole():
    simulation, settings = simulated(SQUARE)
    for shift in np.arange(0, 3, 0.17):
        seen = scan(simulation, FrameSettings(0.1, 20.0, shift), settings)
        known = columns(seen.numbers, seen.positions, seen.labels)
        assert set(known.n_atoms) == {2}
        places = known.position / 0.1
        assert places.min() >= -0.5 and places.max() < 95.5
        assert abs(len(places) - 9.6**2 / 9) < 4


def direct(series, frame, source_A):
    """I(R) = Σ c exp(2πi d·R) term by term, in the frame."""
    half = series.coefficients.shape[-1] // 2
    n = np.arange(frame.pixels)
    (ax, ay), (bx, by) = frame.axes
    x0, y0 = np.add(series.origin_A, frame.start)
    x = x0 + frame.pixel_A * (n * ax + n[:, None] * bx)
    y = y0 + frame.pixel_A * (n * ay + n[:, None] * by)
    image = np.zeros((frame.pixels, frame.pixels))
    for i in range(-half, half + 1):
        for j in range(-half, half + 1):
            fx, fy = i / series.period_A[0], j / series.period_A[1]
            blur = np.exp(-2 * (np.pi * source_A / FWHM) ** 2 * (fx**2 + fy**2))
            term = series.coefficients[0, 0, i + half, j + half] * blur
            image += (term * np.exp(2j * np.pi * (fx * x + fy * y))).real
    return image


def random_series(half=5):
    rng = np.random.default_rng(3)
    c = rng.normal(size=(2, 1, 2 * half + 1, 2 * half + 1, 2)) @ [1, 1j]
    c = c + c[..., ::-1, ::-1].conj()
    c[..., half, half] = 30
    return Series(c, (7.0, 9.0), (-2.0, 1.5))


def test_every_pixel_of_a_frame_is_the_sum_of_the_series():
    series = random_series()
    frame = Frame(23, 0.31, (4.0, 3.5), 0.7)
    found = series.frame(frame, 0.4)
    assert found.shape == (1, 2, 23, 23)
    np.testing.assert_allclose(found[0, 0], direct(series, frame, 0.4), rtol=0, atol=1e-10)


def test_the_field_is_the_frame_that_is_not_turned():
    series = random_series()
    upright = Frame(24, 0.25, (3.0, 3.0), 0.0)
    np.testing.assert_allclose(
        series.frame(upright, 0.3), series.field(24, 0.25, 0.3), rtol=0, atol=1e-10
    )


def test_a_quarter_turn_shows_the_same_pixels_turned():
    series = random_series()
    # about pixel n/2, which a frame of one pixel more has in its middle
    upright = series.frame(Frame(25, 0.25, (3.125, 3.125), 0.0), 0.0)[0, 0]
    turned = series.frame(Frame(25, 0.25, (3.0, 3.0), 0.0), 0.0)[0, 0]
    assert np.abs(upright - turned).max() > 1
    clockwise = series.frame(Frame(24, 0.25, (3.0, 3.0), np.pi / 2), 0.0)[0, 0]
    wide = series.frame(Frame(48, 0.25, (3.0, 3.0), 0.0), 0.0)[0, 0]
    # the first row of the turned frame runs down the plane
    np.testing.assert_allclose(clockwise[12, :], wide[12:36, 24], atol=1e-10)
    np.testing.assert_allclose(clockwise[:, 12], wide[24, 36:12:-1], atol=1e-10)


@pytest.mark.parametrize(
    "frame, needed",
    [
        (FrameSettings(), 12.0),
        (FrameSettings(pixel_size_A=0.1), 8.0),
        (FrameSettings(pixel_size_A=0.1, shift_x_A=-2.0), 12.0),
        (FrameSettings(0.1, 90.0), 8.0),
        (FrameSettings(0.1, -45.0), 8 * np.sqrt(2)),
    ],
)
def test_the_field_that_a_frame_needs_holds_it(frame, needed):
    assert needed_field_A(frame, 80, 12.0) == pytest.approx(needed)


@pytest.mark.parametrize(
    "turn, widened",
    [
        ({"uniform": [0, 360]}, 45),
        ({"uniform": [-10, 20]}, 20),
        ({"uniform": [100, 130]}, 130),
        ({"uniform": [100, 140]}, 135),
        ({"choice": [0, 30, 90]}, 30),
        ({"choice": [10, 80]}, 10),
    ],
    ids=str,
)
def test_the_widest_frame_that_may_be_drawn_counts(turn, widened):
    frame = {"pixel_size_A": {"uniform": [0.05, 0.1]}, "scan_rotation_deg": turn}
    settings = quick_settings(geometry="cell", pixels=80, general={"frame": frame})
    worst = FrameSettings(0.1, float(widened))
    assert needed_field_A(settings.general.frame, 80, 12) == pytest.approx(
        needed_field_A(worst, 80, 12)
    )
