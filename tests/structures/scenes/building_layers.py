"""Crystals that layers are taken of, random numbers, and distances in a scene."""

from functools import cache
from pathlib import Path

import numpy as np
from scipy.spatial import cKDTree

from synthscope.core.seeds import generator
from synthscope.structures.checking.catalog import load_source
from synthscope.structures.elements import COVALENT_RADII
from synthscope.structures.model import Crystal
from synthscope.structures.scenes.layers import build_layers
from synthscope.structures.scenes.periodic import folded
from synthscope.structures.scenes.scene import Scene
from synthscope.structures.scenes.settings.layers import LayersSettings
from synthscope.structures.settings import StructuresSettings
from synthscope.structures.sources.sources import list_sources

RESOURCES = Path(__file__).parents[3] / "resources"
INCLUDE = ("MoS2", "C_graphite", "Si")
BUILT = (
    "layer WSe2", "layer C2", "layer BN", "layer TaS2 1T a=3.36 thickness=3.1", "Cu fcc", "Au147",
)  # fmt: skip


@cache
def structures() -> dict[str, Crystal]:
    """By the names that settings use."""
    settings = StructuresSettings(include=INCLUDE, ase=BUILT)
    sources = list_sources(settings, RESOURCES)
    found = [(source.name, *load_source(source, settings, 1)[0]) for source in sources]
    return {name.removesuffix(".cif"): crystal for name, crystal, _ in found}


def streams(scene: int = 1):
    """The generators of one scene, by purpose."""
    return lambda what: generator(1, "structures", "scenes", "tried", scene, what)


def layers(size_A: float = 50.0, scene: int = 1, **settings) -> Scene:
    return build_layers(LayersSettings(**settings), structures(), size_A, streams(scene))


def pairs_within(scene: Scene, reach: float) -> tuple[np.ndarray, np.ndarray]:
    """(K, 2) atoms in the box that repeats, and (K,) how far they are apart, Å."""
    box = scene.box[:2]
    places = np.column_stack([folded(scene.positions[:, :2], box), scene.positions[:, 2] + 500])
    pairs = cKDTree(places, boxsize=[*box, 1e4]).query_pairs(reach, output_type="ndarray")
    apart = places[pairs[:, 0]] - places[pairs[:, 1]]
    apart[:, :2] -= np.round(apart[:, :2] / box) * box
    return pairs, np.linalg.norm(apart, axis=1)


def closest(scene: Scene) -> float:
    """The least distance of two atoms, in sums of their covalent radii."""
    pairs, apart = pairs_within(scene, 3.2)
    return float((apart / np.array(COVALENT_RADII)[scene.numbers[pairs]].sum(axis=1)).min())
