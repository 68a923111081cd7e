"""What is measured of the patterns is what detectors of that shape see."""

import numpy as np
import pytest
from tests.stem4d.scans import TITANATE, boxes, by_probes, patterns, quick, titanate

from synthscope.haadf.image import simulate as image
from synthscope.haadf.settings import Phonons, StemSettings
from synthscope.multislice.cells import tile_cell
from synthscope.optics.constants import interaction_parameter
from synthscope.optics.potential import projected_slices
from synthscope.stem4d.phase import integrate, phase
from synthscope.stem4d.plan import prepare
from synthscope.stem4d.settings import PatternDetector, Scan, Segments

DETECTORS = {"bf": (0.0, 12.0), "abf": (12.0, 24.0), "adf": (50.0, 70.0)}
WIDE = PatternDetector(pixels=80)


def test_virtual_detectors_see_what_detectors_see_in_the_haadf_room(tmp_path):
    """The same microscope, specimen and displacements, by the exact way there."""
    scan = Scan(positions=24)
    prepared = titanate(virtual_detectors_mrad=DETECTORS, detector=WIDE, scan=scan)
    _, maps = patterns(prepared, tmp_path)
    settings = StemSettings(
        semiangle_mrad=24,
        detectors_mrad=tuple(DETECTORS.values()),
        phonons=Phonons(configurations=1, use_table=False),
        method="exact",
        sampling_A=prepared.sampling_A * 1.0001,
    )
    cell = tile_cell(*TITANATE, prepared.slices, (3, 3, 2))
    box = np.array([*cell.extent, prepared.slices.depth])
    key = (3, "stem4d", "x")
    wanted = image(cell.numbers, cell.positions, box, settings, *key, shape=(24, 24))[:, 0]
    for found, one in zip(maps.images.values(), wanted):
        assert np.abs(found - one.T).max() < 1e-4 * one.mean()


def test_pixels_on_an_annulus_add_up_to_what_its_virtual_detector_sees(tmp_path):
    prepared = titanate(virtual_detectors_mrad=DETECTORS, detector=WIDE, configurations=2)
    found, maps = patterns(prepared, tmp_path)
    k = 1e3 * prepared.lattice.wavelength * prepared.grid.centres
    angle = np.hypot(k[:, None], k[None])
    for name, (inner, outer) in DETECTORS.items():
        summed = found[..., (angle >= inner) & (angle < outer)].sum(-1)
        assert np.abs(summed - maps.images[name]).max() < 1e-5 * maps.images[name].mean()
    paired = found[..., 1:, 1:]
    for com, along in ((maps.com_x, k[None, 1:]), (maps.com_y, k[1:, None])):
        mean = (paired * along).sum((2, 3)) / paired.sum((2, 3))
        assert np.abs(com - mean).max() < 1e-4


