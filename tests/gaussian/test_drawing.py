"""Each stack draws its own numbers and tells them; background and noise are what they say."""

import json

import numpy as np
import pytest
import tifffile
from scipy import stats

from synthscope.core.draws import draw
from synthscope.gaussian.noise import Noise
from synthscope.gaussian.settings import GaussianSettings
from synthscope.gaussian.shard import write_stacks
from synthscope.settings.load import checked
from synthscope.structures.model import Crystal

GOLD = Crystal("au2", "user", "", [79, 79], [[0.0, 0, 0], [3, 0, 1]])
GIVEN = {
    "edge_px": 32,
    "rotations": 2,
    "stacks": 3,
    "outputs": ["gaussian_2d", "gaussian_2d_image", "coordinates_px"],
    "sigma_A": {"uniform": [0.3, 0.9]},
    "pixel_size_A": {"loguniform": [0.2, 0.4]},
    "zeta": {"choice": [0, 1.7]},
    "noise": {"background": {"uniform": [0, 1]}, "counts": {"loguniform": [10, 1000]}},
}


def made(folder, **changes):
    settings = checked(GaussianSettings, GIVEN | changes)
    return list(write_stacks([GOLD], settings, 3, folder))


def test_each_stack_draws_and_tells_its_own_numbers(tmp_path):
    rows = made(tmp_path)
    told = {row["acquisition"]: json.loads(row["drawn"]) for row in rows}
    assert len(rows) == 6 and len(told) == 3 and len({str(x) for x in told.values()}) == 3
    for row in rows:
        drawn, path = told[row["acquisition"]], tmp_path / row["filename"]
        assert row["pixel_size_A"] == drawn["pixel_size_A"]
        if path.suffix == ".npz":
            with np.load(path) as npz:
                assert json.loads(str(npz["drawn"])) == drawn
                assert np.allclose(npz["sigma_px"], drawn["sigma_A"] / drawn["pixel_size_A"])
        else:
            with tifffile.TiffFile(path) as file:
                assert json.loads(file.pages[0].description) == drawn
    fewer = {row["filename"]: row["sha256"] for row in made(tmp_path / "b", stacks=2)}
    assert fewer == {row["filename"]: row["sha256"] for row in rows if row["acquisition"] < 2}


def test_numbers_of_stacks_are_distributed_as_asked():
    settings = checked(GaussianSettings, GIVEN)
    many = [draw(settings, 3, "gaussian", "au2", "stack", k) for k in range(800)]
    widths, counts = [one.sigma_A for one in many], [one.noise.counts for one in many]
    assert stats.kstest(widths, stats.uniform(0.3, 0.6).cdf).pvalue > 0.01
    assert stats.kstest(counts, stats.loguniform(10, 1000).cdf).pvalue > 0.01
    assert abs(stats.spearmanr(widths, counts).statistic) < 4.5 / np.sqrt(800)


def test_noise_has_the_mean_and_the_variance_of_its_counts_and_of_reading_out():
    flat = np.full((1, 400, 400), 2.0, np.float32)
    noise = Noise(background=0.5, counts=50.0, read_noise=0.1)
    seen = noise.added(flat, np.random.default_rng)
    assert seen.mean() == pytest.approx(2.5, abs=4 * 0.245 / 400)
    assert seen.var() == pytest.approx(2.5 / 50 + 0.01, rel=0.02)


def test_no_noise_and_plain_numbers_leave_files_as_they_are(tmp_path):
    plain = {"noise": {}, "sigma_A": 0.4, "pixel_size_A": 0.3, "zeta": 0.0}
    rows = made(tmp_path, **plain)
    assert all(row["drawn"] is None and row["acquisition"] is None for row in rows)
    with np.load(tmp_path / rows[0]["filename"]) as npz:
        assert "drawn" not in npz.files
