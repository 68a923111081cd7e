"""Sheets and particles in wide fields cost what their atoms need: work is counted, not timed."""

import math
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
from tests.multislice.specimens import phonons, repeated, selenide

from synthscope.haadf import convergence, plan, trial
from synthscope.haadf.averaging import average, standard_errors
from synthscope.haadf.bright_part import bright_part
from synthscope.haadf.convergence import ThermalMeans, thermal_mean
from synthscope.haadf.method import memory_mb
from synthscope.haadf.plan import prepare
from synthscope.haadf.settings import NUMERICAL, StemSettings
from synthscope.multislice import interpolated
from synthscope.multislice.detector_pixels import strides
from synthscope.optics.own_area import CRYSTALS, own_share

AUTO = StemSettings(phonons=phonons("auto"), detectors_mrad=((60, 100), (100, 150)))


def sheet():
    """40 × 23 Å of tungsten diselenide."""
    return repeated(*selenide(), (3, 2, 1))


def particle_on_support(width=28.0):
    """19 gold atoms, an octahedron, on 6 Å of carbon at random."""
    random = np.random.default_rng(3)
    n = np.stack(np.meshgrid(*[np.arange(-2, 3)] * 3), -1).reshape(-1, 3)
    n = n[(np.abs(n).sum(1) <= 2) & (n.sum(1) % 2 == 0)]
    gold = n * 2.039 + np.array([0.6 * width, 0.4 * width, 11.5])
    carbon = random.uniform(0, 1, (int(0.09 * 6 * width**2), 3)) * [width, width, 6]
    numbers = np.repeat([6, 79], [len(carbon), len(gold)])
    positions = np.concatenate([carbon, gold])
    positions[:, 2] += 1
    return numbers, positions, np.array([width, width, 18.0])


@pytest.fixture
def tried(monkeypatch):
    """Waves × planes × grid points that planning sends through the specimen."""
    work = []

    def spy(module, name, waves):
        right = getattr(module, name)

        def spied(sample, *arguments, **named):
            work.append(waves(*arguments, **named) * sample.grid.size * len(sample.planes))
            return right(sample, *arguments, **named)

        monkeypatch.setattr(module, name, spied)

    spy(trial, "diffraction", lambda places, *_: len(places))
    spy(
        interpolated,
        "parent_amplitudes",
        lambda plan, *_, known=0: len(plan.parents) - known,
    )
    return work


def of_the_image(prepared):
    """The same of one configuration."""
    return len(prepared.plan.parents) * prepared.lattice.grid.size * len(prepared.slices)


@pytest.mark.parametrize("specimen", [sheet(), particle_on_support()], ids=["sheet", "particle"])
def test_trying_parents_takes_less_work_than_an_image(specimen, tried):
    prepared = prepare(*specimen, AUTO)
    assert prepared.method == "interpolated" and tried
    assert sum(tried) < of_the_image(prepared)


def test_a_sheet_takes_few_planes_parents_and_detector_pixels():
    prepared = prepare(*sheet(), AUTO)
    assert len(prepared.slices) == 3
    assert len(prepared.plan.parents) < 30
    [taken], [every] = prepared.plan.lattice.classes(), prepared.lattice.classes()
    x, y = prepared.plan.lattice.taken.stride
    assert x > y >= 3  # its longer side has room for more
    assert len(taken.pixels.x) < len(every.pixels.x) / 12


def test_still_fewer_pixels_of_a_sheet_cost_no_more_than_is_told():
    rough, x = replace(AUTO, error=0.25), np.arange(64) / 64
    prepared = prepare(*sheet(), rough)
    usual = max(map(math.prod, strides(prepared.field_A)))
    assert math.prod(prepared.plan.lattice.taken.stride) > 1.5 * usual
    one = replace(rough, phonons=phonons(1))
    few, every = (
        average(replace(prepared, settings=one, plan=plan), 1, "x").image(
            x * prepared.field_A[0], x * prepared.field_A[1]
        )
        for plan in (prepared.plan, prepared.plan.taking((1, 1)))
    )
    error = np.sqrt(((few - every) ** 2).mean((2, 3))) / every.mean((2, 3))
    assert 0 < error.max() < prepared.interpolation_error


def test_still_fewer_pixels_are_in_the_memory_that_is_told():
    prepared = prepare(*sheet(), replace(AUTO, error=0.25))
    wide, usual = prepared.plan, prepared.plan.taking(strides(prepared.field_A)[0])
    assert math.prod(wide.lattice.taken.stride) > math.prod(usual.lattice.taken.stride)
    exits = 20  # so many that the trial takes less
    here = prepared.lattice, len(prepared.slices), exits
    box, usual_box = (
        math.prod(2 * half + 1 for half in interpolated.farthest_transfer(plan.lattice))
        for plan in (wide, usual)
    )
    more = memory_mb("interpolated", *here, wide) - memory_mb("interpolated", *here, usual)
    assert more == pytest.approx(1.2e-6 * 8 * exits * len(wide.parents) * (box - usual_box))


