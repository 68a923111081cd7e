"""Where atoms are, as arrays of 0 and 1: their voxels, and discs and balls around them."""

import numpy as np

from synthscope.core.compiled import compiled


@compiled
def mark(voxels, cubes):
    """Set cubes (n, E, E) or (n, E, E, E), flattened to (n, E², or E³), to 1 where an atom is."""
    edge, axes = cubes.shape[1], cubes.ndim - 1
    flat = cubes.reshape(len(cubes), edge**axes)
    for m in range(len(voxels)):
        for a in range(voxels.shape[1]):
            place = 0
            inside = True
            for k in range(axes):
                inside &= 0 <= voxels[m, a, k] < edge
                place = place * edge + voxels[m, a, k]
            if inside:
                flat[m, place] = 1


@compiled
def fill_discs(coordinates, radii, discs):
    """Set discs (n, E, E) to 1 where a pixel's centre is within the radius of an atom."""
    edge = discs.shape[1]
    for m in range(len(discs)):
        r = radii[m]
        for a in range(coordinates.shape[1]):
            x, y = coordinates[m, a, 0], coordinates[m, a, 1]
            for i in range(max(0, np.ceil(x - r)), min(edge - 1, np.floor(x + r)) + 1):
                half = np.sqrt(max(0.0, r * r - (i - x) * (i - x)))
                first, last = max(0, np.ceil(y - half)), min(edge - 1, np.floor(y + half))
                discs[m, i, int(first) : int(last) + 1] = 1


@compiled
def fill_balls(coordinates, radii, balls):
    """Set balls (n, E, E, E) to 1 where a voxel's centre is within the radius of an atom."""
    edge = balls.shape[1]
    for m in range(len(balls)):
        r = radii[m]
        for a in range(coordinates.shape[1]):
            x, y, z = coordinates[m, a, 0], coordinates[m, a, 1], coordinates[m, a, 2]
            for i in range(max(0, np.ceil(x - r)), min(edge - 1, np.floor(x + r)) + 1):
                rest = r * r - (i - x) * (i - x)
                half = np.sqrt(max(0.0, rest))
                for j in range(max(0, np.ceil(y - half)), min(edge - 1, np.floor(y + half)) + 1):
                    chord = np.sqrt(max(0.0, rest - (j - y) * (j - y)))
                    first, last = max(0, np.ceil(z - chord)), min(edge - 1, np.floor(z + chord))
                    balls[m, i, j, int(first) : int(last) + 1] = 1


@compiled
def keep_one(voxels, edge, axes, weights, kept):
    """Weights with which, of the atoms of one pixel or voxel, only the heaviest is left."""
    owner = np.full(edge**axes, -1, np.int64)
    for m in range(len(voxels)):
        v = voxels[m]
        for a in range(v.shape[0]):
            kept[m, a] = weights[a]
            place = 0
            inside = True
            for k in range(axes):
                inside &= 0 <= v[a, k] < edge
                place = place * edge + v[a, k]
            if not inside:
                continue
            other = owner[place]
            if other >= 0 and weights[other] >= weights[a]:
                kept[m, a] = 0
                continue
            if other >= 0:
                kept[m, other] = 0
            owner[place] = a
        for a in range(v.shape[0]):
            place = 0
            inside = True
            for k in range(axes):
                inside &= 0 <= v[a, k] < edge
                place = place * edge + v[a, k]
            if inside:
                owner[place] = -1
