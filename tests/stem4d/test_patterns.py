"""The pattern at each position is what a probe there makes, by the definition and by abTEM."""

from dataclasses import replace

import array_api_strict
import numpy as np
import pytest
from tests.multislice.sampled import SampledGratings
from tests.multislice.specimens import gold_particle
from tests.stem4d.scans import boxes, by_probes, patterns, quick, titanate

from synthscope.multislice.gpu.device import Device
from synthscope.multislice.gpu.kernels import DeviceKernels
from synthscope.optics.aberrations import Aberrations
from synthscope.stem4d import average
from synthscope.stem4d.plan import prepare
from synthscope.stem4d.settings import PatternDetector, Scan


def centred(intensities, pixels):
    """The frequencies about 0 that a detector of as fine pixels sees."""
    index = np.arange(pixels) - pixels // 2
    return intensities[..., index[:, None], index[None]]


@pytest.mark.parametrize("pixels", [32, 33])
@pytest.mark.parametrize("configurations", [0, 1, 2])
def test_patterns_are_those_of_probes(configurations, pixels, tmp_path):
    tilted = {"tilt_mrad": (3.0, -5.0)} if configurations else {}
    lens = Aberrations(defocus_A=4, astigmatism_A=5, coma_A=200)
    prepared = titanate(configurations=configurations, pixels=pixels, aberrations=lens, **tilted)
    found, _ = patterns(prepared, tmp_path)
    wanted, _ = by_probes(prepared)
    assert np.abs(found - centred(wanted, pixels)).max() < 1e-5 * wanted.max()


def test_a_scan_of_any_step_stands_where_it_is_asked_for(tmp_path):
    numbers, positions, box = gold_particle(4.0, 12.0, 10.0)
    scan = Scan(positions=4, step_A=0.77, start_A=(3.1, 6.2))
    asked = quick(field_A=12.0, scan=scan, pixels=30)
    prepared = prepare(boxes(numbers, positions, box), asked)
    assert prepared.x == pytest.approx(3.1 + 0.77 * np.arange(4))
    assert prepared.y == pytest.approx(6.2 + 0.77 * np.arange(4))
    found, _ = patterns(prepared, tmp_path)
    wanted, _ = by_probes(prepared)
    assert np.abs(found - centred(wanted, 30)).max() < 1e-5 * wanted.max()


def test_a_field_that_is_no_square_shares_its_frequencies_between_square_pixels(tmp_path):
    prepared = titanate(repeats=(3, 4, 2), pixels=32)
    found, _ = patterns(prepared, tmp_path)
    wanted, grid = by_probes(prepared)
    shares_x, shares_y = (
        prepared.grid.shares(k, 1 / length) for k, length in zip((grid.kx, grid.ky), grid.extent)
    )
    assert np.abs(found - shares_y @ wanted @ shares_x.T).max() < 1e-5 * found.max()
    assert len(grid.kx[shares_x.any(0)]) < len(grid.ky[shares_y.any(0)])


def test_wider_pixels_add_up_what_falls_on_them(tmp_path):
    fine, _ = patterns(titanate(pixels=45), tmp_path)
    unit = 22.5 / 45 * 1e3 * titanate().lattice.wavelength / (3 * 3.905)
    wide = titanate(detector=PatternDetector(pixels=15, edge_mrad=45 * unit))
    found, _ = patterns(wide, tmp_path)
    summed = fine.reshape(*fine.shape[:2], 15, 3, 15, 3).sum((3, 5))
    assert np.abs(found - summed).max() < 1e-5 * summed.max()


def test_the_source_averages_over_where_the_probe_stands(tmp_path):
    sharp = titanate(repeats=(3, 3, 1), scan=Scan(positions=48))
    soft = titanate(repeats=(3, 3, 1), scan=Scan(positions=48), source_size_A=0.9)
    still, _ = patterns(sharp, tmp_path)
    found, maps = patterns(soft, tmp_path)
    k = np.fft.fftfreq(48, 3 * 3.905 / 48)
    gauss = np.exp(-2 * (np.pi * 0.9 / 2.354820045) ** 2 * (k[:, None] ** 2 + k[None] ** 2))
    series = np.fft.fft2(still, axes=(0, 1)) * gauss[..., None, None]
    assert np.abs(found - np.fft.ifft2(series, axes=(0, 1)).real).max() < 1e-5 * still.max()
    assert maps.images["abf"].std() < 0.8 * patterns(sharp, tmp_path)[1].images["abf"].std()


def test_patterns_are_those_of_abtems_pixelated_detector(tmp_path):
    abtem = pytest.importorskip("abtem")
    scan = Scan(positions=4, step_A=0.83, start_A=(0.2, 1.1))
    prepared = titanate(repeats=(3, 3, 5), scan=scan, pixels=40, slice_A=2.0)
    step = float(prepared.slices.planes[1])
    assert prepared.slices.planes == pytest.approx(step * np.arange(10))
    grid = prepared.lattice.grid
    sampled = SampledGratings(grid, prepared.gratings.numbers, prepared.gratings.slices)
    prepared = replace(prepared, gratings=sampled)
    found, _ = patterns(prepared, tmp_path)
    [moved] = positions_of(prepared)
    potential = abtem.PotentialArray(
        sampled.potential(moved), slice_thickness=step, extent=grid.extent
    )
    ten = [(x, y) for y in range(4) for x in range(4)][:10]
    places = [(prepared.x[x], prepared.y[y]) for x, y in ten]
    quiet = {"precision": "float32", "diagnostics.progress_bar": False, "dask.lazy": False}
    with abtem.config.set(quiet | {"fftw.planning_effort": "FFTW_ESTIMATE"}):
        waves = abtem.Probe(energy=200e3, semiangle_cutoff=24, soft=False)
        waves.grid.match(potential)
        theirs = waves.scan(
            potential,
            scan=abtem.CustomScan(places),
            detectors=abtem.PixelatedDetector(max_angle=None),
            lazy=False,
        ).array
    centre = [n // 2 for n in theirs.shape[1:]]
    theirs = theirs[:, centre[0] - 20 : centre[0] + 20, centre[1] - 20 : centre[1] + 20]
    for (x, y), pattern in zip(ten, theirs):
        ours = found[y, x].T
        assert np.abs(ours - pattern).max() < 1e-3 * pattern.max()
        assert np.abs(ours - pattern).sum() < 1e-3 * pattern.sum()


@pytest.mark.parametrize("configurations", [0, 1])
def test_patterns_from_a_gpu_are_those_of_the_processor_within_single_precision(
    monkeypatch, configurations, tmp_path
):
    cuda = Device(array_api_strict, total_mb=4000)
    monkeypatch.setattr(average, "kernels_for", lambda *_: DeviceKernels(cuda))
    asked = titanate(
        configurations=configurations, tilt_mrad=(3.0, -5.0) if configurations else (0, 0)
    )
    found, maps = patterns(asked, tmp_path)
    monkeypatch.undo()
    wanted, same = patterns(asked, tmp_path)
    assert np.abs(found - wanted).max() < 1e-5 * wanted.max()
    assert np.abs(maps.com_x - same.com_x).max() < 1e-4
    assert np.any(found != wanted)  # it was the other library


def positions_of(prepared):
    from tests.stem4d.scans import KEY

    from synthscope.core.seeds import generator
    from synthscope.optics.phonons import frozen

    drawn = generator(*KEY, "frozen phonons")
    return list(frozen(prepared.positions, prepared.rms, prepared.configurations, drawn))
