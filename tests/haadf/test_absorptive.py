"""The thermal mean in closed form lies where very many configurations lie, and tells how near."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from tests.multislice.specimens import phonons, silicon_110

from synthscope.core.distributions import Distribution
from synthscope.core.errors import InputError, NeedsMemory
from synthscope.haadf import convergence, method
from synthscope.haadf.absorptive import fit
from synthscope.haadf.control import Control
from synthscope.haadf.convergence import ThermalMeans, thermal_mean
from synthscope.haadf.plan import prepare
from synthscope.haadf.settings import StemSettings
from synthscope.haadf.windows import Windows
from synthscope.multislice.assembly import evaluate
from synthscope.multislice.emission import Column, detection, scattered
from synthscope.multislice.multislice import scan, slice_specimen
from synthscope.optics.detectors import Detector
from synthscope.optics.phonons import displaced
from synthscope.structures.snapshots import Snapshots

THERMAL = Path(__file__).parent / "thermal"
SETTINGS = StemSettings(phonons=phonons("auto"), method="absorptive", error=0.109)


def stored(name, **changed):
    one = np.load(THERMAL / f"{name}.npz")
    specimen = one["numbers"], one["positions"], one["box"]
    return prepare(*specimen, replace(SETTINGS, **changed)), one


@pytest.mark.parametrize("name", ["SrTiO3", "Au", "WSe2"])
def test_it_lies_near_the_mean_of_hundreds_of_configurations_and_no_farther_than_it_tells(name):
    """Stored by benchmarks/thermal_reference.py: plain frozen phonons."""
    prepared, one = stored(name)
    x, y = (np.arange(60) / 60 * length for length in one["box"][:2])
    right = evaluate(one["coefficients"], one["box"][:2], x, y)
    means = ThermalMeans(prepared)
    runs = [means(seed, "x") for seed in range(3)]
    assert all(run.prepared.method == "absorptive" for run in runs)
    images = np.array([run.image(x, y)[0, 0] for run in runs])
    away = np.sqrt(((images - right) ** 2).mean((1, 2))) / right.mean()
    told = np.array([run.statistical_error for run in runs])
    assert (told <= SETTINGS.statistical_error).all() and away.max() < 0.08
    ratio = np.sqrt((told**2).mean() / (away**2).mean())
    assert 1 / 1.5 < ratio < 3


def test_what_a_column_emits_is_the_mean_over_its_displacements():
    numbers, depths, rms = np.array([38, 38, 8]), np.array([0.0, 4.0, 6.0]), np.full(3, 0.08)
    seen = detection(Detector(60, 120), 0.0251, 6.0, 100.0)
    column = Column(
        seen,
        scattered(seen, numbers, depths, 0.0251, 7e-4, "lobato"),
        rms,
        np.full(3, 1.5 + 0.4j),
    )
    drawn = np.random.default_rng(1)
    changes = np.mean(
        [column.surprise(rms[0] * drawn.normal(size=(3, 2)), 3) for _ in range(4000)], 0
    )
    expected = column.expected(3)
    assert np.abs(changes[0, :, 0]).max() < 0.05 * np.abs(expected[0, :, 0]).max()
    flat = expected.reshape(18, 18)
    np.testing.assert_allclose(flat, flat.conj().T, atol=1e-12 * np.abs(flat).max())
    upper = expected[:, :2, :, :2]
    np.testing.assert_allclose(column.expected(2), upper, atol=1e-12 * np.abs(flat).max())


def test_parts_add_up_to_the_whole():
    prepared, _ = stored("SrTiO3")
    index = prepared.slices.index
    above = (index < index.max() / 2).astype(float)
    whole, first, second = Control(prepared).expected(np.array([above * 0 + 1, above, 1 - above]))
    np.testing.assert_allclose(first + second, whole, atol=1e-9 * np.abs(whole).max())


def test_probes_in_windows_see_what_they_see_in_the_whole():
    prepared = prepare(*stored_block(), SETTINGS)
    places = np.array([[3.1, 9.0], [0.2, 0.1], [12.0, 14.5]])
    windows = Windows(prepared, places)
    assert windows._grid.size < 0.7 * prepared.lattice.grid.size
    moved = displaced(prepared.positions, prepared.rms, np.random.default_rng(1))
    whole = slice_specimen(prepared.gratings, moved, prepared.slices)
    lattice, settings = prepared.lattice, prepared.settings
    lens = lattice.beams, lattice.amplitudes(settings.aberrations), list(lattice.detectors)
    right = scan(whole, windows.places, *lens, list(prepared.exit_planes))
    np.testing.assert_allclose(windows(moved), right, rtol=0.1, atol=0.02 * right.mean())
    assert np.abs(windows.places - places).max() <= max(lattice.grid.sampling) / 2


def stored_block():
    """Silicon along [110] in a field of several windows."""
    numbers, positions, box = silicon_110()
    counts = [round(20 / length) for length in box[:2]]
    shifts = np.stack(np.meshgrid(*map(np.arange, counts), indexing="ij"), -1).reshape(-1, 2)
    moved = positions[None] + np.pad(shifts * box[:2], ((0, 0), (0, 1)))[:, None]
    return np.tile(numbers, len(shifts)), moved.reshape(-1, 3), box * [*counts, 1]


def test_what_no_factor_explains_is_told_and_what_scatters_is_not():
    drawn = np.random.default_rng(3)
    probes, count = 400, 3
    weights = np.full(probes, 1 / probes)
    parts = np.stack([1 + drawn.random(probes), drawn.normal(size=probes)])
    changes = drawn.normal(size=(count, probes))
    noise = 0.05 * drawn.normal(size=(count, probes))
    right = 0.9 * parts[0] + 0.2 * parts[1]
    factors, square = fit(parts, np.full(2, 0.5), right + changes + noise, changes, weights, probes)
    np.testing.assert_allclose(factors, [0.9, 0.2], atol=0.01)
    assert np.sqrt(square) < 0.02
    off = 0.1 * np.sign(drawn.normal(size=probes))
    _, square = fit(parts, np.full(2, 0.5), right + off + changes + noise, changes, weights, probes)
    assert np.sqrt(square) == pytest.approx(0.1, rel=0.15)


def test_where_it_does_not_hold_waves_are_sent():
    """A bright field is coherent."""
    prepared, one = stored("SrTiO3", detectors_mrad=((0, 20),))
    closed = convergence.absorptive_mean(Control(prepared), 1, "x")
    mean = thermal_mean(prepared, 1, "x")
    assert prepared.method == "absorptive" and mean.prepared.method in ("interpolated", "exact")
    assert mean.statistical_error <= SETTINGS.statistical_error < closed.statistical_error
    asked = replace(prepared.settings, method="auto")
    same = thermal_mean(prepare(one["numbers"], one["positions"], one["box"], asked), 1, "x")
    np.testing.assert_array_equal(mean.spectrum, same.spectrum)


def test_without_memory_for_waves_the_closed_form_stays_with_its_error(monkeypatch):
    prepared, _ = stored("WSe2", error=0.004)

    def refuse(_):
        raise NeedsMemory("no memory")

    monkeypatch.setattr(convergence, "by_waves", refuse)
    mean = thermal_mean(prepared, 1, "x")
    assert mean.prepared is prepared
    assert mean.statistical_error > prepared.settings.statistical_error


def test_with_little_memory_waves_are_sent(monkeypatch):
    monkeypatch.setattr(method, "WINDOWS", 1e6)
    assert stored("WSe2")[0].method == "interpolated"


def test_above_all_atoms_nothing_is_seen_and_waves_are_sent():
    one = np.load(THERMAL / "WSe2.npz")
    positions, box = one["positions"] + [0, 0, 3.0], one["box"] + [0, 0, 3.0]
    asked = replace(SETTINGS, slicing="equal", slice_A=0.5, thicknesses_A=(2.0,))
    prepared = prepare(one["numbers"], positions, box, asked)
    assert prepared.method != "absorptive"
    assert prepare(one["numbers"], positions, box, replace(asked, thicknesses_A=())).method == (
        "absorptive"
    )


def test_of_snapshots_waves_are_sent():
    one = np.load(THERMAL / "WSe2.npz")
    atoms = len(one["numbers"])
    still = Snapshots(np.arange(atoms), np.zeros((2, atoms, 3)))
    specimen = one["numbers"], one["positions"], one["box"]
    assert prepare(*specimen, SETTINGS, snapshots=still).method == "interpolated"


@pytest.mark.parametrize(
    "changed, said",
    [
        ({"phonons": phonons(3)}, "configurations auto"),
        ({"device": "cuda"}, "device cpu only"),
        ({"semiangle_mrad": Distribution(uniform=(20, 27))}, "no lens can be drawn"),
    ],
)
def test_what_it_cannot_do_is_refused_in_one_line(changed, said):
    with pytest.raises(InputError, match=f"method absorptive .*{said}"):
        replace(SETTINGS, **changed)
