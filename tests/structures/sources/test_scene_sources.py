"""Scenes among the sources: named by name and number, made of structures that are found by name."""

from pathlib import Path

import pytest

from synthscope.core.errors import InputError
from synthscope.settings.load import checked
from synthscope.structures.settings import StructuresSettings
from synthscope.structures.sources.sources import list_sources, scene_bases

RESOURCES = Path(__file__).parents[3] / "resources"


def asked(**values) -> StructuresSettings:
    return checked(StructuresSettings, values)


def of(*structures, **more):
    return {"particles": {"structures": list(structures)}, **more}


def test_scenes_are_sources_by_name_and_number():
    sources = list_sources(asked(scenes={"gold": of("Au", count=3, first=7)}), RESOURCES)
    assert [source.id for source in sources] == ["gold-00007", "gold-00008", "gold-00009"]
    assert {source.kind for source in sources} == {"scene"}


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Si", "resources"),
        ("AFLOW 12", "aflow"),
        ("Au fcc", "ase"),
        ("NaCl rocksalt a=5.64", "ase"),
        ("Au147", "resources"),
        ("Au309", "ase"),
        ("layer WSe2", "ase"),
        ("my own.cif", "user"),
    ],
)
def test_structures_of_scenes_are_found_by_name(name, kind, tmp_path):
    (tmp_path / "my own.cif").write_text("")
    settings = asked(folder=str(tmp_path), scenes={"a": of(name)})
    base = scene_bases(settings, RESOURCES)["a"][name]
    assert base.kind == kind
    assert [source.kind for source in list_sources(settings, RESOURCES) if base != source] == (
        ["scene"] if kind == "user" else ["scene", "user"]
    )


@pytest.mark.parametrize(
    ("name", "said"),
    [("SrTiO", "did you mean SrTiO3"), ("mine.cif", "a file of structures.folder")],
)
def test_unknown_structures_are_refused_before_the_first_job(name, said):
    with pytest.raises(
        InputError, match=f"structures.scenes.a: there is no structure '{name}'"
    ) as e:
        list_sources(asked(scenes={"a": of(name)}), RESOURCES)
    assert said in str(e.value)


def test_frames_may_be_chosen_of_a_file_that_only_scenes_use(tmp_path):
    (tmp_path / "md.extxyz").write_text("")
    chosen = asked(
        folder=str(tmp_path), frames={"md.extxyz": "last"}, scenes={"a": of("md.extxyz")}
    )
    assert [source.kind for source in list_sources(chosen, RESOURCES)] == ["scene"]
