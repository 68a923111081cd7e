"""Samples show the phantom that is asked for: spheres, or the atoms of a structure."""

import json
from dataclasses import replace

import numpy as np
import pytest
from tests.tomography.running import convert, settings, simulate, simulate_scans

from synthscope.dataset.key.table import read_table
from synthscope.structures.model import Crystal
from synthscope.tomography.scans.read import open_scan
from synthscope.tomography.setup import phantom_of
from synthscope.tomography.tiff import read_sinogram


def test_samples_of_a_structure_are_turned_each_in_its_own_way(tmp_path):
    edge = np.array([[0, 0, 0], [3, 0, 0], [0, 4, 0], [0, 0, 5]])
    crystal = Crystal("au4", "user", "cluster", np.full(4, 79), edge, formula="Au")
    path = tmp_path / "structures.json"
    path.write_text(json.dumps([crystal.to_dict()]))
    given = settings(phantom={"kind": "structure", "structure": "au4"})
    seen = {}
    for sample in (0, 1, 2):
        spheres, pixel = phantom_of(given, 1, sample, crystal)
        seen[sample] = spheres.centres * pixel / 2 * given.size
    apart = {
        sample: np.linalg.norm(centres[:, None] - centres[None], axis=2)
        for sample, centres in seen.items()
    }
    for sample in (1, 2):
        np.testing.assert_allclose(apart[sample], apart[0], atol=1e-6)  # the same body
        assert np.abs(seen[sample] - seen[0]).max() > 0.5
    assert np.abs(seen[1] - seen[2]).max() > 0.5
    np.testing.assert_allclose(seen[0] - seen[0][0], edge, atol=1e-6)  # sample 0 as it is given


def test_the_atoms_of_a_structure_make_a_tilt_series_with_a_missing_wedge(tmp_path):
    edge = np.array(list(np.ndindex(3, 3, 3))) * 2.88
    cluster = Crystal("au27", "user", "cube", np.full(27, 79), edge, formula="Au")
    other = Crystal("au1", "user", "atom", [79], [[0, 0, 0]], formula="Au")
    path = tmp_path / "structures.json"
    path.write_text(json.dumps([other.to_dict(), cluster.to_dict()]))
    given = settings(phantom={"kind": "structure", "structure": "au27"}, angles_deg=[-70, 70])
    table = simulate(tmp_path, "simple", given, structures=[path])
    rows = read_table(table)
    assert {row["structure_id"] for row in rows} == {"au27"}
    # The atoms reach √2 · 2.88 Å from the axis; with their radius and the margin that is half.
    assert rows[0]["pixel_size_A"] == pytest.approx(2 * (2**0.5 * 2.88 + 2) / 32)
    top = tmp_path / "tomography/simple/0000/clean"
    seen = np.array([read_sinogram(top / f"0000_clean_{row:04d}.tif") for row in range(32)])
    layers = np.flatnonzero((seen > seen.min()).any(axis=(1, 2)))
    gaps = np.flatnonzero(np.diff(layers) > 1)
    assert len(gaps) == 2  # three layers of atoms along the tilt axis
    given = replace(given, phantom=replace(given.phantom, structure="au28"))
    with pytest.raises(SystemExit, match="is called au28; there are au1, au27"):
        simulate(tmp_path, "simple", given, structures=[path])


def test_a_simulated_scan_shows_the_structure_that_is_asked_for(tmp_path):
    atom = Crystal("au1", "user", "atom", [79], [[0, 0, 0]], formula="Au")
    path = tmp_path / "structures.json"
    path.write_text(json.dumps([atom.to_dict()]))
    given = settings(
        phantom={"kind": "structure", "structure": "au1", "margin_A": 3}, shifts=1, I0=6e4
    )
    (scan,) = simulate_scans(tmp_path, given, structures=[path])
    with open_scan(scan) as opened:
        middle, top = (np.mean(list(opened.sinograms(row, row + 1, 1))) for row in (16, 2))
    assert middle > 5 * abs(top)  # one atom in the middle, and air above it
    (table, _) = convert(tmp_path, "raw", given, [scan], structures=[path])
    rows = read_table(table)  # by its id a split keeps it together with its other images
    assert {(row["structure_id"], row["source"]) for row in rows} == {("au1", "user")}
