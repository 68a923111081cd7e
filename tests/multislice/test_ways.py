"""Three ways to one image: each tests the others."""

import numpy as np
import pytest
from tests.multislice.specimens import gold_particle, repeated, silicon_110, strontium_titanate

from synthscope.multislice import interpolated, planewaves
from synthscope.multislice.assembly import evaluate
from synthscope.multislice.cpu.accumulator import AtPlaces
from synthscope.multislice.lattice import Lattice
from synthscope.multislice.multislice import scan, slice_specimen
from synthscope.multislice.prior import SHARE, STRETCH, Prior
from synthscope.optics.aberrations import Aberrations
from synthscope.optics.constants import wavelength
from synthscope.optics.detectors import Detector
from synthscope.optics.grids import Grid, grid_for
from synthscope.optics.phonons import displaced
from synthscope.optics.slicing import own_planes
from synthscope.optics.transmission import Gratings

LAMBDA = wavelength(200)


def crystal():
    numbers, positions, box = repeated(*strontium_titanate(), (3, 3, 4))
    return numbers, displaced(positions, np.full(len(numbers), 0.08), rng()), positions, box


def particle():
    numbers, positions, box = gold_particle(5.5, 11.0, 13.0)
    return numbers, positions, positions, box


def defect():
    numbers, positions, box = repeated(*silicon_110(), (3, 2, 4))
    ideal = np.delete(positions, 40, axis=0)
    towards = positions[40] - ideal
    distance = np.linalg.norm(towards, axis=1)[:, None]
    moved = ideal + 0.25 * towards / distance * np.exp(-((distance / 4) ** 2))
    return np.delete(numbers, 40), moved, ideal, box


def rng(seed=4):
    return np.random.default_rng(seed)


def setting(numbers, moved, ideal, box, detectors=((50, 90),), semiangle=20.0, tilt=(0.0, 0.0)):
    reach = max(outer for _, outer in detectors) + semiangle
    grid = grid_for(tuple(box[:2]), reach, LAMBDA)
    slices = own_planes(ideal[:, 2], numbers**1.6, box[2], 2.0)
    sample = slice_specimen(Gratings(grid, numbers, slices, 200), moved, slices, tilt)
    lattice = Lattice(grid, (1, 1), LAMBDA, semiangle, tuple(Detector(*d) for d in detectors))
    return sample, lattice, slices


def amplitudes(lattice, aberrations=Aberrations()):  # noqa: B008
    return lattice.amplitudes(aberrations)


def relative(found, expected):
    """The rms difference over the mean, for each detector and thickness."""
    difference = np.sqrt(((found - expected) ** 2).mean((-2, -1)))
    return difference / expected.mean((-2, -1))


