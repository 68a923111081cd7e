"""Drawn numbers are distributed as asked, by themselves, and the same whatever else is drawn."""

from dataclasses import dataclass, replace

import numpy as np
import pytest
from scipy import stats

from synthscope.core.distributions import Distribution, Varied
from synthscope.core.draws import draw
from synthscope.core.extremes import at_extremes, distributions
from synthscope.core.settings import Section, setting

MANY = 4000


@dataclass(frozen=True)
class Lens(Section):
    """A section inside another."""

    defocus: Varied = setting(0.0)
    """Å."""


@dataclass(frozen=True)
class Scope(Section):
    """A section with numbers, a section, a mapping and a list that vary."""

    dose: Varied = 1.0
    size: Varied | None = None
    name: str = "x"
    lens: Lens = Lens()
    lenses: dict[str, Lens] = setting({})
    tilt: tuple[Varied, Varied] = (0.0, 0.0)


UNIFORM = Distribution(uniform=(2.0, 5.0))
KINDS = {
    "uniform": (UNIFORM, stats.uniform(2, 3)),
    "loguniform": (Distribution(loguniform=(0.1, 50.0)), stats.loguniform(0.1, 50)),
    "normal": (
        Distribution(normal=(3.0, 2.0), within=(0.0, 4.0)),
        stats.truncnorm(-1.5, 0.5, 3, 2),
    ),
    "a tail": (
        Distribution(normal=(0.0, 1.0), within=(3.0, 9.0)),
        stats.truncnorm(3, 9, 0, 1),
    ),
}


def drawn(distribution, field="dose", number=MANY):
    scope = replace(Scope(), **{field: distribution})
    return np.array([getattr(draw(scope, 1, "haadf", "view", n), field) for n in range(number)])


@pytest.mark.parametrize("kind", KINDS)
def test_draws_are_distributed_as_asked(kind):
    distribution, known = KINDS[kind]
    values = drawn(distribution)
    assert stats.kstest(values, known.cdf).pvalue > 0.01
    assert min(values) >= distribution.extremes[0] and max(values) <= distribution.extremes[1]


def test_choices_are_as_frequent_as_their_weights():
    values = drawn(Distribution(choice=(1.0, 2.0, 3.0), weights=(1.0, 0.0, 3.0)))
    counts = [np.sum(values == value) for value in (1, 2, 3)]
    assert counts[1] == 0
    assert stats.chisquare([counts[0], counts[2]], [MANY / 4, 3 * MANY / 4]).pvalue > 0.01
    even = drawn(Distribution(choice=(1.0, 2.0, 3.0)))
    assert stats.chisquare([np.sum(even == value) for value in (1, 2, 3)]).pvalue > 0.01


def test_numbers_are_independent_between_fields_draws_views_and_seeds():
    scope = Scope(dose=UNIFORM, size=UNIFORM, lens=Lens(UNIFORM), tilt=(UNIFORM, UNIFORM))

    def values(one):
        return [one.dose, one.size, one.lens.defocus, *one.tilt]

    first = np.array([values(draw(scope, 1, "a", n)) for n in range(MANY)])
    other_view = np.array([values(draw(scope, 1, "b", n)) for n in range(MANY)])
    other_seed = np.array([values(draw(scope, 2, "a", n)) for n in range(MANY)])
    together = np.hstack([first[1:], first[:-1], other_view[1:], other_seed[1:]])
    rank = stats.spearmanr(together).statistic - np.eye(together.shape[1])
    assert abs(rank).max() < 4.5 / np.sqrt(MANY)  # of 190 pairs, about one in a thousand runs


def test_a_number_stays_when_another_field_varies_or_draws_are_added():
    alone = [draw(Scope(dose=UNIFORM), 1, "view", n).dose for n in range(5)]
    varied = Scope(dose=UNIFORM, size=UNIFORM, lenses={"a": Lens(UNIFORM)}, lens=Lens(UNIFORM))
    assert [draw(varied, 1, "view", n).dose for n in range(9)][:5] == alone
    more = replace(varied, lenses={"b": Lens(UNIFORM), "a": Lens(UNIFORM)})
    one, two = draw(varied, 1, "view", 3), draw(more, 1, "view", 3)
    assert one.lenses["a"] == two.lenses["a"] != two.lenses["b"]


def test_drawn_numbers_are_those_of_earlier_versions():
    assert [float(x) for x in drawn(UNIFORM, number=3)] == GOLDEN


GOLDEN = [2.7109, 4.66898, 4.21801]


def test_what_does_not_vary_is_left_alone():
    scope = Scope(lenses={"a": Lens(3.0)})
    assert draw(scope, 1, "view", 0) is scope
    varied = replace(scope, tilt=(UNIFORM, 4.0))
    one = draw(varied, 1, "view", 0)
    assert one.lenses is scope.lenses and one.name == "x" and one.tilt[1] == 4.0


def test_what_varies_is_known_by_name_and_at_its_extremes():
    scope = Scope(dose=UNIFORM, lenses={"a": Lens(UNIFORM)}, tilt=(0.0, UNIFORM))
    assert dict(distributions(scope)) == dict.fromkeys(
        ["dose", "lenses.a.defocus", "tilt.1"], UNIFORM
    )
    least, greatest = at_extremes(scope)
    assert (least.dose, least.lenses["a"].defocus, least.tilt) == (2, 2, (0, 2))
    assert (greatest.dose, greatest.lenses["a"].defocus, greatest.tilt) == (5, 5, (0, 5))