@pytest.mark.parametrize("count", [2, 3, 4, 8])
def test_segments_add_up_to_their_annulus_and_tell_where_patterns_lean(count, tmp_path):
    segments = Segments(outer_mrad=24.0, count=count, start_deg=-45.0)
    scan = Scan(positions=8, step_A=3.905 / 8)
    prepared = titanate(
        virtual_detectors_mrad={"disc": (0.0, 24.0)},
        segmented_detectors={"dpc": segments},
        detector=WIDE,
        scan=scan,
    )
    found, maps = patterns(prepared, tmp_path)
    parts = [maps.images[f"dpc_{i + 1}"] for i in range(count)]
    assert np.abs(sum(parts) - maps.images["disc"]).max() < 1e-5 * maps.images["disc"].mean()
    # the same from the pixels of the patterns
    k = 1e3 * prepared.lattice.wavelength * prepared.grid.centres
    x, y = np.meshgrid(k, k)
    disc, whole = np.hypot(x, y) < 24, maps.images["disc"]
    turned = np.round(np.degrees(np.arctan2(y, x)) + 45, 9) % 360
    number = np.where(np.hypot(x, y) == 0, -1, turned // (360 / count))
    middle = np.radians(-45 + (np.arange(count) + 0.5) * 360 / count)
    summed = [found[..., disc & (number == i)].sum(-1) for i in range(count)]
    for name, unit in (("dpc_x", np.cos(middle)), ("dpc_y", np.sin(middle))):
        wanted = sum(u * one for u, one in zip(unit, summed)) / whole
        assert np.abs(maps.contrasts[name] - wanted).max() < 1e-4


def test_quadrants_follow_the_centre_of_mass(tmp_path):
    scan = Scan(positions=12, step_A=3.905 / 12)
    thin = titanate(
        repeats=(3, 3, 1),
        segmented_detectors={"dpc": Segments(outer_mrad=24.0)},
        detector=WIDE,
        scan=scan,
    )
    _, maps = patterns(thin, tmp_path)
    for contrast, com in (("dpc_x", maps.com_x), ("dpc_y", maps.com_y)):
        assert np.corrcoef(maps.contrasts[contrast].ravel(), com.ravel())[0, 1] > 0.95


@pytest.mark.parametrize("pixels", [34, 35])
def test_nothing_is_deflected_at_a_centre_of_symmetry(pixels, tmp_path):
    """Also where patterns reach further on one side than on the other."""
    scan = Scan(positions=4, step_A=3.905 / 4)
    still = quick(pixels=pixels, scan=scan, configurations=0)
    _, maps = patterns(prepare(boxes(*TITANATE, (3, 3, 4)), still), tmp_path)
    for com in (maps.com_x, maps.com_y):
        assert np.abs(com[::2, ::2]).max() < 1e-4  # strontium, titanium and oxygen columns
        assert np.abs(com).max() > 0.5


def test_all_angles_together_are_the_whole_beam(tmp_path):
    """But for what the band limit takes, which the definition loses as well."""
    prepared = titanate(detector=PatternDetector(pixels=100), repeats=(3, 3, 1))
    found, _ = patterns(prepared, tmp_path)
    whole, _ = by_probes(prepared)
    total = found.sum((2, 3))
    assert np.all(total > 0.985) and np.all(total < whole.sum((2, 3)) + 1e-5)
    assert np.all(whole.sum((2, 3)) <= 1 + 1e-5)


def test_the_integral_of_slopes_is_what_has_them():
    x, y = np.meshgrid(np.arange(18) / 18, np.arange(25) / 25, indexing="ij")
    angle_x, angle_y = 2 * np.pi * x, 2 * np.pi * y
    right = np.cos(angle_x + 2 * angle_y) + 0.5 * np.sin(3 * angle_x)
    slope_x = -np.sin(angle_x + 2 * angle_y) + 1.5 * np.cos(3 * angle_x)
    slope_y = -2 * np.sin(angle_x + 2 * angle_y)
    found = integrate(2 * np.pi / 9 * slope_x, 2 * np.pi / 7 * slope_y, (9.0, 7.0))
    assert found == pytest.approx(right, abs=1e-12)
    # a curl, which no function has, is left out
    swirl = integrate(2 * slope_y / 9, -slope_x / 7, (9.0, 7.0))
    assert np.abs(swirl).max() < np.abs(right).max()
    assert phase(slope_x, slope_y, (9.0, 7.0)) == pytest.approx(
        2 * np.pi * integrate(slope_x, slope_y, (9.0, 7.0))
    )


def test_idpc_of_a_weak_phase_object_is_its_phase(tmp_path):
    """A single plane of carbon: its projected potential times σ, blurred by the probe."""
    numbers, box = np.full(3, 6), np.array([11.0, 11.0, 1.0])
    places = np.array([[3.0, 4.0, 0.5], [4.4, 4.0, 0.5], [7.5, 8.1, 0.5]])
    scan = Scan(positions=40)
    asked = quick(field_A=11.0, configurations=0, pixels=120, scan=scan, semiangle_mrad=27.0)
    prepared = prepare(boxes(numbers, places, box), asked)
    _, maps = patterns(prepared, tmp_path)
    grid = prepared.lattice.grid
    sigma = interaction_parameter(200)
    [potential] = projected_slices(numbers, places, grid, prepared.slices)
    probe = np.zeros(grid.shape, complex)
    beams = prepared.lattice.beams
    probe[beams[:, 0], beams[:, 1]] = prepared.lattice.amplitudes(asked.aberrations)
    lead = np.exp(-1j * np.pi * prepared.lattice.wavelength * 0.5 * grid.k2())
    intensity = np.abs(np.fft.ifft2(probe * lead)) ** 2
    kernel = np.fft.fft2(intensity / intensity.sum())
    series = np.fft.fft2(sigma * potential) * kernel.conj() / grid.size
    series[0, 0] = 0
    x = np.arange(40) / 40 * 11.0
    there = [np.exp(2j * np.pi * np.outer(x, k)) for k in (grid.kx, grid.ky)]
    wanted = (there[0] @ series @ there[1].T).real.T
    assert np.abs(maps.idpc - wanted).max() < 0.02 * np.ptp(wanted)


def test_the_error_of_few_configurations_falls_with_their_number(tmp_path):
    told = [patterns(titanate(configurations=n), tmp_path)[1].statistical_error for n in (0, 1)]
    assert told == [0.0, None]
    few, more = (
        patterns(titanate(configurations=n), tmp_path)[1].statistical_error for n in (4, 16)
    )
    assert 1.4 < few / more < 2.8
