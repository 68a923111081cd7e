"""The demo that `make` has made is read by the programs that it is made for."""

import re
import warnings
from collections import Counter
from importlib.util import find_spec
from pathlib import PurePosixPath

import h5py
import numpy as np
import pytest
from PIL import Image
from tests.dataset.crate_validator import crate_problems
from tests.workflow.conftest import ROOT

from synthscope.core.files import sha256
from synthscope.dataset.aside import ASIDE_NAME
from synthscope.dataset.checksums import NAME, list_files, read_checksums
from synthscope.dataset.key.table import read_table

DEMO = ROOT / "results" / "demo"
if not (DEMO / ASIDE_NAME).is_file():
    pytest.skip("make has not made the demo here", allow_module_level=True)

PARTS = ("train", "dev", "test")


@pytest.fixture(scope="module")
def rows():
    return read_table(DEMO / "key.csv")


@pytest.fixture(scope="module", autouse=True)
def nothing_is_added():
    """Programs that read the demo leave it as it is."""
    before = list_files(DEMO)
    yield
    assert list_files(DEMO) == before


def files(rows, product, suffix):
    """The demo's files of a kind, of which there are some."""
    names = [row["filename"] for row in rows if row["product"] == product]
    found = [DEMO / name for name in names if PurePosixPath(name).suffix == suffix]
    assert found
    return found


def test_every_file_has_a_checksum_that_agrees():
    digests = read_checksums(DEMO) | read_checksums(DEMO, ASIDE_NAME)
    assert digests.keys() == {*list_files(DEMO), NAME} - {ASIDE_NAME}
    assert [name for name in digests if sha256(DEMO / name) != digests[name]] == []


def test_every_product_is_there(rows):
    made = {"gaussian", "haadf", "cbed", "stem4d", "tomography", "usid"}
    assert {row["product"] for row in rows} == made


def test_frictionless_finds_all_tables_valid():
    frictionless = pytest.importorskip("frictionless")
    report = frictionless.validate(str(DEMO / "datapackage.json"))
    assert report.valid, report.flatten(["title", "message"])
    assert {task.place for task in report.tasks} >= {"key.csv", "catalog.csv", "splits.csv"}


def test_mlcroissant_iterates_over_all_records(rows):
    mlc = pytest.importorskip("mlcroissant")
    data = mlc.Dataset(DEMO / "croissant.json")
    issues = data.metadata.ctx.issues
    assert not issues.errors and not issues.warnings
    found = {one.id: list(data.records(one.id)) for one in data.metadata.record_sets}
    assert found.keys() == {"splits", "images", "pictures-haadf-png"}
    assert len(found["images"]) == len(rows)
    assert len(found["pictures-haadf-png"]) == len(files(rows, "haadf", ".png"))
    for record in found["pictures-haadf-png"]:
        with Image.open(DEMO / record["pictures-haadf-png/filename"].decode()) as image:
            shown = record["pictures-haadf-png/image"]
            np.testing.assert_array_equal(shown, image.convert("RGB"))


def test_the_validator_of_crates_finds_what_the_profiles_require():
    assert crate_problems(DEMO, "workflow-run-crate")["REQUIRED"] == []


def test_pyusid_opens_every_main_dataset_of_every_hdf5_file(rows):
    usid = pytest.importorskip("pyUSID")
    packed = {DEMO / row["filename"]: row["n_images"] for row in rows if row["product"] == "usid"}
    for path in sorted([*DEMO.rglob("*.h5"), *DEMO.rglob("*.emd")]):
        with h5py.File(path) as file:
            mains = usid.hdf_utils.get_all_main(file)
            assert bool(mains) == (path in packed), path
            images = sum(main.shape[0] for main in mains)
            # The kinds of Gaussian images (image, mask, …) are main datasets of their own.
            assert not mains or images % packed.pop(path) == 0
            for main in mains:
                shown = main.get_n_dim_form()
                assert shown.shape == tuple(main.n_dim_sizes) and shown.any(), (path, main.name)
    assert not packed


