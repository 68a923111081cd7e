import numpy as np
import pytest

from synthscope.core.errors import InputError
from synthscope.optics.scattering import SYMBOLS, scattering_factor, table

# f_e in Å at k² = 0, 0.25, 1, 4, 16 Å⁻², from an independent program (abTEM 1.0.11).
K2 = [0, 0.25, 1, 4, 16]
KIRKLAND = {
    "C": [2.5114, 1.17, 0.4127, 0.1168, 0.0336],
    "O": [1.9897, 1.2231, 0.5421, 0.1586, 0.0438],
    "Si": [5.8143, 1.9658, 0.7423, 0.2702, 0.0762],
    "Ag": [8.6723, 4.5211, 2.1848, 0.7583, 0.2414],
    "U": [19.0991, 7.3838, 3.5074, 1.3525, 0.4444],
}
LOBATO = {
    "C": [2.5097, 1.1692, 0.4128, 0.1172, 0.0336],
    "O": [2.0291, 1.2318, 0.5427, 0.1586, 0.0438],
    "Si": [5.836, 1.9677, 0.7429, 0.2705, 0.0762],
    "Ag": [8.671, 4.5332, 2.1722, 0.7663, 0.2395],
    "U": [19.3884, 7.3802, 3.511, 1.3531, 0.4428],
}
# Doyle and Turner, Acta Cryst. A24 (1968) 390: silver, s = k / 2.
SILVER_S = [0, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0]
SILVER_S += [1.2, 1.4, 1.6, 1.8, 2.0, 2.5, 3, 3.5, 4, 5, 6]
SILVER_F = [8.671, 8.244, 7.267, 6.215, 5.293, 4.522, 3.878, 3.339, 2.886, 2.505, 2.185, 1.688]
SILVER_F += [1.335, 1.082, 0.897, 0.758, 0.568, 0.444, 0.357, 0.291, 0.241, 0.159, 0.113, 0.084]
SILVER_F += [0.066, 0.043, 0.030]


@pytest.mark.parametrize(("name", "values"), [("kirkland", KIRKLAND), ("lobato", LOBATO)])
def test_scattering_factors_are_those_of_an_independent_program(name, values):
    for symbol, expected in values.items():
        found = scattering_factor(SYMBOLS.index(symbol) + 1, np.array(K2), name)
        np.testing.assert_allclose(found, expected, atol=6e-5)


def test_silver_follows_the_table_of_doyle_and_turner():
    found = scattering_factor(47, (2 * np.array(SILVER_S)) ** 2, "kirkland")
    assert np.sum((found - SILVER_F) ** 2) < 0.01


@pytest.mark.parametrize("name", ["lobato", "kirkland"])
def test_every_element_to_lawrencium_scatters_and_less_so_at_higher_angles(name):
    assert set(table(name)) == set(SYMBOLS)
    for number in range(1, 104):
        values = scattering_factor(number, np.linspace(0, 200, 400), name)
        assert values[0] > 0 and np.all(np.diff(values) < 0)


def test_both_parametrisations_tend_to_rutherford_scattering():
    # f_e → Z / (2π² a₀ k²) where the electrons of the atom no longer screen its nucleus
    for number in (6, 29, 79):
        rutherford = number / (2 * np.pi**2 * 0.529177 * 400)
        for name in ("lobato", "kirkland"):
            assert scattering_factor(number, 400.0, name) == pytest.approx(rutherford, rel=0.06)


def test_unknown_elements_and_tables_are_refused_by_name():
    with pytest.raises(InputError, match="atomic number 120"):
        scattering_factor(120, 1.0)
    with pytest.raises(InputError, match="'weickenmeier' are unknown; use one of lobato"):
        scattering_factor(6, 1.0, "weickenmeier")
