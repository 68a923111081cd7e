import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from pydantic import ValidationError

from synthscope.core.errors import InputError
from synthscope.settings.load import checked
from synthscope.structures.checking.catalog import load_source
from synthscope.structures.settings import StructuresSettings
from synthscope.structures.sources.slugs import slug, unique_slug
from synthscope.structures.sources.source import Source
from synthscope.structures.sources.sources import list_sources

ROOT = Path(__file__).resolve().parents[3]
RESOURCES = ROOT / "resources"


def listed(**settings) -> list[Source]:
    return list_sources(checked(StructuresSettings, settings), RESOURCES)


def test_listing_opens_no_file_and_imports_no_reader(tmp_path):
    (tmp_path / "unreadable.cif").write_text("x")
    (tmp_path / "unreadable.cif").chmod(0)
    code = f"""
import sys
sys.path.insert(0, {str(ROOT / "scripts")!r})
from synthscope.structures.settings import GeneratedSettings, StructuresSettings
from synthscope.structures.sources.sources import list_sources
sources = list_sources(
    StructuresSettings(folder={str(tmp_path)!r}, include="all", aflow="all", ase=["Au13"],
                       generated=GeneratedSettings(count=99_999)), {str(RESOURCES)!r})
assert len(sources) > 100_000
print([m for m in ("gemmi", "ase", "spglib", "pymatgen", "scipy") if m in sys.modules])
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.stdout.strip() == "[]", done.stderr


def test_keys_are_unique_safe_and_sorted(tmp_path):
    names = ["a b.cif", "a-b.cif", "a@b.cif", "sub/a b.cif", "$(x);|.xyz", "é.cif", "POSCAR"]
    names += ["n" * 120 + ".cif", "n" * 121 + ".cif"]
    for name in names:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    sources = listed(folder=str(tmp_path), aflow=[1], generated={"count": 2}, ase=["Cu fcc"])
    keys = [source.key for source in sources]
    assert keys == sorted(set(keys)) and len(keys) == len(names) + 4
    assert all(set(key) <= set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-")
               for key in keys)  # fmt: skip
    assert max(map(len, keys)) <= 60


def test_adding_a_structure_leaves_the_other_keys_alone(tmp_path):
    (tmp_path / "a@b.cif").touch()
    before = {source.key for source in listed(folder=str(tmp_path))}
    (tmp_path / "a#b.cif").touch()
    after = {source.key for source in listed(folder=str(tmp_path))}
    assert before < after


def test_a_source_is_plain_data_and_comes_back():
    for source in listed(include=["Si"], aflow=["3-4"], ase=["Au55"]):
        assert Source.from_dict(json.loads(json.dumps(source.to_dict()))) == source


def test_paths_do_not_name_the_machine(monkeypatch):
    monkeypatch.chdir(ROOT)
    [source] = listed(include=["Si"])
    assert source.path == "resources/structures/Si.cif"


def test_numbers_and_ranges_of_prototypes_may_overlap():
    assert [s.number for s in listed(aflow=[5, "3-6", 288])] == [3, 4, 5, 6, 288]
    assert len(listed(aflow="all")) == 288


def test_generated_numbers_go_on_where_another_data_set_stopped():
    sources = listed(generated={"count": 2, "first": 41})
    assert [s.name for s in sources] == ["900041", "900042"]


def test_unknown_endings_are_listed_to_be_rejected_and_texts_passed_over(tmp_path):
    for name in ("good.cif", "old.traj", "README.md", "sources.csv", ".hidden.cif", "LICENCE"):
        (tmp_path / name).touch()
    assert [s.name for s in listed(folder=str(tmp_path))] == ["good.cif", "old.traj"]


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({}, "no source is given"),
        ({"folder": "nowhere/at/all"}, "there is no folder 'nowhere/at/all'"),
        ({"include": ["unobtainium"]}, "'unobtainium' is not shipped; choose of"),
    ],
)
def test_a_missing_source_is_one_line(settings, message):
    with pytest.raises(InputError, match=message):
        listed(**settings)


@pytest.mark.parametrize(
    ("key", "value"),
    [("snapshots", ["md.*", "mb.*"]), ("frames", {"md.xyz": "last", "mb.*": "first"})],
)
def test_a_pattern_that_fits_no_file_is_refused(tmp_path, key, value):
    """It would leave the file that was meant as it is, and nobody would notice."""
    (tmp_path / "md.xyz").write_text("x")
    with pytest.raises(
        InputError, match=rf"structures\.{key}: no file of the folder fits 'mb\.\*'"
    ):
        listed(folder=str(tmp_path), **{key: value})


def test_an_empty_folder_is_an_error(tmp_path):
    with pytest.raises(InputError, match="holds no structure file"):
        listed(folder=str(tmp_path))


@pytest.mark.parametrize(
    "settings",
    [
        {"aflow": [289]},
        {"aflow": [0]},
        {"aflow": ["200-300"]},
        {"aflow": ["9-3"]},
        {"views": {"directions": [[0, 0, 0]]}},
        {"views": {"directions": [[1, 10, 0]]}},
        {"views": {"directions": [[1, 1]]}},
        {"occupancy": "guess"},
        {"colour": "red"},
    ],
)
def test_impossible_settings_are_refused(settings):
    with pytest.raises(ValidationError):
        checked(StructuresSettings, settings)


def test_slugs_tell_different_names_apart():
    assert slug("a b@c.cif") == "a-b-c-cif"
    assert slug("...") == "structure"
    assert unique_slug("plain_name-1") == "plain_name-1"
    names = ["a b", "a@b", "a-b ", "é", "e", "", "  "]
    assert len({unique_slug(name) for name in names}) == len(names)


def test_long_names_that_begin_alike_stay_apart():
    names = ["n" * 80 + "a", "n" * 80 + "b", "n" * 40]
    assert len({slug(name) for name in names}) == len({unique_slug(name) for name in names}) == 3
    assert max(len(slug(name)) for name in names) == 40


@pytest.mark.parametrize("name", ["a{x}.cif", "a\nb.cif", "latin\udce9.cif"])
def test_a_name_that_cannot_be_a_job_s_input_is_one_rejected_structure(tmp_path, name):
    (tmp_path / name).touch()
    [source] = listed(folder=str(tmp_path))
    assert source.path is None
    json.dumps(source.to_dict(), ensure_ascii=False).encode()
    [(crystal, row)] = load_source(source, StructuresSettings(), 1)
    assert crystal is None and "rename it" in row["reason"]


def test_links_that_lead_nowhere_and_pipes_are_rejected_not_opened(tmp_path):
    (tmp_path / "broken.cif").symlink_to(tmp_path / "nothing")
    os.mkfifo(tmp_path / "pipe.cif")
    for source in listed(folder=str(tmp_path)):
        [(crystal, row)] = load_source(source, StructuresSettings(), 1)
        assert crystal is None and "not a file" in row["reason"]


def test_files_of_one_name_in_two_folders_are_two_structures(tmp_path):
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "relaxed.xyz").write_text("1\n\nAu 0 0 0\n")
    rows = [
        row
        for source in listed(folder=str(tmp_path))
        for _, row in load_source(source, StructuresSettings(), 1)
    ]
    assert [row["id"] for row in rows] == ["one-relaxed", "two-relaxed"]


def test_files_that_differ_by_their_ending_have_it_in_their_ids(tmp_path):
    for name in ("salt.cif", "SALT.xyz", "pepper.cif"):
        (tmp_path / name).touch()
    ids = [source.id for source in listed(folder=str(tmp_path), aflow=[1])]
    assert ids == ["000001", "SALT-xyz", "pepper", "salt-cif"]


def test_two_files_with_one_collection_code_are_called_by_their_names(tmp_path):
    for name in ("b_CollCode4.cif", "b CollCode4.cif", "000004.cif"):
        (tmp_path / name).touch()
    ids = {source.name: source.id for source in listed(folder=str(tmp_path), aflow=[4])}
    assert ids.pop("b CollCode4.cif").startswith("b-CollCode4-cif-")
    assert ids == {
        "AFLOW 4": "000004",
        "000004.cif": "000004-cif",
        "b_CollCode4.cif": "b_CollCode4-cif",
    }


def test_two_structures_with_one_id_are_refused_before_anything_is_run():
    with pytest.raises(InputError, match=r"two have the id Au55: resources 'Au55.xyz' and ase 'A"):
        listed(include=["Au55"], ase=["Au55"])


def test_names_that_differ_in_case_alone_are_told_apart_in_any_case(tmp_path):
    for name in ("Case.cif", "cASE.cif", "case.poscar", "other.cif"):
        (tmp_path / name).write_text("x")
    sources = list_sources(StructuresSettings(folder=str(tmp_path)), tmp_path)
    assert len({source.id.casefold() for source in sources}) == 4
    assert len({source.key.casefold() for source in sources}) == 4
    assert {s.name: s.id for s in sources}["other.cif"] == "other"


@pytest.mark.parametrize("name", ["a<threads>.cif", "a{shard}.cif"])
def test_a_path_that_means_something_to_snakemake_is_refused(tmp_path, name):
    (tmp_path / name).write_text("x")
    [source] = list_sources(StructuresSettings(folder=str(tmp_path)), tmp_path)
    assert source.path is None and "braces, < and >" in source.problem
