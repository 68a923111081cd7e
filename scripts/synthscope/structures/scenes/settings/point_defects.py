"""What point defects are asked for."""

from dataclasses import dataclass
from typing import Annotated, Literal

from synthscope.core.distributions import Varied
from synthscope.core.settings import Limits, Section, setting
from synthscope.structures.elements import Symbol

AdsorptionSite = Literal["hollow", "top", "bridge"]


Kind = Literal["vacancy", "divacancy", "substitution", "antisite", "adatom", "interstitial"]


Place = Annotated[tuple[float, ...], Limits(min_length=2, max_length=3)]


AMOUNTS = ("per_nm2", "per_nm3", "fraction", "count", "at_A")


COMES = ("substitution", "adatom", "interstitial")
"""Kinds that need to know which element comes."""
OF_ONE_KIND = (
    ("pair", "divacancy", "neighbours"),
    ("exchange", "antisite", False),
    ("site", "adatom", "hollow"),
)
"""Settings, the kind that they are for, and what they are where nothing is stated."""


@dataclass(frozen=True)
class PointDefect(Section):
    """One kind of point defect, and how many: one of per_nm2, per_nm3, fraction, count and at_A."""

    kind: Kind = "vacancy"
    """`vacancy`: an atom is missing. `divacancy`: two are. `substitution`: another element is in
    its place. `antisite`: another element of the specimen is. `adatom`: one more lies on top.
    `interstitial`: one more is in one of the widest holes."""

    was: tuple[Symbol, ...] = ()
    """Elements whose sites may be hit; none: any. Of a divacancy, that of the first of both."""

    now: Symbol | None = None
    """The element that comes: of a substitution, an adatom, an interstitial; of an antisite, where
    null is any other that the specimen has."""

    per_nm2: Varied | None = setting(None, ge=0, le=100)
    """Density seen from above, per nm²: the number is drawn from a Poisson distribution about its
    product with the area that the specimen covers."""

    per_nm3: Varied | None = setting(None, ge=0, le=100)
    """Density per nm³: the number is drawn likewise, from the volume that the nuclei span."""

    fraction: Varied | None = setting(None, ge=0, le=1)
    """Chance of each site that may be hit, or that an adatom may take; of interstitials,
    how many there are for each atom."""

    count: Varied | None = setting(None, ge=0, le=100_000)
    """Exactly so many."""

    at_A: tuple[Place, ...] = ()
    """At the sites nearest to these places [x, y] or [x, y, z], Å from the corner of the box, as
    close together as they are; without z the uppermost of those that are as near."""

    pair: Literal["neighbours", "column"] = "neighbours"
    """Which two a divacancy lacks: neighbours, or two alike above each other in one layer, as both
    chalcogens of a column in MoS2."""

    exchange: bool = False
    """Whether an antisite's element changes places with a neighbour, which makes two antisites."""

    site: AdsorptionSite = "hollow"
    """Where adatoms lie: above the middle of the atoms around, above an atom, or between two; each
    as far from those that it touches as covalent radii add up to."""

    def __post_init__(self) -> None:
        super().__post_init__()
        stated = [name for name in AMOUNTS if getattr(self, name) not in (None, ())]
        if len(stated) != 1:
            raise ValueError(f"state one of {', '.join(AMOUNTS)}")
        if self.kind in COMES and self.now is None:
            raise ValueError(f"state now, the element of the {self.kind}")
        if self.kind not in (*COMES, "antisite") and self.now is not None:
            raise ValueError(f"now is of no use to a {self.kind}, where no atom comes")
        for name, kind, plain in OF_ONE_KIND:
            if getattr(self, name) != plain and self.kind != kind:
                raise ValueError(f"{name} is of kind {kind} alone, not of {self.kind}; drop it")
        if self.kind in ("adatom", "interstitial") and self.was:
            raise ValueError(f"was is of no use to an {self.kind}, which takes no atom's place")


@dataclass(frozen=True)
class PointDefectsSettings(Section):
    """Point defects of the perfect parts of a scene: not of a support, of amorphous surfaces, edges
    or boundaries."""

    kinds: tuple[PointDefect, ...] = setting(min_length=1)
    """Each kind with its number, drawn in this order."""

    apart_A: Varied = setting(3.0, ge=0, le=1000)
    """Least distance of any two of them, Å."""
