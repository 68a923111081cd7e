"""The rows of sinograms tell what is in them, and how strong their stripes are."""

import numpy as np
import pytest
from tests.tomography.measures import by_name, strengths
from tests.tomography.running import convert, settings, simulate

from synthscope.dataset.key.table import merge_tables, read_table
from synthscope.tomography.tiff import read_sinogram


def test_the_key_tells_how_much_stripes_change_and_how_strongly(scans, tmp_path):
    for mode, made in (
        ("simple", [simulate(tmp_path, "simple", settings())]),
        ("paired", convert(tmp_path, "paired", settings(), scans)),
    ):
        rows = merge_tables(map(read_table, made))
        pairs = [
            (row, tmp_path / row["filename"].replace("stripe", "clean"))
            for row in rows
            if row["condition"] == "stripe" and "real_artifacts" not in row["filename"]
        ]
        assert len(pairs) > 10
        for row, clean in pairs:
            change = read_sinogram(tmp_path / row["filename"]).astype(float) - read_sinogram(clean)
            strength = np.abs(change).mean(axis=0).max() / 65535
            if mode == "simple":  # whose stripes are not cut off at the range
                assert row["stripe_strength"] == pytest.approx(strength, abs=3e-5)
            assert row["stripe_strength"] >= strength - 3e-5
            assert row["stripe_percent"] >= 100 * np.mean(np.abs(change) > 1) - 1e-6


def test_the_key_tells_the_true_strength_of_a_simulated_beamlines_stripes(tmp_path):
    given = settings(shifts=1)
    rows = by_name([simulate(tmp_path, "complex", given)])
    full_scale = 1 + 1.5 * 0.25  # with the headroom
    for (_, row), strength in strengths(given).items():
        found = rows[f"0000_shift00_{row:04d}"]["stripe_strength"]
        assert found == pytest.approx(strength / full_scale, rel=0.1, abs=2e-3)


def test_the_key_tells_the_pixels_and_angles_of_a_scan_and_what_was_assumed(tmp_path, scans):
    by_mode = {
        mode: by_name(convert(tmp_path, mode, settings(), scans))
        for mode in ("raw", "dynamic", "patch")
    }
    raw = by_mode["raw"]["0000_shift01_0003"]
    assert raw["pixel_size_A"] == pytest.approx(1e4 * 45 / 36)
    assert 0 < raw["first_angle_deg"] < 1 and 179 < raw["last_angle_deg"] < 179.9
    assert raw["assumed"] == "1001.nxs has no dark fields: they are taken as 0"
    frames = [by_mode["dynamic"][f"0000_frame{frame:02d}_0003"] for frame in (0, 1)]
    step = 179.9 / 49  # 50 angles in frames of 16, every other one
    assert frames[1]["first_angle_deg"] - frames[0]["first_angle_deg"] == pytest.approx(32 * step)
    patch = by_mode["patch"]["0000_shift00_0003_w01"]  # the lower one of the left two
    assert patch["pixel_size_A"] == pytest.approx(1e4)
    assert patch["first_angle_deg"] == pytest.approx(25 * step)
    assert patch["last_angle_deg"] == pytest.approx(48 * step)
