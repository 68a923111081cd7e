"""Ripples of a layer."""

from dataclasses import replace

import numpy as np

from synthscope.structures.scenes.scene import Scene


def rippled(scene: Scene, height_A: float, wavelength_A: float, rng: np.random.Generator) -> Scene:
    """Move atoms along z by a sum of four waves of nearly one wavelength that the box holds.

    Parameters
    ----------
    height_A
        Root mean square of the displacement over the box, Å.
    wavelength_A
        Å.
    rng
        For the waves' weights and phases.
    """
    if height_A == 0:
        return scene
    box = scene.box[:2]
    most = np.ceil(box / wavelength_A).astype(int) + 1
    spans = [np.arange(-n, n + 1) for n in most]
    waves = np.stack(np.meshgrid(*spans, indexing="ij"), -1).reshape(-1, 2)
    waves = waves[(waves[:, 0] > 0) | ((waves[:, 0] == 0) & (waves[:, 1] > 0))]
    lengths = 1 / np.linalg.norm(waves / box, axis=1)
    off = np.abs(np.log(lengths / wavelength_A))
    waves = waves[np.argsort(np.round(off, 6), kind="stable")[:4]]
    weights, phases = rng.normal(size=len(waves)), rng.uniform(0, 2 * np.pi, len(waves))
    # A mean square of exactly height_A² over the box, whatever the weights are.
    weights *= height_A * np.sqrt(2 / (weights**2).sum())
    angle = 2 * np.pi * (scene.positions[:, :2] / box) @ waves.T + phases
    positions = scene.positions.copy()
    positions[:, 2] += np.cos(angle) @ weights
    return replace(scene, positions=positions)