def gold_in_vacuum():
    """Four cells in a field of 30 Å, of one layer."""
    corners = np.array([[0, 0, 0.25], [0.5, 0.5, 0.25], [0.5, 0, 0.75], [0, 0.5, 0.75]])
    numbers, positions, box = repeated(
        np.full(4, 79), 4.078 * corners, np.full(3, 4.078), (4, 3, 1)
    )
    return numbers, positions, np.array([30.0, *box[1:]])


def test_what_a_part_errs_by_is_told_of_the_whole_with_the_vacuum_beside_it(monkeypatch):
    tried, right = [], plan.choose_method
    monkeypatch.setattr(plan, "choose_method", lambda one: [tried.append(one), right(one)][1])
    ratios = []
    for detector in ((40, 70), (60, 100), (100, 150)):
        found = prepare(*gold_in_vacuum(), replace(AUTO, detectors_mrad=(detector,))).plan
        whole = replace(tried[-1])
        whole.__dict__["_parts"] = (1, 1)
        measured = whole.measured(len(found.parents), whole.plane_weights)
        ratios.append(measured / tried[-1].error(found))
    assert 0.8 < math.sqrt(np.mean(np.square(ratios))) < 1.2


def test_parents_are_chosen_for_the_heavy_atoms_depths():
    """Of the particle: the support below, too, would take many more."""
    prepared = prepare(*particle_on_support(), AUTO)
    planes, exits = prepared.slices.planes, prepared.exit_planes
    alike = interpolated.plan(prepared.lattice, planes, exits, AUTO.calculation_error / 2)
    assert len(prepared.plan.parents) < 0.85 * len(alike.parents)


def test_planes_that_count_for_nothing_do_not_matter():
    prepared = prepare(*sheet(), AUTO)
    planes = np.array([1.0, 2.0, 3.0, 9.0, 30.0])
    weights = np.array([1.0, 1.0, 1.0, 0.0, 0.0])
    some = interpolated.plan(prepared.lattice, planes[:3], (3,), 0.01)
    every = interpolated.plan(prepared.lattice, planes, (5,), 0.01, weights=weights)
    np.testing.assert_array_equal(every.parents, some.parents)
    np.testing.assert_allclose(every.middles, some.middles)
    # Nothing above the first exit.
    interpolated.plan(prepared.lattice, planes, (2, 5), 0.01, weights=weights[::-1])


def test_the_brightest_part_holds_the_particle_and_all_that_is_below_it():
    numbers, positions, box = particle_on_support()
    which, moved = bright_part(numbers, positions, tuple(box[:2]), (2, 2))
    assert (numbers[which] == 79).sum() == 19
    assert 0.2 < (numbers[which] == 6).sum() / (numbers == 6).sum() < 0.27
    assert (moved[:, :2] > 0).all() and (moved[:, :2] < box[:2] / 2).all()
    shift = (moved - positions[which]) % [*box[:2], 1e9]
    np.testing.assert_allclose(shift - shift[0], 0, atol=1e-9)


def test_errors_are_told_of_the_specimens_own_area():
    """An image beside three times as much vacuum has the same mean there."""
    image = np.zeros((8, 8))
    image[::4, ::4] = [[1.0, 3.0], [2.0, 4.0]]
    image += 0.01
    wide = np.zeros((16, 16))
    wide[:8, :8] = image

    def contrast(seen):
        return (seen**2).mean() / seen.mean() ** 2

    assert own_share(contrast(wide) / contrast(image) * CRYSTALS) == pytest.approx(
        wide.mean() / image.mean()
    )
    assert own_share(7.9) == own_share(1.0) == 1.0
    assert own_share(400.0) == pytest.approx(1 / math.sqrt(400.0))  # over the rms, at most


def test_errors_of_a_bright_field_beside_vacuum_are_told_over_its_mean():
    known = SimpleNamespace(
        lattice=SimpleNamespace(grid=SimpleNamespace(extent=(5.0, 5.0))),
        settings=SimpleNamespace(source_sigma_A=0.0),
        band=SimpleNamespace(contrast=100.0),
    )
    mean = np.zeros((2, 1, 3, 3), complex)
    mean[:, 0, 1, 1] = 1.0
    mean[1, 0, 0, 0] = mean[1, 0, 2, 2] = math.sqrt(24.5)  # contrast 50, dark beside atoms
    bright, dark = standard_errors(np.full(mean.shape, 0.01), mean, 1, known)[:, 0]
    assert bright == pytest.approx(0.3) and dark == pytest.approx(0.3 * own_share(50.0))


