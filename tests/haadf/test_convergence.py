"""An average that is asked for an error has it, and lies where very many configurations lie."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from tests.multislice.specimens import phonons, repeated, silicon_110

from synthscope.core.seeds import generator
from synthscope.haadf import convergence
from synthscope.haadf.control import Control
from synthscope.haadf.convergence import thermal_mean
from synthscope.haadf.plan import prepare
from synthscope.haadf.settings import StemSettings
from synthscope.haadf.spectrum import image_spectrum
from synthscope.haadf.symmetry import Symmetry
from synthscope.multislice.assembly import evaluate
from synthscope.optics.phonons import frozen

THERMAL = Path(__file__).parent / "thermal"
SETTINGS = StemSettings(phonons=phonons("auto"), error=0.109)
QUICK = replace(SETTINGS, semiangle_mrad=24, detectors_mrad=((60, 100),), error=0.35)
CELLS = 3


def silicon():
    return repeated(*silicon_110(), (3, 3, 3))


@pytest.mark.parametrize("count", ["auto", 2])
def test_boxes_that_repeat_are_averaged_as_the_specimen_that_they_make(count):
    asked = replace(QUICK, phonons=phonons(count))
    boxes = thermal_mean(prepare(*silicon_110(), asked, repeats=(3, 3, 3)), 1, "x")
    whole = thermal_mean(prepare(*silicon(), asked), 1, "x")
    assert boxes.configurations == whole.configurations
    assert boxes.statistical_error == pytest.approx(whole.statistical_error, rel=0.5)
    x, y = (np.arange(24) / 24 * length for length in silicon()[2][:2])
    assert boxes.image(x, y).mean() == pytest.approx(whole.image(x, y).mean(), rel=0.03)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["SrTiO3", "Au"])
@pytest.mark.parametrize("symmetric", [False, True])
def test_averages_lie_about_the_mean_of_hundreds_of_configurations_as_far_as_they_tell(
    name, symmetric, monkeypatch
):
    """Stored by benchmarks/thermal_reference.py: plain frozen phonons, nothing taken off."""
    if not symmetric:
        monkeypatch.setattr(convergence.Symmetry, "of", lambda _: Symmetry.none())
    stored = np.load(THERMAL / f"{name}.npz")
    box = stored["box"]
    prepared = prepare(stored["numbers"], stored["positions"], box, SETTINGS)
    runs = [thermal_mean(prepared, seed, "x") for seed in range(5)]
    x, y = (np.arange(60) / 60 * length for length in box[:2])
    images = np.array([run.image(x, y)[0, 0] for run in runs])
    reference = evaluate(stored["coefficients"], box[:2], x, y)
    away = np.sqrt(((images - reference) ** 2).mean((1, 2))) / reference.mean()
    told = np.array([run.statistical_error for run in runs])
    most = 1 if symmetric else 6
    assert all(run.statistical_error <= 0.1 and run.configurations <= most for run in runs)
    assert 1 / 1.5 < np.sqrt((told**2).mean() / (away**2).mean()) < 1.5
    # bright columns, light ones and between them, each over all cells and runs
    step = 60 // CELLS
    parts = images.reshape(len(runs), CELLS, step, CELLS, step).mean((1, 3))
    middle, error = parts.mean(0), parts.std(0, ddof=1) / np.sqrt(len(runs))
    right = reference[:step, :step]
    allowed = error + (float(stored["error"]) + prepared.error) * right.mean() + 0.03 * right
    for place in ((0, 0), (step // 2, step // 2), (step // 2, 0), (step // 4, step // 4)):
        assert abs(middle[place] - right[place]) < 2 * allowed[place]


def test_the_control_takes_off_most_of_the_scatter_at_high_angles():
    stored = np.load(THERMAL / "SrTiO3.npz")
    prepared = prepare(*(stored[part] for part in ("numbers", "positions", "box")), SETTINGS)
    control = Control(prepared)
    drawn = generator(1, "control")
    moved = list(frozen(prepared.positions, prepared.rms, 3, drawn))
    plain = np.array([image_spectrum(prepared, one, n) for n, one in enumerate(moved)])
    relieved = plain - np.array([control(one) for one in moved])
    assert relieved.var(0).sum() < 0.2 * plain.var(0).sum()


def test_the_control_vanishes_in_the_mean():
    prepared = prepare(*silicon(), QUICK)
    control = Control(prepared)
    random = generator(2, "control")
    atoms = prepared.positions, prepared.rms
    many = (moved for _ in range(40) for moved in frozen(*atoms, 5, random))
    seen = np.array([control(moved) for moved in many])
    scatter = np.sqrt(seen.var(0).sum())
    assert np.sqrt((np.abs(seen.mean(0)) ** 2).sum()) < 2 * scatter / np.sqrt(len(seen))


def test_behind_a_part_of_the_specimen_the_control_knows_no_columns_below():
    prepared = prepare(*silicon(), replace(QUICK, thicknesses_A=(1.0,)))
    deep = prepared.positions[:, 2] > 1
    assert deep.any() and not deep.all()
    control = Control(prepared)
    (moved,) = frozen(prepared.positions, prepared.rms, 1, generator(3, "control"))
    below = np.where(deep[:, None], moved, prepared.positions)
    change = control(below)[0] - control(prepared.positions)[0]
    assert not change[0].any() and np.abs(change[1]).max() > 1e-6


def test_where_the_model_does_not_hold_configurations_are_averaged_as_they_are():
    disc = replace(QUICK, detectors_mrad=((60, 100), (0, 20)), error=0.5)
    numbers, positions, box = silicon()
    prepared = prepare(numbers, positions + 0.1 * np.eye(len(positions), 3), box, disc)
    found = thermal_mean(prepared, 4, "x")
    drawn = generator(4, "x", "frozen phonons")
    plain = np.mean(
        [
            image_spectrum(prepared, moved, number)
            for number, moved in enumerate(frozen(prepared.positions, prepared.rms, 2, drawn))
        ],
        axis=0,
    )
    np.testing.assert_allclose(found.spectrum[1], plain[1], rtol=1e-5, atol=1e-9)
    assert np.abs(found.spectrum[0] - plain[0]).max() > 1e-3 * np.abs(plain[0]).max()


def test_a_smaller_error_takes_more_configurations_and_no_more_than_there_are(monkeypatch):
    rough = thermal_mean(prepare(*silicon(), QUICK), 1, "x")
    fine = prepare(*silicon(), replace(QUICK, error=0.03))
    monkeypatch.setattr(convergence, "MOST", 12)
    finer = thermal_mean(fine, 1, "x")
    assert rough.configurations < finer.configurations <= 12
    assert finer.statistical_error < rough.statistical_error


def test_without_memory_for_a_control_there_is_none():
    prepared = prepare(*silicon(), QUICK)
    assert Control.fits(prepared)
    tight = replace(
        prepared, settings=replace(QUICK, memory_mb=prepared.memory_mb + 0.1, error=0.5)
    )
    assert not Control.fits(tight)
    assert np.isfinite(thermal_mean(tight, 1, "x").spectrum).all()


def test_the_same_seed_gives_the_same_bytes():
    one, again = (thermal_mean(prepare(*silicon(), QUICK), 3, "x") for _ in range(2))
    assert one.spectrum.tobytes() == again.spectrum.tobytes()


def test_auto_shares_the_error_between_calculation_and_averaging():
    asked = replace(SETTINGS, error=0.1)
    assert np.hypot(asked.calculation_error, asked.statistical_error) == pytest.approx(0.1)
    number = replace(asked, phonons=phonons(4))
    assert number.calculation_error == 0.1
    assert number.statistical_error is None
