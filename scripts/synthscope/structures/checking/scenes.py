"""Scenes among the sources: their structures are read, they are built, and become crystals."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Self

from synthscope.core.errors import InputError
from synthscope.structures.model import Crystal
from synthscope.structures.scenes.compose import as_crystal, build
from synthscope.structures.scenes.settings.scene import SceneSettings
from synthscope.structures.settings import StructuresSettings
from synthscope.structures.sources.source import Source, scene_of

Row = dict[str, Any]
Loader = Callable[[Source, StructuresSettings, int], list[tuple[Crystal | None, Row]]]


@dataclass(frozen=True)
class ScenePlan:
    """What the scenes of a name are made by.

    Attributes
    ----------
    settings
        Of the scenes.
    bases
        By name, the sources of the structures that they are made of.
    """

    settings: SceneSettings
    bases: Mapping[str, Source]

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> Self:
        """From plain data, as jobs get it."""
        bases = {name: Source.from_dict(base) for name, base in values["bases"].items()}
        return cls(SceneSettings.of(values["settings"]), bases)


@dataclass(frozen=True)
class Scenes:
    """The scenes of a job, whose structures are read once.

    Attributes
    ----------
    plans
        By the names of scenes.
    load
        Reads a source and gives its crystals with their rows, as `catalog.load_source` does.
    """

    plans: Mapping[str, ScenePlan]
    load: Loader
    _kept: dict[str, dict[str, Crystal] | InputError] = field(default_factory=dict)

    def crystal(self, source: Source, settings: StructuresSettings, seed: int) -> Crystal:
        """Build a scene.

        Raises
        ------
        InputError
            It cannot be built, or a structure that it needs was rejected.
        """
        name = scene_of(source.name)
        plan = self.plans[name]
        if name not in self._kept:  # a file that is refused is not read for every scene, either
            try:
                self._kept[name] = {
                    base: self._read(base, one, plan.settings, settings, seed)
                    for base, one in plan.bases.items()
                }
            except InputError as error:
                self._kept[name] = error
        bases = self._kept[name]
        if isinstance(bases, InputError):
            raise bases
        scene = build(name, source.number, plan.settings, bases, seed)
        return as_crystal(scene, source.id, name, source.number, bases.values())

    def _read(
        self,
        name: str,
        source: Source,
        scene: SceneSettings,
        settings: StructuresSettings,
        seed: int,
    ) -> Crystal:
        """A structure that scenes are made of: in its conventional cell, or as it stands."""
        most = max(settings.atom_limit, scene.atom_limit)
        settings = replace(settings, atom_limit=most, centre=(0.0, 0.0, 0.0), axes="standard")
        if scene.supercell is not None:
            settings = replace(settings, axes="file", symmetry_atoms=1)
        found = self.load(source, settings, seed)
        if len(found) > 1:
            raise InputError(
                f"{name} holds {len(found)} structures, and a scene takes one; choose by "
                "structures.frames"
            )
        [(crystal, row)] = found
        if crystal is None:
            raise InputError(f"{name}: {row['reason']}")
        return crystal
