"""A small part of a data set, for a first look at it and for measuring what the whole will take."""

import hashlib
import math
from collections.abc import Mapping
from dataclasses import replace

from synthscope.settings.model import Configuration
from synthscope.structures.sources.source import Source


def subset_of(
    settings: Configuration, sources: Mapping[str, Source]
) -> tuple[Configuration, dict[str, Source]]:
    """The settings and sources of the part that `settings.subset` asks for.

    Sources are taken at random by the seed: a larger subset has those of a smaller one. Samples and
    scans of tomography are the first ones. What a set of HAADF images has of a fixed number becomes
    less in proportion.
    """
    chosen = set(sorted(sources, key=lambda key: _rank(settings.seed, key))[: settings.subset])
    share = len(chosen) / len(sources) if sources else 1.0
    needed = settings.tomography.phantom
    if "tomography" in settings.products and needed.kind == "structure":
        chosen |= {key for key, one in sources.items() if _holds(one, needed.structure)}
    retrieval = settings.haadf.retrieval
    fewer = replace(
        retrieval,
        prototypes=math.ceil(retrieval.prototypes * share),
        targets=math.floor(retrieval.targets * share),
    )
    few = settings.subset
    samples, scans = min(settings.tomography.samples, few), settings.tomography.scans[:few]
    reduced = replace(
        settings,
        haadf=replace(settings.haadf, retrieval=fewer),
        tomography=replace(settings.tomography, samples=samples, scans=scans),
    )
    return reduced, {key: source for key, source in sources.items() if key in chosen}


def _holds(source: Source, structure: str | None) -> bool:
    """Whether a source may hold a structure; frames of a file have ids that begin with its."""
    return structure is not None and structure.startswith(source.id)


def _rank(seed: int, key: str) -> bytes:
    return hashlib.sha256(f"{seed} {key}".encode()).digest()