def test_an_average_over_few_atoms_tells_its_error_of_their_own_area():
    numbers, positions, box = particle_on_support(14.0)
    wide = box * [2, 2, 1]
    two = replace(AUTO, phonons=phonons(2), error=0.1, detectors_mrad=((60, 100),))
    kept = numbers == 79
    gold = numbers[kept], positions[kept]
    close, far = (average(prepare(*gold, of, two), 1, "x") for of in (box, wide))
    assert far.prepared.band.contrast == pytest.approx(4 * close.prepared.band.contrast, rel=0.05)
    assert far.prepared.band.contrast < CRYSTALS**2
    # four times the area: the rms is half as much, of the same mean of its own area
    assert far.statistical_error == pytest.approx(close.statistical_error / 2, rel=0.1)


def test_one_configuration_tells_what_its_sparse_pixels_cost():
    """Copies by shifts err alike, and do not."""
    quick = replace(AUTO, semiangle_mrad=24, detectors_mrad=((60, 100),), error=0.5)
    sparse = prepare(*selenide(), quick)
    assert sparse.sparse and math.prod(sparse.plan.lattice.taken.stride) <= 9
    every = replace(sparse, plan=sparse.plan.taking((1, 1)))
    one, same = thermal_mean(sparse, 1, "x"), thermal_mean(every, 1, "x")
    assert one.configurations == same.configurations == 1
    told = math.sqrt(one.statistical_error**2 - same.statistical_error**2)
    assert told == pytest.approx(convergence.ONE_WAY, rel=0.3)
    away = np.sqrt((np.abs(one.spectrum - same.spectrum) ** 2).sum())
    assert away < convergence.ONE_WAY * np.abs(same.spectrum).max()


def test_what_depends_on_the_plan_alone_is_made_once_for_its_images(monkeypatch):
    made = []
    for name in ("Control", "Symmetry"):
        right = getattr(convergence, name)
        monkeypatch.setattr(convergence, name, _counted(right, made))
    quick = replace(AUTO, semiangle_mrad=24, detectors_mrad=((60, 100),), error=0.5)
    prepared = prepare(*selenide(), quick)
    means = ThermalMeans(prepared)
    images = [means(seed, "x").spectrum for seed in (1, 2)]
    assert sorted(made) == ["Control", "Symmetry"]
    assert thermal_mean(prepared, 2, "x").spectrum.tobytes() == images[1].tobytes()


def _counted(right, made):
    class Counted(right):
        @classmethod
        def of(cls, prepared):
            made.append(right.__name__)
            return right.of(prepared)

        def __init__(self, *arguments):
            if right.__name__ == "Control":
                made.append(right.__name__)
            super().__init__(*arguments)

    return Counted


def test_a_set_of_configurations_ends_where_the_error_is_reached(monkeypatch):
    monkeypatch.setattr(convergence, "SETS", ((0.0, 5),))
    quick = replace(AUTO, semiangle_mrad=24, detectors_mrad=((60, 100),), error=0.5)
    numbers, positions, box = selenide()
    moved = positions + 0.02 * np.random.default_rng(1).normal(size=positions.shape) * [1, 1, 0]
    mean = thermal_mean(prepare(numbers, moved, box, quick), 1, "x")
    assert mean.configurations == 2
    assert 0 < mean.statistical_error <= quick.statistical_error


def test_later_sets_end_there_too_and_tell_a_little_more_than_whole_ones(monkeypatch):
    monkeypatch.setattr(convergence, "SETS", ((0.0, 3),))
    monkeypatch.setattr(convergence, "MOST", 9)
    rough = replace(AUTO, semiangle_mrad=24, detectors_mrad=((60, 100),), error=0.3)
    numbers, positions, box = selenide()
    moved = positions + 0.02 * np.random.default_rng(1).normal(size=positions.shape) * [1, 1, 0]
    prepared = prepare(numbers, moved, box, rough)
    told, right = {}, convergence._mean

    def spy(*arguments):
        mean = right(*arguments)
        told[mean.configurations] = mean.statistical_error
        return mean

    monkeypatch.setattr(convergence, "_mean", spy)
    thermal_mean(replace(prepared, settings=replace(rough, error=0.001)), 1, "x")
    assert list(told) == list(range(2, 10))
    assert told[3] > told[5] > told[6] > told[8] > told[9]
    asked = replace(rough, error=1.0001 * told[5] / math.sqrt(1 - NUMERICAL**2))
    assert thermal_mean(replace(prepared, settings=asked), 1, "x").configurations == 5
