"""A folder holds the files of its configuration, and what the user put there."""

import pytest

from synthscope.core.files import sha256
from synthscope.dataset.checksums import list_files, write_checksums
from synthscope.dataset.key import table as key
from synthscope.dataset.leftovers import remove_leftovers, remove_unclaimed, remove_unlisted


@pytest.fixture
def folder(tmp_path):
    """Two jobs, which have one image in common: the second was cut up otherwise."""
    for job, names in (("a", ("one/1.npz", "both/2.npz")), ("b", ("both/2.npz", "three/3.npz"))):
        rows = []
        for name in names:
            path = tmp_path / "gaussian" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(name.encode())
            rows.append(key.file_cells(path, tmp_path))
        key.write_table(rows, tmp_path / f"gaussian/shards/{job}.csv")
    return tmp_path


def files(folder):
    return {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()}


def test_files_that_only_jobs_of_another_configuration_list_are_removed(folder):
    assert remove_leftovers(folder, [folder / "gaussian/shards/b.csv"]) == ["gaussian/one/1.npz"]
    assert files(folder) == {"gaussian/shards/b.csv", "gaussian/both/2.npz", "gaussian/three/3.npz"}
    assert not (folder / "gaussian/one").exists()


def test_nothing_is_removed_while_all_tables_are_expected(folder):
    before = files(folder)
    tables = [folder / f"gaussian/shards/{job}.csv" for job in "abc"]
    assert remove_leftovers(folder, tables) == []
    assert files(folder) == before


def test_files_of_the_user_stay(folder):
    (folder / "gaussian/one/1.npz").write_bytes(b"another of the same name")
    (folder / "gaussian/one/notes.txt").write_text("mine")
    outside = folder.parent / "outside.npz"
    outside.write_bytes(b"x")
    rows = [{"filename": "../outside.npz", "bytes": 1}]
    key.write_table(rows, folder / "gaussian/shards/c.csv")
    assert remove_leftovers(folder, [folder / "gaussian/shards/b.csv"]) == []
    assert outside.exists()
    assert {"gaussian/one/1.npz", "gaussian/one/notes.txt"} <= files(folder)


def test_what_no_job_makes_any_more_is_removed_if_it_is_as_it_was_made(folder):
    for name in ("haadf/a.h5", "haadf/altered.h5", "gallery/haadf.png", "views/a.csv", "key.csv"):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(name)
    (folder / "provenance/workflow").mkdir(parents=True)
    (folder / "provenance/workflow/Snakefile").write_text("rule all:")
    write_checksums(folder, {name: sha256(folder / name) for name in list_files(folder)})
    (folder / "haadf/altered.h5").write_text("better")
    (folder / "haadf/mine.h5").write_text("mine")
    outputs = ["gaussian/shards/a.csv", "gaussian/shards/b.csv", "key.csv", "provenance/workflow"]
    before = files(folder)
    removed = remove_unclaimed(folder, [folder / name for name in outputs])
    assert removed == ["gallery/haadf.png", "haadf/a.h5", "views/a.csv"]
    assert files(folder) == before - set(removed)
    assert not (folder / "views").exists()


def test_without_checksums_nothing_is_removed(folder):
    assert remove_unclaimed(folder, []) == []


def test_images_that_the_same_job_no_longer_makes_are_removed(folder):
    """Of fewer detector rows, say; what a user altered or added stays, and what is no image."""
    made = ["clean/0.tif", "clean/1.tif", "clean/altered.tif", "shift01/0.tif"]
    others = ["tomography/masks/0.npz", "gallery/tomography.png", "key.csv"]
    for name in [*(f"tomography/{name}" for name in made), *others]:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(name)
    write_checksums(folder, {name: sha256(folder / name) for name in list_files(folder)})
    (folder / "tomography/clean/altered.tif").write_text("better")
    (folder / "tomography/clean/mine.tif").write_text("mine")
    before = files(folder)
    removed = remove_unlisted(folder, ["tomography/clean/0.tif"], ["tomography/masks/0.npz"])
    assert removed == ["tomography/clean/1.tif", "tomography/shift01/0.tif"]
    assert files(folder) == before - set(removed)
    assert not (folder / "tomography/shift01").exists()
