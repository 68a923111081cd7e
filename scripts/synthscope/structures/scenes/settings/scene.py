"""What a scene is made of, and how many there are."""

import math
from collections.abc import Iterator
from dataclasses import dataclass, fields

from synthscope.core.distributions import Distribution
from synthscope.core.settings import Section, setting
from synthscope.structures.scenes.settings.crystal import CrystalSettings
from synthscope.structures.scenes.settings.layers import LayersSettings
from synthscope.structures.scenes.settings.particles import ParticlesSettings
from synthscope.structures.scenes.settings.point_defects import PointDefectsSettings
from synthscope.structures.scenes.settings.supercell import SupercellSettings
from synthscope.structures.scenes.settings.support import SupportSettings

SUBJECTS = ("particles", "layers", "crystal", "supercell")
"""Of which a scene has one."""
MOST = 99_999


@dataclass(frozen=True)
class SceneSettings(Section):
    """Specimens that are built, each another draw: what they show, and what is below and wrong
    in it. Of particles, layers, crystal and supercell one is stated, or support alone."""

    count: int = setting(1, ge=0, le=MOST)
    """How many scenes to build."""

    first: int = setting(1, ge=1, le=MOST)
    """Number of the first one: scene n is the same whatever the count."""

    size_A: float = setting(52.0, ge=5, le=1000)
    """Edges of the box along x and y, Å. It repeats sideways, so that images have no edges. Where
    layers or a crystal repeat, it differs a little; a whole supercell has a box of its own."""

    atom_limit: int = setting(50_000, ge=1, le=1_000_000)
    """Most atoms of a scene; one with more is refused, and the others go on."""

    particles: ParticlesSettings | None = None
    """Particles in the field."""

    layers: LayersSettings | None = None
    """A layer, or several."""

    crystal: CrystalSettings | None = None
    """A slab of a crystal."""

    supercell: SupercellSettings | None = None
    """Your own structure as it stands in its file."""

    support: SupportSettings | None = None
    """An amorphous film that the subject lies on; null: none."""

    defects: PointDefectsSettings | None = None
    """Point defects in the subject."""

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.first + self.count - 1 > MOST:
            raise ValueError(f"first + count goes beyond scene {MOST:,}, the last that has an id")
        stated = [name for name in SUBJECTS if getattr(self, name) is not None]
        if len(stated) > 1:
            raise ValueError(f"state one of {' and '.join(stated)}; a scene has one subject")
        if not stated and self.support is None:
            raise ValueError(f"state what the scene shows: {', '.join(SUBJECTS)}, or support alone")
        if not stated and self.defects is not None:
            raise ValueError("defects are drawn into a subject, and there is none")

        if self.particles is not None:
            widest = _greatest(self.particles.size_A) + _greatest(self.particles.gap_A)
            if widest > self.size_A:
                raise ValueError(
                    f"particles of up to {_greatest(self.particles.size_A):g} Å with gaps of "
                    f"{_greatest(self.particles.gap_A):g} Å do not fit a scene of {self.size_A:g} "
                    f"Å; size_A {math.ceil(1.2 * widest)} would do"
                )

    @property
    def needs(self) -> tuple[str, ...]:
        """Names of the structures that a scene may be made of."""
        return tuple(sorted({name for part in self._parts() for name in part.needs}))

    def _parts(self) -> Iterator[Section]:
        values = (getattr(self, one.name) for one in fields(self))
        return (value for value in values if hasattr(value, "needs"))


def _greatest(value: float | Distribution) -> float:
    return value.extremes[1] if isinstance(value, Distribution) else value
