"""An average over configurations tells how far it is from that over all."""

from dataclasses import replace
from io import StringIO

import numpy as np
import pytest
from tests.multislice.specimens import (
    phonons,
    quick_settings,
    repeated,
    silicon_110,
    strontium_titanate,
)

from synthscope.haadf.averaging import Moments, average
from synthscope.haadf.plan import prepare
from synthscope.haadf.rows import view_cells
from synthscope.haadf.settings import StemSettings
from synthscope.haadf.shard import simulate_view
from synthscope.haadf.stages import simulation_settings
from synthscope.haadf.view_plan import plan_specimens
from synthscope.structures.model import Crystal

QUICK = StemSettings(semiangle_mrad=24, detectors_mrad=((60, 100),), error=0.2)


def titanate():
    return repeated(*strontium_titanate(), (3, 3, 4))


def silicon():
    return repeated(*silicon_110(), (3, 3, 2))


@pytest.mark.parametrize(
    ("specimen", "count", "detector"),
    [(titanate, 5, (60, 100)), (titanate, 2, (0, 20)), (silicon, 2, (60, 100))],
)
def test_the_statistical_error_that_is_told_is_the_true_one(specimen, count, detector):
    settings = replace(QUICK, phonons=phonons(count), detectors_mrad=(detector,))
    prepared = prepare(*specimen(), settings)
    seen = Moments()
    told = []
    for seed in range(6):
        found = average(prepared, seed, "x")
        seen.add(found.spectrum)
        told.append(found.statistical_error)
    mean = seen.mean[0, 0, seen.mean.shape[2] // 2, seen.mean.shape[3] // 2].real
    true = np.sqrt(seen.variance.sum()) / mean
    assert 1 / 1.5 < np.sqrt(np.mean(np.square(told))) / true < 1.5


def test_one_configuration_cannot_tell_its_error_and_a_static_lattice_has_none():
    one = average(prepare(*silicon(), replace(QUICK, phonons=phonons(1))), 1, "x")
    assert one.statistical_error is None and one.configurations == 1
    static = replace(QUICK, phonons=phonons(0), accept_laue_rings=True)
    none = average(prepare(*silicon(), static), 1, "x")
    assert none.statistical_error == 0 and none.configurations == 0


def test_a_blurred_image_has_a_smaller_statistical_error():
    two = replace(QUICK, phonons=phonons(2))
    sharp, soft = (
        average(prepare(*silicon(), replace(two, source_size_A=size)), 1, "x").statistical_error
        for size in (0.0, 1.0)
    )
    assert 0 < soft < 0.7 * sharp


def test_files_and_rows_tell_it():
    asked = quick_settings(pixels=16, error=0.1, phonons={"configurations": 2})
    settings, shown = simulation_settings(asked), {"general": ["perfect"]}
    crystal = Crystal("sb", "user", "Sb", [51], [[0, 0, 0]], 3 * np.eye(3), formula="Sb")
    plan = plan_specimens(crystal, (0, 0, 1), ["perfect"], settings)
    runs = {0: ["general"]}
    simulation = next(simulate_view(crystal, plan, runs, shown, settings, 7, StringIO()))
    told = simulation.parameters["statistical_error"]
    assert 0 < told < 2
    assert view_cells(crystal, simulation)["statistical_error"] == told
    assert view_cells(crystal, simulation)["phonon_configurations"] == 2