def test_hyperspy_opens_scans_packages_and_pictures(rows):
    hs = pytest.importorskip("hyperspy.api")
    for path in files(rows, "stem4d", ".emd"):
        opened = hs.load(str(path), file_format="EMD", stack_group=False)
        signals = {one.metadata.General.title: one for one in opened}
        assert signals.keys() >= {"datacube", "bf", "adf", "com_x", "com_y", "idpc"}
        with h5py.File(path) as file:
            for name, signal in signals.items():
                np.testing.assert_array_equal(signal.data, file[f"stem4d/{name}/data"])
        axes = signals["datacube"].axes_manager._axes
        assert [axis.units for axis in axes] == ["Å", "Å", "mrad", "mrad"]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for path in files(rows, "usid", ".h5"):
            opened = hs.load(str(path), file_format="usid_hdf5")
            for signal in opened if isinstance(opened, list) else [opened]:
                assert signal.data.ndim > 2 and signal.data.any()
        for product, suffix in (("gaussian", ".tif"), ("tomography", ".tif"), ("haadf", ".png")):
            for path in files(rows, product, suffix):
                with Image.open(path) as image:
                    assert hs.load(str(path)).data.shape[-2:] == image.size[::-1]


def test_pycocotools_finds_the_pictures_and_their_columns(rows):
    coco = pytest.importorskip("pycocotools.coco")
    pictures = Counter(
        row["split"] for row in rows if PurePosixPath(row["filename"]).suffix == ".png"
    )
    for part in PARTS:
        for kind in ("columns", "instances"):
            labels = coco.COCO(DEMO / "labels" / "coco" / f"{part}-{kind}.json")
            images = labels.loadImgs(labels.getImgIds())
            assert len(images) == pictures[part]
            assert bool(labels.getAnnIds()) == (part in pictures)
            for told in images:
                with Image.open(DEMO / told["file_name"]) as image:
                    assert image.size == (told["width"], told["height"])


def test_webdataset_reads_all_acquisitions_of_each_part(rows):
    webdataset = pytest.importorskip("webdataset")
    for part in PARTS:
        tar = str(DEMO / "training" / "webdataset" / f"{part}-000000.tar")
        data = webdataset.WebDataset(tar, shardshuffle=False, empty_check=False).decode()
        found = {}
        for sample in data:
            found[sample["json"]["key"]["filename"]] = sample
            for condition in sample["json"]["images"]:
                assert sample[f"{condition}.npy"].any()
        made = {row["filename"] for row in rows if row.get("split") == part}
        own = {name for name in made if name.startswith("haadf/") and name.endswith(".h5")}
        assert found.keys() == own
        for name, sample in found.items():
            with h5py.File(DEMO / name) as file:
                raw = file["haadf/raw"][:].astype(np.float32)
            np.testing.assert_array_equal(sample["raw.npy"], raw)


def test_the_code_of_the_card_runs(monkeypatch, capsys, tmp_path):
    pytest.importorskip("hyperspy.api")
    pytest.importorskip("matplotlib.pyplot").switch_backend("agg")
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    datasets = pytest.importorskip("datasets")
    monkeypatch.setattr(datasets.config, "HF_DATASETS_CACHE", tmp_path)
    monkeypatch.chdir(DEMO)
    card = (DEMO / "README.md").read_text(encoding="utf-8")
    pieces = re.findall(r"```python\n(.*?)```", card, flags=re.S)
    tried = (
        "numpy",
        "pandas",
        "h5py",
        "pyUSID",
        "hyperspy",
        "datasets",
        "pycocotools",
        "webdataset",
    )
    assert [name for name in tried if name not in " ".join(pieces)] == []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for piece in pieces:
            if "torch" not in piece or find_spec("torch"):
                exec(piece, {})
    printed = capsys.readouterr().out
    assert "train: Dataset({" in printed and "dev: Dataset({" in printed
