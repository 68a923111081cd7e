"""Point defects, drawn into whatever a scene shows: a layer, a crystal, particles."""

import numpy as np

from synthscope.core.errors import InputError
from synthscope.core.seeds import Generators
from synthscope.structures.scenes.defect_changes import Changes
from synthscope.structures.scenes.extent import area_A2, volume_A3
from synthscope.structures.scenes.scene import Scene
from synthscope.structures.scenes.settings.point_defects import (
    PointDefect,
    PointDefectsSettings,
)


def add_point_defects(scene: Scene, settings: PointDefectsSettings, rng: Generators) -> Scene:
    """Draw point defects into a scene.

    Parameters
    ----------
    scene
        Perfect, with whatever lies below or on it.
    settings
        With numbers drawn.
    rng
        Gives an independent generator for a purpose.

    Returns
    -------
    Scene
        With a mark for each defect: where the missing atom stood, or where the new one stands. Of a
        divacancy both places are one mark's beginning and end.

    Raises
    ------
    InputError
        There is no site of that kind, or they do not fit so far apart.
    """
    changes = Changes(scene, settings.apart_A)
    numbers = []
    for k, one in enumerate(settings.kinds):
        own = rng(f"defects {k} {one.kind}")
        if one.kind == "interstitial":
            wanted = _number(one, scene, changes.free, own)
            sites = changes.holes(one, wanted, own)
        else:
            sites = changes.sites(one)
            wanted = _number(one, scene, len(sites), own)
        if wanted and len(sites) == 0:
            raise InputError(f"defects.kinds.{k}: {changes.why_none(one)}")
        if one.at_A:
            chosen = list(dict.fromkeys(sites.nearest(place) for place in one.at_A))
        else:
            chosen = own.permutation(len(sites)).tolist()
        placed = 0
        for site in chosen:
            if placed < wanted:
                placed += changes.put(one, sites, site, own, near=bool(one.at_A))
        if placed < wanted and one.at_A:
            raise InputError(
                f"defects.kinds.{k}: the sites nearest to {wanted - placed} of the places at_A are "
                "taken by others; move these places apart"
            )
        if placed < wanted:
            raise InputError(
                f"defects.kinds.{k}: of {wanted} of kind {one.kind}, {placed} fit "
                f"{settings.apart_A:g} Å apart on {len(sites)} sites; ask for at most {placed}, or "
                "a smaller apart_A"
            )
        numbers.append(placed)
    return changes.scene(numbers)


def _number(one: PointDefect, scene: Scene, sites: int, rng: np.random.Generator) -> int:
    """How many, drawn."""
    if one.at_A:
        return len(one.at_A)
    if one.count is not None:
        return round(one.count)
    if one.fraction is not None:
        return int(rng.binomial(sites, one.fraction))
    if one.per_nm2 is not None:
        return int(rng.poisson(one.per_nm2 * area_A2(scene) / 100))
    volume = volume_A3(scene)
    if volume == 0:
        raise InputError("defects: the nuclei lie in one plane, of no volume; use per_nm2")
    return int(rng.poisson(one.per_nm3 * volume / 1000))
