"""The code on the card that shows how to open files runs, with every library that it names."""

import warnings

import h5py
import mrcfile
import numpy as np
import pytest
from PIL import Image

from synthscope.dataset.about import About
from synthscope.dataset.card import dataset_card
from synthscope.dataset.key.parquet import write_parquet
from synthscope.dataset.key.table import write_table
from synthscope.dataset.loading import snippets
from synthscope.formats.usid import Dimension, writing

ROWS = [
    {"product": "gaussian", "filename": "a.npz", "structure_id": "000004"},
    {"product": "haadf", "filename": "a.h5"},
    {
        "product": "haadf",
        "filename": "a.png",
        "split": "test",
        "structure_id": "000004",
        "symmetry_space_group_name": "Fm-3m",
        "symmetry_Int_Tables_number": 225,
    },
    {"product": "tomography", "filename": "a.tif", "split": "train"},
    {"product": "tomography", "filename": "a.mrc", "split": "train"},
    {
        "product": "usid",
        "filename": "usid.h5",
        "condition": "gaussian",
        "structure_id": "000004",
    },
]


@pytest.fixture
def files(tmp_path, monkeypatch):
    """A file of each kind, the key in all its forms, and the card for its header."""
    monkeypatch.chdir(tmp_path)
    image = np.arange(48, dtype=np.uint8).reshape(6, 8)
    np.savez_compressed("a.npz", gaussian_2d=image[None])
    Image.fromarray(np.dstack([image] * 3)).save("a.png")
    Image.fromarray(image.astype(np.uint16)).save("a.tif")
    mrcfile.write("a.mrc", image.astype(np.int16)[None])
    with h5py.File("a.h5", "w") as file:
        file["haadf/raw"] = image
    with writing("usid.h5") as file:
        file.channel(
            [Dimension.steps("Frame", "index", 2)],
            [Dimension.steps("Y", "nm", 6, 0.02), Dimension.steps("X", "nm", 8, 0.02)],
            dtype="u1",
            quantity="Intensity",
        ).append([image, image])
    write_table(ROWS, "key.csv")
    write_parquet(ROWS, "key.parquet")
    for part in ("train", "dev", "test"):
        own = [row for row in ROWS if row.get("split") == part]
        write_parquet(own, f"parts/{part}.parquet")
    about = About(name="small", title="small", description="x", published="2026-01-01")
    (tmp_path / "README.md").write_text(dataset_card(about, ROWS, [], {}, {}))


def run(library: str, capsys) -> str:
    """What the pieces of code for a library print."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for heading, code in snippets(ROWS):
            if heading.endswith(f" {library}"):
                exec(compile(code, heading, "exec"), {})
    return capsys.readouterr().out


def test_every_kind_of_file_is_opened_by_a_library_that_a_test_runs():
    tried = {"pandas", "Hugging Face datasets", "NumPy", "mrcfile", "h5py", "pyUSID", "HyperSpy"}
    named = {heading.rpartition("with ")[2] for heading, _ in snippets(ROWS)}
    assert named == tried | {"PyTorch"}


def test_pandas_reads_the_key_with_ids_as_text(files, capsys):
    pytest.importorskip("pandas")
    assert " 000004 " in run("pandas", capsys)


def test_datasets_finds_parts_as_splits_and_images_with_labels(files, capsys, monkeypatch):
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    datasets = pytest.importorskip("datasets")
    monkeypatch.setattr(datasets.config, "HF_DATASETS_CACHE", "cache")
    printed = run("datasets", capsys)
    assert "test: Dataset({" in printed and "train: Dataset({" in printed
    assert "dev" not in printed
    assert "(8, 6) Fm-3m" in printed


def test_pytorch_has_images_with_labels(files, capsys):
    pytest.importorskip("torch")
    assert run("PyTorch", capsys) == "torch.Size([1, 6, 8]) torch.float32 224\n"


def test_pytorch_is_shown_only_where_images_have_such_labels():
    unlabelled = [{k: v for k, v in row.items() if "Tables" not in k} for row in ROWS]
    assert not any("PyTorch" in heading for heading, _ in snippets(unlabelled))


def test_numpy_opens_stacks_and_pictures(files, capsys):
    assert run("NumPy", capsys).splitlines() == [
        "gaussian_2d (1, 6, 8) uint8",
        "(6, 8) uint8",
        "(6, 8) uint16",
    ]


def test_mrcfile_opens_volumes(files, capsys):
    assert "(1, 6, 8) int16" in run("mrcfile", capsys)


def test_h5py_lists_what_is_in_a_file(files, capsys):
    assert "haadf/raw (6, 8)" in run("h5py", capsys)


def test_pyusid_finds_the_stack(files, capsys):
    pytest.importorskip("pyUSID")
    assert "(2, 6, 8)" in run("pyUSID", capsys)


def test_hyperspy_plots_the_frames_of_the_stack(files, capsys):
    pytest.importorskip("hyperspy.api")
    plt = pytest.importorskip("matplotlib.pyplot")
    plt.switch_backend("agg")
    printed = run("HyperSpy", capsys)
    assert "title: gaussian of 000004, dimensions: (2|8, 6)" in printed
    assert len(plt.get_fignums()) == 2  # where in the stack, and its image
    image = plt.figure(plt.get_fignums()[1]).axes[0]
    assert (image.get_xlabel(), image.get_ylabel()) == ("X axis (nm)", "Y axis (nm)")
    assert "gaussian of 000004" in image.get_title()
    plt.close("all")


def test_hyperspy_has_names_units_and_scales_of_all_axes(files):
    hs = pytest.importorskip("hyperspy.api")
    axes = hs.load("usid.h5", file_format="usid_hdf5").axes_manager
    told = {axis.name: (axis.units, axis.scale, axis.size) for axis in axes._axes}
    assert told == {
        "Frame": ("index", 1, 2),
        "Y": ("nm", pytest.approx(0.02), 6),
        "X": ("nm", pytest.approx(0.02), 8),
    }


def test_no_piece_of_code_is_longer_than_five_lines_but_a_class_of_pytorch():
    for heading, code in snippets(ROWS):
        most = 15 if heading.endswith("PyTorch") else 5
        assert sum(bool(line.strip()) for line in code.splitlines()) <= most, heading
