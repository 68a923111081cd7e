"""Atomic displacement parameters of a CIF as mean square displacements along one axis."""

import gemmi
import numpy as np

from synthscope.structures.reading.numerals import parse_number

EIGHT_PI_SQUARED = 8 * np.pi**2
_CELL = ("_cell_length_a", "_cell_length_b", "_cell_length_c",
         "_cell_angle_alpha", "_cell_angle_beta", "_cell_angle_gamma")  # fmt: skip
_SUFFIXES = ("11", "22", "33", "12", "13", "23")


def mean_square_displacements(block: gemmi.cif.Block) -> dict[str, float]:
    """U_iso in Å² for each label that has one: U_iso, B_iso / 8π², or a third of the trace of U.

    The equivalent of an anisotropic tensor is Σ_ij U_ij a*_i a*_j (a_i · a_j) / 3 (Fischer and
    Tillmanns, Acta Cryst. C44 (1988) 775). Values that are not between 0 and 1 Å² are left out.
    """
    found: dict[str, float] = {}
    for tag, factor in (("U_iso_or_equiv", 1.0), ("B_iso_or_equiv", 1 / EIGHT_PI_SQUARED)):
        for row in block.find("_atom_site_", ["label", tag]):
            _keep(found, row.str(0), parse_number(row.str(1)), factor)
    values = [parse_number(block.find_value(tag) or "") for tag in _CELL]
    weights = None if None in values else equivalent_weights(values)
    for prefix, factor in (("U", 1.0), ("B", 1 / EIGHT_PI_SQUARED)):
        tags = ["label", *(f"{prefix}_{s}" for s in _SUFFIXES)]
        for row in block.find("_atom_site_aniso_", tags):
            tensor = [parse_number(row.str(k)) for k in range(1, 7)]
            if None not in tensor and weights is not None:
                _keep(found, row.str(0), float(np.dot(weights, tensor)), factor)
    return found


def _keep(found: dict[str, float], label: str, value: float | None, factor: float) -> None:
    if value is not None and 0 < value * factor < 1 and label not in found:
        found[label] = value * factor


def equivalent_weights(parameters: list[float]) -> np.ndarray | None:
    """Weights of U11, U22, U33, U12, U13, U23 in U_equiv, by a, b, c in Å and angles in degrees.

    None where the cell has no volume.
    """
    if min(parameters) <= 0:
        return None
    cosines = np.cos(np.radians(parameters[3:]))
    lengths = np.array(parameters[:3])
    metric = np.outer(lengths, lengths) * [
        [1, cosines[2], cosines[1]],
        [cosines[2], 1, cosines[0]],
        [cosines[1], cosines[0], 1],
    ]
    if np.linalg.det(metric) <= 1e-9:
        return None
    reciprocal = np.sqrt(np.diag(np.linalg.inv(metric)))
    weights = np.outer(reciprocal, reciprocal) * metric / 3
    return np.array([weights[0, 0], weights[1, 1], weights[2, 2],
                     2 * weights[0, 1], 2 * weights[0, 2], 2 * weights[1, 2]])  # fmt: skip
