"""Labels and training files belong to the data set: listed, made again, the same bytes."""

import json

import pyarrow.parquet as pq
from tests.workflow.test_acquisitions import SUMS, VARIED

from synthscope.dataset.delivered import LABEL_FILES, TRAINING_FILES

FORMS = {"labels": list(LABEL_FILES), "training": list(TRAINING_FILES), "training_shards": 2}
GENERAL = VARIED["haadf"]["general"] | {"acquisitions": 4}
DELIVERED = VARIED | {
    "products": ["haadf"],
    "package": VARIED["package"] | FORMS | {"splits": {"train": 0.5, "test": 0.5}},
    "haadf": VARIED["haadf"] | {"general": GENERAL, "labels": {"maps": ["thickness", "regions"]}},
}


def made(project):
    return {n: d for n, d in project.files().items() if n.startswith(("labels/", "training/"))}


def test_labels_and_training_files_are_files_of_the_data_set(new_project):
    project = new_project()
    project.configure(**DELIVERED)
    project.snakemake("--", SUMS)
    files, sums = made(project), project.checksums()
    per_part = sum(map(len, LABEL_FILES.values())) + len(TRAINING_FILES) + 1  # two tar files
    assert len(files) == 2 * per_part
    assert all(f"  {name}\n" in sums for name in files)
    described = json.loads((project.results / "datapackage.json").read_text())["resources"]
    assert files.keys() < {resource["path"] for resource in described}
    key = pq.read_table(project.results / "key.parquet").to_pylist()
    for part in ("train", "test"):
        images = pq.read_table(project.results / f"labels/parquet/{part}-images.parquet")
        own = {r["filename"] for r in key if r["split"] == part and r["filename"].endswith(".h5")}
        assert set(images["filename"].to_pylist()) == own and own
    card = (project.results / "README.md").read_text(encoding="utf-8")
    assert "## Labels and images for training" in card and "-{000000..000001}.tar" in card

    lost = "results/small/labels/coco/train-columns.json"
    (project.root / lost).unlink()
    project.snakemake("--", SUMS, lost)
    assert made(project) == files

    other = new_project()
    other.configure(**DELIVERED, shard_size=5)
    other.snakemake("--cores", "1", "--", SUMS)
    assert made(other) == files and other.checksums() == sums