@pytest.mark.parametrize("kind", [crystal, particle, defect])
def test_plane_waves_give_the_image_that_probes_define(kind):
    detectors = ((0, 15), (30, 90), (50, 70))
    sample, lattice, slices = setting(*kind(), detectors, tilt=(4.0, -3.0))
    probe = amplitudes(lattice, Aberrations(defocus_A=30, c3_um=20, coma_A=400, astigmatism_A=10))
    exit_planes = [len(slices) // 2, len(slices)]
    series = planewaves.exact_spectra(sample, lattice, [probe], exit_planes)[0]
    x, y = rng().uniform(0, 10, (2, 3))
    found = evaluate(series, lattice.grid.extent, x, y)
    places = np.stack(np.meshgrid(x, y, indexing="ij"), -1).reshape(-1, 2)
    defined = scan(sample, places, lattice.beams, probe, list(lattice.detectors), exit_planes)
    mean = series[:, :, series.shape[2] // 2, series.shape[3] // 2].real  # over all positions
    difference = np.abs(found - defined.reshape(found.shape)).max((-2, -1))
    assert np.all(difference < 1e-4 * mean)


@pytest.mark.parametrize("detector", [(50, 90), (0, 15)])
@pytest.mark.parametrize("kind", [crystal, particle, defect])
def test_interpolated_plane_waves_keep_the_error_asked_for(kind, detector):
    sample, lattice, slices = setting(*kind(), (detector,))
    probe = amplitudes(lattice, Aberrations(defocus_A=10))
    exit_planes = (len(slices) // 2, len(slices))
    x, y = (np.arange(24) / 24 * e for e in lattice.extent)
    exact = evaluate(
        planewaves.exact_spectra(sample, lattice, [probe], list(exit_planes))[0],
        lattice.extent,
        x,
        y,
    )
    counts = []
    for error in (0.03, 0.01, 0.003):
        plan = interpolated.plan(lattice, slices.planes, exit_planes, error)
        counts.append(len(plan.parents))
        assert max(i.error for i in plan.interpolations) <= error
        series = interpolated.interpolated_spectra(sample, plan, [probe])[0]
        found = relative(evaluate(series, lattice.extent, x, y), exact)
        assert np.all(found < error), found
    assert counts == sorted(counts) and counts[0] < counts[2] < 0.2 * len(lattice.beams)


def test_many_detectors_out_of_one_propagation_equal_one_at_a_time():
    together = ((40, 60), (50, 90), (60, 75))
    sample, lattice, slices = setting(*crystal(), together)
    plan = interpolated.plan(lattice, slices.planes, (len(slices),), 0.002)
    found = interpolated.interpolated_spectra(sample, plan, [amplitudes(lattice)])[0]
    for number, angles in enumerate(together):
        alone = Lattice(lattice.grid, (1, 1), LAMBDA, 20.0, (Detector(*angles),))
        plan_alone = interpolated.Plan(alone, plan.exit_planes, plan.middles, plan.interpolations)
        expected = interpolated.interpolated_spectra(sample, plan_alone, [amplitudes(alone)])[0][0]
        np.testing.assert_allclose(found[number], expected, atol=1e-5 * np.abs(expected).max())


@pytest.mark.parametrize("way", ["exact", "interpolated"])
def test_one_cell_of_a_static_crystal_gives_the_image_of_the_whole_field(way):
    numbers, positions, box = strontium_titanate()
    positions = positions + np.array([0, 0, 0.3])
    one = grid_for(tuple(box[:2]), 110, LAMBDA)
    aberrations = Aberrations(defocus_A=20, coma_A=300)
    detectors = (Detector(50, 90), Detector(0, 15))
    x, y = np.linspace(0, 9, 7), np.linspace(0, 8, 5)
    images = []
    for cells, repeats in (((4, 3), (1, 1)), ((1, 1), (4, 3))):
        all_numbers, all_positions, all_box = repeated(numbers, positions, box, (*cells, 1))
        grid = Grid(tuple(n * s for n, s in zip(cells, one.shape)), tuple(all_box[:2]))
        slices = own_planes(all_positions[:, 2], all_numbers**1.6, box[2], 2.0)
        gratings = Gratings(grid, all_numbers, slices, 200)
        whole = slices.tiled(6)
        sample = slice_specimen(gratings, all_positions, whole, (2.0, 1.0))
        lattice = Lattice(grid, repeats, LAMBDA, 20.0, detectors)
        probe = amplitudes(lattice, aberrations)
        if way == "exact":
            series = planewaves.exact_spectra(sample, lattice, [probe], [6, 12])[0]
        else:
            plan = interpolated.plan(lattice, whole.planes, (6, 12), 0.003)
            series = interpolated.interpolated_spectra(sample, plan, [probe])[0]
        images.append(evaluate(series, grid.extent, x, y))
    np.testing.assert_allclose(images[1], images[0], rtol=2e-4, atol=2e-5 * images[0].max())


def test_prior_is_the_mean_over_depths_and_transfers_that_it_stands_for():
    generator = rng(9)
    depths = LAMBDA * np.array([-12.0, -3.0, 5.0])
    first, second = np.array([[0.1, 0.2]]), np.array([[0.4, -0.1]])
    radius = np.sqrt(generator.uniform(2.0**2, 5.0**2, 200000))
    angle = generator.uniform(0, 2 * np.pi, 200000)
    along = radius * (0.3 * np.cos(angle) - 0.3 * np.sin(angle))
    wide = np.sqrt(generator.uniform(0, 6.0**2, 200000)) / radius * along
    drawn = (1 - SHARE) * np.mean([np.cos(2 * np.pi * STRETCH * d * along) for d in depths])
    drawn += SHARE * np.mean([np.cos(2 * np.pi * STRETCH * d * wide) for d in depths])
    prior = Prior(depths, (2.0, 5.0), 6.0, 1.0)
    found = prior.covariance(first, second)[0, 0]
    assert found == pytest.approx(drawn, abs=0.005)
    assert prior.covariance(first, first)[0, 0] == pytest.approx(1)


def test_places_are_seen_as_in_the_whole_image():
    sample, lattice, slices = setting(*defect(), detectors=((50, 90), (20, 50)))
    plan = interpolated.plan(lattice, slices.planes, (3, len(slices)), 0.01)
    parents = interpolated.parent_amplitudes(sample, plan)
    probe = amplitudes(lattice)
    whole = interpolated.assembled(sample, plan, parents, [probe])[0]
    x, y = rng().random((2, 5)) * np.array(lattice.extent)[:, None]
    images = evaluate(whole, lattice.extent, x, y)
    seen = AtPlaces(lattice, 2, np.stack([x, y], 1))
    interpolated.add_up(sample, plan, parents, [probe], [seen])
    np.testing.assert_allclose(seen.intensities(), np.einsum("dexx->dex", images), rtol=1e-4)
