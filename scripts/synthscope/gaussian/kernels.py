"""Compiled loops of the Gaussian renderings; `render.py` is their interface.

An atom reaches W = 2R + 1 pixels along an axis. Its Gaussian is a product of one factor an axis,
and along an axis, with d the distance of the atom from its nearest pixel,

    exp(-(k - d)² / 2σ²) = exp(-d² / 2σ²) · exp(d / σ²)^k · exp(-k² / 2σ²),   k = -R … R

costs two exponentials for each atom, a table for each image, and two products for each pixel.
An image is then W² multiply-adds for each atom, in rows of eight so that the processor takes a
row at once. All images are computed one by one: none depends on what it was computed with.

Compiled functions that call each other must stand in one file (see `synthscope.core.compiled`).
"""

import numpy as np

from synthscope.core.compiled import compiled

_LANES = 8  # single-precision numbers in a 256-bit register
_SPARE = 2 * _LANES


@compiled
def _exp(x):
    """exp(x) for -40 <= x <= 40 to 1e-10, from products alone: equal everywhere, and in bulk."""
    y = x * (1 / 64)
    p = 1 / 362880 + y * (1 / 3628800)
    p = 1 / 5040 + y * (1 / 40320 + y * p)
    p = 1 / 120 + y * (1 / 720 + y * p)
    p = 1 / 6 + y * (1 / 24 + y * p)
    p = 1 + y * (1 + y * (1 / 2 + y * p))
    p *= p
    p *= p
    p *= p
    p *= p
    p *= p
    return p * p


@compiled
def _prepare(c, inverse, nearest, e, q):
    """Nearest pixels and the two exponentials of all atoms, along one axis; inverse is 1/σ²."""
    for a in range(len(c)):
        k = np.floor(c[a] + 0.5)
        d = c[a] - k
        nearest[a] = np.int64(k)
        e[a] = _exp(max(-40.0, -0.5 * d * d * inverse))
        q[a] = _exp(max(-40.0, min(40.0, d * inverse)))


@compiled
def _factors(e, q, table, radius, f):
    """The Gaussian along one axis on the 2R + 1 pixels that it reaches; then a row of zeros."""
    p = 1.0 / q
    up = e
    down = e
    centre = np.uint64(radius)
    one = np.uint64(1)
    f[centre] = e
    for k in range(one, centre + one):
        up *= q
        down *= p
        f[centre + k] = up * table[k]
        f[centre - k] = down * table[k]
    end = centre + centre + one
    for k in range(np.uint64(_LANES)):
        f[end + k] = 0


@compiled
def _fit(nearest, radius, edge, reflect, f, work):
    """Keep what falls inside the image: (first pixel, number of pixels) of the factors left in f.

    What falls outside is lost, or added to its mirror image where `reflect`.
    """
    start = nearest - radius
    count = 2 * radius + 1
    if start >= 0 and start + count <= edge:
        return start, count
    if not reflect:
        first = max(start, 0)
        kept = min(start + count, edge) - first
        for k in range(kept):
            f[k] = f[k + first - start]
        for k in range(max(kept, 0), max(kept, 0) + _LANES):
            f[k] = 0
        return first, max(kept, 0)
    if nearest < 0 or nearest >= edge:
        return 0, 0
    for x in range(edge):
        work[x] = 0
    for k in range(count):
        x = (start + k) % (2 * edge)
        work[x if x < edge else 2 * edge - 1 - x] += f[k]
    for x in range(edge):
        f[x] = work[x]
    for x in range(edge, edge + _LANES):
        f[x] = 0
    return 0, edge


@compiled
def _table(sigma, radius, table):
    """exp(-k² / 2σ²), as a sixteenth power: exponents reach far below those of single atoms."""
    for k in range(radius + 1):
        root = _exp(max(-40.0, -k * k / (32 * sigma * sigma)))
        root *= root
        root *= root
        root *= root
        table[k] = root * root


