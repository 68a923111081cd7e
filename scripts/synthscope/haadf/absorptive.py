"""The mean over thermal vibration in closed form, fitted to a few frozen-phonon probes.

What columns emit in the waves of an absorptive potential is the image to within some percent
(Hall and Hirsch, Proc. Roy. Soc. A 286 (1965) 158; Allen, Findlay, Oxley and Rossouw,
Ultramicroscopy 96 (2003) 47): absorbed electrons go on, too, and what is scattered twice is not in
it. That is nearly the same factor everywhere, a little another one for deeper atoms and for other
elements. Probes through a few configurations of displaced atoms tell these factors, relieved of
what displacements change by themselves (`control`), and how far the image is off that they make.
"""

import math

import numpy as np

from synthscope.core.seeds import generator
from synthscope.haadf.averaging import Average, means
from synthscope.haadf.control import Control
from synthscope.haadf.plan import Prepared
from synthscope.haadf.probe_places import probe_places
from synthscope.haadf.windows import Windows
from synthscope.multislice.assembly import frequencies
from synthscope.optics.phonons import displaced

PROBES = 48
FEWEST, MOST = 2, 8
"""Configurations that probes are sent through."""
HOPELESS = 3.0
"""Times the error asked for: what few configurations leave falls to half with all of them."""
WHOLE, DEPTH, ELEMENT = 0.3, 0.4, 0.03
"""How far factors are from those of the closed form, rms: of the whole, of atoms one thickness
deeper, and of an element beside the others. Known from crystals of light and heavy atoms."""


def absorptive_mean(control: Control, seed: int, *key: str | int) -> Average:
    """The image in closed form, its error told; whether that is small enough is for the caller.

    Parameters
    ----------
    control
        Of the plan; its waves are used.
    seed, key
        What configurations are drawn from: the data set's seed, and what the image is of.
    """
    prepared = control.prepared
    places, weights = probe_places(
        prepared.gratings.numbers, prepared.positions, prepared.lattice.grid.extent, PROBES
    )
    windows = Windows(prepared, places)
    shares, rms = _shares(prepared)
    parts = control.expected(shares)
    seen_parts = _at(parts, prepared, windows.places)
    drawn = generator(seed, *key, "frozen phonons")
    exact, changes = [], []
    for _ in range(MOST):
        moved = displaced(prepared.positions, prepared.rms, drawn)
        exact.append(windows(moved))
        changes.append(_at(control(moved), prepared, windows.places))
        if len(exact) < FEWEST:
            continue
        probes = np.array(exact), np.array(changes), weights
        mean = _fitted(control, parts, rms, seen_parts, *probes)
        asked = prepared.settings.statistical_error
        if mean.statistical_error <= asked or mean.statistical_error > HOPELESS * asked:
            break
    return mean


def _shares(prepared: Prepared) -> tuple[np.ndarray, np.ndarray]:
    """(parts, atoms): the whole; by depth; and, but for one, the elements. (parts,): their rms."""
    depth, numbers = prepared.slices.planes[prepared.slices.index], prepared.gratings.numbers
    middle, long = (depth.max() + depth.min()) / 2, max(np.ptp(depth), 1e-9)
    elements = [numbers == one for one in np.unique(numbers)[:-1]]
    shares = np.array([np.ones(len(numbers)), (depth - middle) / long, *elements], float)
    return shares, np.array([WHOLE, DEPTH, *(ELEMENT for _ in elements)])


def _at(spectra: np.ndarray, prepared: Prepared, places: np.ndarray) -> np.ndarray:
    """Images (…, X, Y) by their spectra at some places (P, 2) Å, (…, P)."""
    along = [
        np.exp(2j * math.pi * np.outer(places[:, axis], frequencies(spectra, axis, period)))
        for axis, period in enumerate(prepared.lattice.grid.extent)
    ]
    return np.einsum("px,...xy,py->...p", along[0], spectra, along[1], optimize=True).real


def _fitted(
    control: Control,
    parts: np.ndarray,
    rms: np.ndarray,
    seen_parts: np.ndarray,
    exact: np.ndarray,
    changes: np.ndarray,
    weights: np.ndarray,
) -> Average:
    """The image out of `parts` (parts, detectors, exits, X, Y) that fits the probes best.

    Parameters
    ----------
    rms
        (parts,); see `fit`.
    seen_parts
        (parts, detectors, exits, P).
    exact, changes
        (configurations, detectors, exits, P): what was seen, and what the control says of it.
    weights
        (P,) that make a sum over the probes the mean over the field.
    """
    prepared, columns = control.prepared, len(control.columns)
    spectrum = np.empty(parts.shape[1:], complex)
    squares = np.empty(parts.shape[1:3])
    for place in np.ndindex(*squares.shape):
        at = (slice(None), *place)
        factors, squares[place] = fit(seen_parts[at], rms, exact[at], changes[at], weights, columns)
        spectrum[place] = np.tensordot(factors, parts[at], 1)
    own, middle = means(spectrum, prepared)
    told = float((own * np.sqrt(squares) / middle).max())
    return Average(prepared, spectrum, told, len(exact))


def fit(
    parts: np.ndarray,
    rms: np.ndarray,
    exact: np.ndarray,
    changes: np.ndarray,
    weights: np.ndarray,
    independent: int,
) -> tuple[np.ndarray, float]:
    """Factors of the parts that fit the probes best, and the mean square that the image is off.

    Least squares with what is known beforehand of the factors (ridge regression: Hoerl and Kennard,
    Technometrics 12 (1970) 55).

    Parameters
    ----------
    parts
        (parts, P) of the closed form, the first of which is the whole.
    rms
        (parts,) how far the factors are from 1, 0, 0, …
    exact, changes
        (configurations, P).
    weights
        (P,).
    independent
        How many probes scatter by themselves: no more than there are columns.

    Returns
    -------
    factors (parts,), and the mean square of what no factors explain and of what is uncertain in
    them: the scatter of the configurations about their mean is taken off.
    """
    count, probes = exact.shape
    alike = max(1.0, probes / independent)
    root = np.sqrt(weights)
    expected = np.eye(len(parts))[0]
    columns = np.concatenate([np.tile(parts * root, count), (changes * root).reshape(1, -1)]).T
    left = (exact * root).ravel() - columns[:, 0]
    simple = columns[:, [0, -1]]
    scatter = left - simple @ np.linalg.lstsq(simple, left, rcond=None)[0]
    known = np.diag(np.append(alike * scatter.var() / rms**2, 0.0))
    inverse = np.linalg.inv(columns.T @ columns + known)
    found = inverse @ columns.T @ left
    factors = expected + found[:-1]
    off = exact - found[-1] * changes - factors @ parts
    noise = float((weights * off.var(0, ddof=1)).sum()) / count
    unexplained = float((weights * off.mean(0) ** 2).sum()) - noise
    unexplained = max(unexplained, noise * math.sqrt(2 / min(probes, independent)))
    mixed = (weights * parts) @ parts.T
    uncertain = alike * scatter.var() * float((inverse[:-1, :-1] * mixed).sum())
    return factors, unexplained + uncertain
