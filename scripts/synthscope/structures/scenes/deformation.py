"""Smooth deformation: waves of strain, of rotation and of bending, whole ones in the box.

Waves displace atoms in the plane by v(x, y), and the plane itself by w(x, y). Columns stay across a
bent plane, as fibres do across a thin plate (Landau & Lifshitz, Theory of Elasticity, §11):

    u_x = v_x − (z − z₀) ∂w/∂x,    u_y = v_y − (z − z₀) ∂w/∂y,    u_z = w

with z₀ the middle of the thickness.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from synthscope.core.errors import InputError
from synthscope.core.seeds import Generators
from synthscope.structures.scenes.local_lattice import of_gradient
from synthscope.structures.scenes.scene import Scene
from synthscope.structures.scenes.settings.deformation import DeformationSettings

LEAST_STRETCH = 0.85
"""Atoms come no nearer than so many times their distance."""
LEAST_WAVE_A = 12.0
"""Shorter waves are not smooth from atom to atom."""
TOGETHER = 4
"""Waves of an irregular deformation, for each of its amplitudes."""


@dataclass(frozen=True, eq=False)
class Wave:
    """amplitude · sin(vector · (x, y) + phase).

    Attributes
    ----------
    vector
        (2,) rad/Å.
    amplitude
        (3,) of v_x, v_y and w, Å.
    phase
        rad.
    """

    vector: np.ndarray
    amplitude: np.ndarray
    phase: float


def deformed(scene: Scene, settings: DeformationSettings, rng: Generators) -> Scene:
    """A scene with its atoms and marks displaced, and the local lattice of each atom.

    Parameters
    ----------
    settings
        With numbers drawn.
    rng
        Gives a generator for a purpose.

    Raises
    ------
    InputError
        Waves are too short, or atoms would come too close; with what would do.
    """
    count = round(settings.waves)
    most = int(scene.box[:2].min() / LEAST_WAVE_A)
    if count > most:
        raise InputError(
            f"deformation: {count} waves in {scene.box[:2].min():.0f} Å are not smooth over atoms; "
            + (f"use at most {most}" if most else f"use a size_A of at least {LEAST_WAVE_A:g}")
        )
    waves = drawn_waves(settings, scene.box[:2], rng)
    low, high = scene.positions[:, 2].min(), scene.positions[:, 2].max()
    middle = float(low + high) / 2
    moved, gradient = displacements(waves, scene.positions, middle)
    shortest = float(np.linalg.svd(np.eye(3) + gradient, compute_uv=False).min())
    if shortest < LEAST_STRETCH:
        share = math.floor(100 * _share(gradient)) / 100
        raise InputError(
            f"deformation: some atoms come as near as {max(shortest, 0):.2f} times their distance "
            f"and {LEAST_STRETCH:g} is the least; amplitudes {share:g} times these would do"
        )

    def place(at: np.ndarray) -> np.ndarray:
        return at + displacements(waves, at[None], middle)[0][0]

    before = np.zeros((len(scene), 6)) if scene.local is None else scene.local
    return replace(
        scene,
        positions=scene.positions + moved,
        local=before + of_gradient(gradient),
        marks=tuple(one.mapped(place) for one in scene.marks),
    )


def _share(gradient: np.ndarray) -> float:
    """The largest part of a deformation that brings no atoms too close, found by halving."""
    low, high = 0.0, 1.0
    for _ in range(8):
        share = (low + high) / 2
        stretched = np.linalg.svd(np.eye(3) + share * gradient, compute_uv=False)
        low, high = (share, high) if stretched.min() >= LEAST_STRETCH else (low, share)
    return low


def drawn_waves(
    settings: DeformationSettings,
    edges: Iterable[float],
    rng: Generators,
) -> list[Wave]:
    """The waves of a deformation, with their phases, in a box with edges (2,), Å."""
    edges = np.array(list(edges), dtype=float)
    shear, turn = settings.strain_xy, 1e-3 * settings.rotation_mrad
    # (the slope that is asked for, of what, along which axis)
    asked = {
        "strain_xx": (settings.strain_xx, 0, 0),
        "strain_yy": (settings.strain_yy, 1, 1),
        "shear along x": (shear + turn, 1, 0),
        "shear along y": (shear - turn, 0, 1),
        "bend_x": (1e-3 * settings.bend_x_mrad, 2, 0),
        "bend_y": (1e-3 * settings.bend_y_mrad, 2, 1),
    }
    waves = []
    for name, (slope, of, along) in asked.items():
        if not slope:
            continue
        draw = rng(name)
        numbers = np.zeros((1, 2), dtype=int)
        numbers[0, along] = count = round(settings.waves)
        weights = np.ones(1)
        if settings.irregular:
            numbers = _near(count, along, draw)
            weights = draw.normal(size=len(numbers))
            weights /= np.linalg.norm(weights)
        for number, weight in zip(numbers, weights):
            vector = math.tau * number / edges
            amplitude = np.zeros(3)
            amplitude[of] = slope * weight / vector[along]
            waves.append(Wave(vector, amplitude, float(draw.uniform(0, math.tau))))
    return waves


def _near(count: int, along: int, rng: np.random.Generator) -> np.ndarray:
    """(n, 2) numbers of waves along x and y, at most `TOGETHER`, all different."""
    may = [
        (n, across)
        for n in range(max(1, math.ceil(count / 2)), count + 1)
        for across in range(-n, n + 1)
    ]
    chosen = np.array(may)[rng.permutation(len(may))[:TOGETHER]]
    return chosen if along == 0 else chosen[:, ::-1]


def displacements(
    waves: Iterable[Wave], positions: np.ndarray, middle: float
) -> tuple[np.ndarray, np.ndarray]:
    """(N, 3) displacements of (N, 3) positions, Å, and their (N, 3, 3) gradients ∂u_i/∂R_j.

    Parameters
    ----------
    middle
        z of the plane that bending leaves unstrained, Å.
    """
    moved, gradient = np.zeros((len(positions), 3)), np.zeros((len(positions), 3, 3))
    height = positions[:, 2] - middle
    for wave in waves:
        k, (*flat, bent) = wave.vector, wave.amplitude
        angle = positions[:, :2] @ k + wave.phase
        sine, cosine = np.sin(angle), np.cos(angle)
        for i in range(2):
            moved[:, i] += flat[i] * sine - height * bent * k[i] * cosine
            for j in range(2):
                curved = height * bent * k[i] * k[j] * sine
                gradient[:, i, j] += flat[i] * k[j] * cosine + curved
            gradient[:, i, 2] -= bent * k[i] * cosine
            gradient[:, 2, i] += bent * k[i] * cosine
        moved[:, 2] += bent * sine
    return moved, gradient