@compiled
def draw_2d(coordinates, weights, sigmas, cutoff, reflect, images):
    """Add up the atoms of each image; the peak of an atom of weight 1 on a pixel is 1.

    coordinates (n, N, 3) px, weights (n or 1, N), sigmas (n,) px, images (n, E, E) float32.
    """
    n_atoms, edge = coordinates.shape[1], images.shape[1]
    reach = int(cutoff * sigmas.max() + 0.5)
    size = max(2 * reach + 1, edge) + _SPARE
    table, work = np.empty(reach + 1), np.empty(size, np.float32)
    fx, fy = np.empty(size, np.float32), np.empty(size, np.float32)
    near = np.empty((2, n_atoms), np.int64)
    e, q = np.empty((2, n_atoms)), np.empty((2, n_atoms))
    columns = np.empty((2, n_atoms))
    stride = np.uint64(edge + _LANES)
    buffer = np.empty(edge * (edge + _LANES), np.float32)
    for m in range(len(images)):
        sigma = sigmas[m]
        radius = int(cutoff * sigma + 0.5)
        _table(sigma, radius, table)
        columns[0] = coordinates[m, :, 0]
        columns[1] = coordinates[m, :, 1]
        for k in range(2):
            _prepare(columns[k], 1 / (sigma * sigma), near[k], e[k], q[k])
        weight = weights[m if len(weights) > 1 else 0]
        buffer[:] = 0
        for a in range(n_atoms):
            if weight[a] == 0:
                continue
            _factors(e[0, a], q[0, a], table, radius, fx)
            x, nx = _fit(near[0, a], radius, edge, reflect, fx, work)
            _factors(e[1, a], q[1, a], table, radius, fy)
            y, ny = _fit(near[1, a], radius, edge, reflect, fy, work)
            if nx == 0 or ny == 0:
                continue
            w = np.float32(weight[a])
            full = np.uint64((ny + _LANES - 1) // _LANES * _LANES)
            at = np.uint64(x) * stride + np.uint64(y)
            for i in range(np.uint64(nx)):
                f = fx[i] * w
                for j in range(full):
                    buffer[at + j] += f * fy[j]
                at += stride
        image = images[m]
        at = np.uint64(0)
        for i in range(edge):
            row = image[i]
            for j in range(np.uint64(edge)):
                row[j] = buffer[at + j]
            at += stride


@compiled
def draw_3d(coordinates, weights, sigmas, cutoff, reflect, volumes):
    """The same in three dimensions: volumes (n, E, E, E) float32."""
    n_atoms, edge = coordinates.shape[1], volumes.shape[1]
    reach = int(cutoff * sigmas.max() + 0.5)
    size = max(2 * reach + 1, edge) + _SPARE
    table, work = np.empty(reach + 1), np.empty(size, np.float32)
    fx, fy = np.empty(size, np.float32), np.empty(size, np.float32)
    fz = np.empty(size, np.float32)
    near = np.empty((3, n_atoms), np.int64)
    e, q = np.empty((3, n_atoms)), np.empty((3, n_atoms))
    column = np.empty(n_atoms)
    stride = np.uint64(edge + _LANES)
    buffer = np.empty(edge * edge * (edge + _LANES), np.float32)
    for m in range(len(volumes)):
        sigma = sigmas[m]
        radius = int(cutoff * sigma + 0.5)
        _table(sigma, radius, table)
        for k in range(3):
            column[:] = coordinates[m, :, k]
            _prepare(column, 1 / (sigma * sigma), near[k], e[k], q[k])
        weight = weights[m if len(weights) > 1 else 0]
        buffer[:] = 0
        for a in range(n_atoms):
            if weight[a] == 0:
                continue
            _factors(e[0, a], q[0, a], table, radius, fx)
            x, nx = _fit(near[0, a], radius, edge, reflect, fx, work)
            _factors(e[1, a], q[1, a], table, radius, fy)
            y, ny = _fit(near[1, a], radius, edge, reflect, fy, work)
            _factors(e[2, a], q[2, a], table, radius, fz)
            z, nz = _fit(near[2, a], radius, edge, reflect, fz, work)
            if nx == 0 or ny == 0 or nz == 0:
                continue
            w = np.float32(weight[a])
            full = np.uint64((nz + _LANES - 1) // _LANES * _LANES)
            for i in range(np.uint64(nx)):
                wx = fx[i] * w
                at = np.uint64((x + np.int64(i)) * edge + y) * stride + np.uint64(z)
                for j in range(np.uint64(ny)):
                    f = wx * fy[j]
                    for k in range(full):
                        buffer[at + k] += f * fz[k]
                    at += stride
        volume = volumes[m].reshape(edge * edge, edge)
        at = np.uint64(0)
        for i in range(edge * edge):
            row = volume[i]
            for j in range(np.uint64(edge)):
                row[j] = buffer[at + j]
            at += stride
