"""Simulations are read back as they were written, a view at a time."""

from dataclasses import replace

import numpy as np
import pytest

from synthscope.core.files import sha256
from synthscope.haadf.series import Series
from synthscope.haadf.simulations import Cell, Simulation, reading, writing


def simulation(view="000001.000001", run=0, specimen="perfect"):
    rng = np.random.default_rng(run)
    return Simulation(
        view,
        run,
        specimen,
        Series(rng.random((3, 2, 5, 7)) + 1j * rng.random((3, 2, 5, 7)), (8.0, 9.0), (-1.5, 0.5)),
        np.array([38, 22, 8]),
        rng.random((3, 3)),
        np.array([0, 1, 1]),
        np.array([1, 0, -1]),
        {"structure_id": "000001", "energy_keV": 200.0, "thicknesses_A": np.array([12.0, 24.0])},
    )


def test_what_was_written_is_read(tmp_path):
    given = [simulation(), simulation(run=1), simulation(run=1, specimen="L1")]
    with writing(tmp_path / "a.h5") as file:
        for one in (*given, simulation("000002.000001")):
            file.add(one)
    first, second = reading(tmp_path / "a.h5")
    assert [(s.run, s.specimen) for s in first] == [(0, "perfect"), (1, "L1"), (1, "perfect")]
    assert [s.view for s in second] == ["000002.000001"]
    np.testing.assert_array_equal(first[1].series.coefficients, given[2].series.coefficients)
    assert (first[1].series.period_A, first[1].series.origin_A) == ((8, 9), (-1.5, 0.5))
    np.testing.assert_array_equal(first[1].positions, given[2].positions)
    assert first[1].sites.tolist() == [1, 0, -1]
    assert first[0].parameters["structure_id"] == "000001"
    assert first[0].parameters["energy_keV"] == 200.0
    assert first[0].parameters["thicknesses_A"].tolist() == [12, 24]


def test_equal_simulations_give_equal_bytes(tmp_path):
    for name in "ab":
        with writing(tmp_path / f"{name}.h5") as file:
            file.add(simulation())
    assert sha256(tmp_path / "a.h5") == sha256(tmp_path / "b.h5")


def test_a_shard_without_views_is_an_empty_file(tmp_path):
    with writing(tmp_path / "a.h5"):
        pass
    assert list(reading(tmp_path / "a.h5")) == []


def test_an_unfinished_file_is_not_there(tmp_path):
    with pytest.raises(RuntimeError), writing(tmp_path / "a.h5") as file:
        file.add(replace(simulation(), parameters={}))
        raise RuntimeError
    assert not list(tmp_path.iterdir())


def test_what_repeats_is_read_as_it_was_written(tmp_path):
    rng = np.random.default_rng(0)
    arrays = np.array([38, 22]), rng.random((2, 3)), rng.random((2, 2))
    cell = Cell(*arrays, 1, (3.9, 4.1), np.array([0, -1]))
    with writing(tmp_path / "a.h5") as file:
        file.add(replace(simulation(), cell=cell))
        file.add(simulation("000002.000001"))
    [first], [second] = reading(tmp_path / "a.h5")
    assert second.cell is None
    assert (first.cell.added, first.cell.period_A) == (1, (3.9, 4.1))
    for name in ("numbers", "positions", "ideal", "sites"):
        np.testing.assert_array_equal(getattr(first.cell, name), getattr(cell, name))
