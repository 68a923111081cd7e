"""The comparison of today's methods, and the figures that it is made with."""

import csv
import os
import subprocess
import sys
from functools import partial

import numpy as np
import pytest
from tests.tomography.running import SCRIPTS, run, settings, simulate

from synthscope.core.seeds import generator
from synthscope.settings.load import plain
from synthscope.tomography.back_projection import reconstruct
from synthscope.tomography.baselines.algotom import algotom_methods, remove_masked
from synthscope.tomography.baselines.comparison import FIGURES, compare, spread_rows
from synthscope.tomography.baselines.metrics import psnr, ring_level, ssim, stripe_level
from synthscope.tomography.simulation.geometry import Geometry
from synthscope.tomography.simulation.geometry_settings import GeometrySettings
from synthscope.tomography.simulation.phantom import random_spheres
from synthscope.tomography.simulation.projection import project
from synthscope.tomography.stripes.model import StripeModel, add_stripes

GEOMETRY = Geometry.of_size(96)


@pytest.fixture(scope="module")
def pair():
    clean = project(random_spheres(generator(1, "p"), 100), GEOMETRY, 48, 49)[0]
    clean /= clean.max()
    model = StripeModel(4, 1, 0.3, "full")
    return clean, add_stripes(generator(2, "p"), clean, model, 1.0)


def test_figures_of_equal_images_are_perfect(pair):
    clean, _ = pair
    assert psnr(clean, clean) == np.inf and ssim(clean, clean) == pytest.approx(1)
    assert stripe_level(clean, clean) == ring_level(clean, clean) == 0


def test_a_ring_counts_as_a_ring_and_noise_does_not():
    truth = np.zeros((101, 101))
    truth[40:60, 40:60] = 1
    row, column = np.indices(truth.shape) - 50
    ring = truth + 0.1 * (np.rint(np.hypot(row, column)) == 30)
    noise = truth + np.random.default_rng(1).normal(0, 0.1, truth.shape) * 0.15
    assert np.std(noise - truth) == pytest.approx(np.std(ring - truth), rel=0.5)
    assert ring_level(ring, truth) > 5 * ring_level(noise, truth)


def test_stripes_make_rings_and_methods_remove_some(pair):
    rebuild = partial(reconstruct, angles_deg=GEOMETRY.angles_deg)
    table = {r["method"]: r for r in compare(*pair, algotom_methods(GEOMETRY.columns), rebuild)}
    assert len(table) == 10
    assert table["none"]["ring_level"] > 0.005
    best = min(row["stripe_level"] for row in table.values() if row["stripe_level"] is not None)
    assert best < 0.8 * table["none"]["stripe_level"]
    assert all(row["note"] or np.isfinite(row["reconstruction_psnr_dB"]) for row in table.values())


def test_a_method_that_fails_gets_a_note_and_the_others_go_on(pair):
    def fails(sinogram):
        raise ValueError("too\nsmall")

    methods = {"bad": fails, "nan": lambda s: s * np.nan, "none": lambda s: s}
    rebuild = partial(reconstruct, angles_deg=GEOMETRY.angles_deg)
    rows = list(compare(*pair, methods, rebuild))
    assert [row["note"] for row in rows] == ["too small", "its result is not finite", ""]
    assert rows[0]["ring_level"] is None and rows[2]["ring_level"] > 0


def test_the_clean_estimate_changes_masked_pixels_only_and_stays_in_range(pair):
    clean, stripe = pair
    mask = np.abs(stripe - clean) > 0.01
    estimate = remove_masked(stripe, mask)
    assert estimate.shape == stripe.shape and estimate.dtype == np.float32
    assert np.array_equal(estimate[~mask], stripe[~mask])
    assert estimate.min() >= stripe.min() and estimate.max() <= stripe.max()
    assert stripe_level(estimate, clean) < 0.8 * stripe_level(stripe, clean)


THREADS = """
import numba, numpy as np
from synthscope.tomography import back_projection
seen = []
back_projection.fbp_reconstruction = lambda s, *_, **__: seen.append(numba.get_num_threads()) or s
back_projection.reconstruct(np.ones((4, 8)), np.arange(4))
print(seen, numba.get_num_threads())
"""


def test_reconstruction_has_one_thread_however_many_there_are():
    """With two, algotom adds up in a race: angles are lost, and no two tables are alike."""
    done = subprocess.run(
        [sys.executable, "-c", THREADS],
        env={**os.environ, "NUMBA_NUM_THREADS": "3", "PYTHONPATH": str(SCRIPTS)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split("]") == ["[1", " 3\n"]


def test_rows_to_compare_are_spread_over_the_detector():
    assert spread_rows(range(256), 4) == [32, 96, 160, 224]
    assert spread_rows([0, 1], 9) == [0, 1]


def test_the_table_has_a_line_for_each_sinogram_and_method(tmp_path):
    given = settings()
    tables = [simulate(tmp_path, mode, given) for mode in ("simple", "complex")]
    parts = tmp_path / "tomography/baselines/algotom/0000.csv"
    run(
        "compare_baselines",
        tmp_path,
        tables,
        [parts],
        modes=["simple", "complex"],
        samples=[0],
        geometry=plain(GeometrySettings.within(given)),
        shifts=2,
        rows=2,
        folder=str(tmp_path),
    )
    path = tmp_path / "tomography/baselines_algotom.csv"
    run("collect_baselines", tmp_path, [parts], [path])
    rows = list(csv.DictReader(path.open()))
    assert len(rows) == 2 * 2 * 10  # stripe or a shift, two rows, ten methods
    assert set(FIGURES) < set(rows[0])
    assert {row["view"] for row in rows} == {"stripe", "shift00", "shift01"}
