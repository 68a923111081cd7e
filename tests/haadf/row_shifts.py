"""Fitting the displacement of every scan line, to test images against the model that made them."""

from dataclasses import replace

import numpy as np

from synthscope.haadf import noise, scanlines

STEP = 0.05  # px, between displacements tried


def fit(observed, raw, distortion):
    """Most likely displacement of every row, and the image expected with it.

    Chi-square of each row on a grid of displacements, then the vertex of the parabola through the
    best three.
    """
    smooth = noise.blurred(raw, distortion)
    reach = 5 * distortion.scanline_px + 0.1
    trial = np.arange(-reach, reach, STEP)
    rows = raw.shape[0]
    still = np.zeros(rows)
    cost = np.stack(
        [chi_square(observed, _seen(smooth, np.full(rows, s), still), distortion) for s in trial]
    )
    best = np.clip(cost.argmin(axis=0), 1, len(trial) - 2)
    before, at, after = (cost[best + step, np.arange(rows)] for step in (-1, 0, 1))
    bend = before - 2 * at + after
    vertex = np.where(bend > 0, 0.5 * (before - after) / np.where(bend > 0, bend, 1), 0)
    shifts = trial[best] + STEP * np.clip(vertex, -1, 1)
    return shifts, _seen(smooth, shifts, still)


def chi_square(observed, mean, distortion):
    """Pearson's chi-square of each row; a pixel where nothing is expected must be empty."""
    lit = mean > 0
    residual = (observed - mean) ** 2 / np.where(lit, mean, 1) * distortion.counts
    return np.where(lit, residual, np.where(observed == 0, 0, 1e6)).sum(axis=-1)


def _seen(smooth, right, down):
    return scanlines.scatter(smooth, scanlines.Displacement(right, down))


def summary(observed, raw, distortion):
    """Chi-square per degree of freedom, and the fitted displacements."""
    shifts, mean = fit(observed, raw, distortion)
    chi2 = chi_square(observed, mean, distortion).sum()
    return chi2 / (observed.size - len(shifts)), shifts


def with_(distortion, **changes):
    return replace(distortion, **changes)
