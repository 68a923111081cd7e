"""Where the nodes of a directed acyclic graph go: layers from left to right, few crossings.

The framework of Sugiyama, Tagawa and Toda (IEEE Trans. SMC 11, 109, 1981): layers by longest path,
edges that span several layers cut by dummies, orders within layers by barycentres. Edges that lead
to one node share their dummies, so they flow together on the way to it. Coordinates
within a layer are then the least-squares fit to the neighbours' means that keeps the order and the
distances (isotonic regression by pooling adjacent violators). Everything is done in the order of
the input, so the same graph always gives the same drawing.
"""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

_SWEEPS = 12
_RELAXATIONS = 24
_DUMMY_HEIGHT = 3.0


@dataclass(frozen=True)
class Layout:
    """Centres of the nodes, the points that each edge goes through, and the drawing's size."""

    centres: dict[Hashable, tuple[float, float]]
    routes: dict[tuple[Hashable, Hashable], list[tuple[float, float]]]
    width: float
    height: float


def lay_out(
    sizes: Mapping[Hashable, tuple[float, float]],
    edges: Sequence[tuple[Hashable, Hashable]],
    gap: tuple[float, float] = (44.0, 7.0),
) -> Layout:
    """Place nodes of given widths and heights; `gap` is between layers and within one."""
    rank = _ranks(list(sizes), edges)
    layers: list[list[Hashable]] = [[] for _ in range(max(rank.values(), default=-1) + 1)]
    for node in sizes:
        layers[rank[node]].append(node)
    chains, links = {}, {}
    for a, b in edges:
        dummies = [("dummy", b, r) for r in range(rank[a] + 1, rank[b])]
        chains[a, b] = [a, *dummies, b]
        links.update(dict.fromkeys(zip(chains[a, b], chains[a, b][1:])))
    for dummy in dict.fromkeys(n for chain in chains.values() for n in chain[1:-1]):
        layers[dummy[2]].append(dummy)
    before, after = _neighbours(layers, links)
    _order(layers, before, after)
    heights = {n: sizes[n][1] if n in sizes else _DUMMY_HEIGHT for layer in layers for n in layer}
    y = _heights(layers, before, after, heights, gap[1])

    x, left, right = {}, {}, {}
    edge = 0.0
    for layer in layers:
        width = max((sizes[n][0] for n in layer if n in sizes), default=0.0)
        for n in layer:
            x[n] = edge + width / 2
            half = sizes[n][0] / 2 if n in sizes else width / 2
            left[n], right[n] = x[n] - half, x[n] + half
        edge += width + gap[0]
    top = min((y[n] - heights[n] / 2 for n in y), default=0.0)
    routes = {}
    for ends, chain in chains.items():
        route = [(right[chain[0]], y[chain[0]] - top)]
        for n in chain[1:-1]:
            route += [(left[n], y[n] - top), (right[n], y[n] - top)]
        routes[ends] = [*route, (left[chain[-1]], y[chain[-1]] - top)]
    return Layout(
        {n: (x[n], y[n] - top) for n in sizes},
        routes,
        max(edge - gap[0], 0.0),
        max((y[n] - top + heights[n] / 2 for n in y), default=0.0),
    )


def _ranks(nodes, edges) -> dict[Hashable, int]:
    """Longest way from a start; then what needs nothing moves up to what needs it."""
    after = {n: [] for n in nodes}
    waiting = dict.fromkeys(nodes, 0)
    for a, b in edges:
        after[a].append(b)
        waiting[b] += 1
    starts = [n for n in nodes if waiting[n] == 0]
    rank = dict.fromkeys(nodes, 0)
    ready, seen = list(starts), 0
    while ready:
        n = ready.pop()
        seen += 1
        for b in after[n]:
            rank[b] = max(rank[b], rank[n] + 1)
            waiting[b] -= 1
            if waiting[b] == 0:
                ready.append(b)
    if seen < len(rank):
        raise ValueError("the graph has a cycle")
    for n in starts:
        if after[n]:
            rank[n] = min(rank[b] for b in after[n]) - 1
    return rank


def _neighbours(layers, links):
    before = {n: [] for layer in layers for n in layer}
    after = {n: [] for layer in layers for n in layer}
    for a, b in links:
        after[a].append(b)
        before[b].append(a)
    return before, after


def _order(layers, before, after) -> None:
    """Sort each layer by the barycentres of its neighbours, forth and back; keep the best."""
    place = {n: k / max(1, len(layer) - 1) for layer in layers for k, n in enumerate(layer)}
    best, fewest = [list(layer) for layer in layers], np.inf
    for sweep in range(_SWEEPS):
        side = before if sweep % 2 == 0 else after
        for layer in layers if sweep % 2 == 0 else reversed(layers):
            pull = {n: np.mean([place[m] for m in side[n]]) if side[n] else place[n] for n in layer}
            layer.sort(key=pull.__getitem__)
            for k, n in enumerate(layer):
                place[n] = k / max(1, len(layer) - 1)
        found = sum(_crossings(layer, after, place) for layer in layers)
        if found < fewest:
            best, fewest = [list(layer) for layer in layers], found
    layers[:] = best


def _crossings(layer, after, place) -> int:
    """Pairs of edges to the next layer that cross: inversions, counted by merging."""
    ends = [p for n in layer for p in sorted(place[m] for m in after[n])]
    return _inversions(np.asarray(ends))


def _inversions(values: np.ndarray) -> int:
    if len(values) < 2:
        return 0
    left, right = np.array_split(values, 2)
    across = len(left) * len(right) - np.searchsorted(np.sort(right), left, "left").sum()
    crossing = len(left) * len(right) - across
    return int(crossing) + _inversions(left) + _inversions(right)


def _heights(layers, before, after, heights, gap) -> dict[Hashable, float]:
    """Vertical centres: each layer in turn goes as near to its neighbours' means as it can."""
    y: dict[Hashable, float] = {}
    offsets = []
    for layer in layers:
        size = np.array([heights[n] for n in layer])
        steps = (size[1:] + size[:-1]) / 2 + gap * np.where(
            np.minimum(size[1:], size[:-1]) > _DUMMY_HEIGHT, 1.0, 0.4
        )
        offset = np.concatenate([[0.0], np.cumsum(steps)])
        offsets.append(offset)
        y.update(zip(layer, offset - offset[-1] / 2))
    for sweep in range(_RELAXATIONS):
        ways = (before, after, None)
        side = ways[sweep % 3]
        pairs = list(zip(layers, offsets))
        for layer, offset in pairs if sweep % 3 != 1 else reversed(pairs):
            near = [
                (before[n] + after[n]) if side is None else (side[n] or after[n] or before[n])
                for n in layer
            ]
            wanted = np.array(
                [np.mean([y[m] for m in ms]) if ms else y[n] for n, ms in zip(layer, near)]
            )
            y.update(zip(layer, _isotonic(wanted - offset) + offset))
    return y


def _isotonic(values: np.ndarray) -> np.ndarray:
    """The nondecreasing sequence nearest to the values in the least-squares sense."""
    means: list[float] = []
    counts: list[int] = []
    for value in values:
        mean, count = float(value), 1
        while means and means[-1] > mean:
            m, c = means.pop(), counts.pop()
            mean, count = (mean * count + m * c) / (count + c), count + c
        means.append(mean)
        counts.append(count)
    return np.repeat(means, counts)
