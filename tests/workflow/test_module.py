"""The workflow runs as a module of another one, and from a folder of its own."""

import subprocess
import sys

import pytest
from tests.workflow.conftest import ENVIRONMENT, ROOT

OUTER = """
module images:
    snakefile:
        {snakefile!r}
    config:
        {{
            "dataset": "inner",
            "products": ["gaussian"],
            "structures": {{"ase": ["Au55"]}},
            "gaussian": {{"rotations": 2, "edge_px": 32}},
        }}


use rule * from images as images_*


rule everything:
    default_target: True
    input:
        rules.images_all.input,
    output:
        "done.txt",
    shell:
        "touch {{output}}"
"""


def snakemake(folder, *arguments):
    return subprocess.run(
        [sys.executable, "-m", "snakemake", "--cores", "1", *arguments],
        cwd=folder,
        env=ENVIRONMENT,
        capture_output=True,
        text=True,
    )


def test_another_workflow_takes_the_images_as_its_input(tmp_path):
    (tmp_path / "Snakefile").write_text(OUTER.format(snakefile=str(ROOT / "Snakefile")))
    done = snakemake(tmp_path)
    assert done.returncode == 0, done.stderr[-3000:]
    results = tmp_path / "results" / "inner"
    assert (tmp_path / "done.txt").exists()
    assert list(results.glob("gaussian/*/*.npz"))
    assert "check_structures" in (results / "provenance" / "rulegraph.svg").read_text()
    assert (results / "ro-crate-metadata.json").exists()


@pytest.mark.parametrize("own", [False, True])
def test_a_run_elsewhere_takes_the_configuration_there_or_the_demo(tmp_path, own):
    if own:
        (tmp_path / "config").mkdir()
        (tmp_path / "config" / "config.yaml").write_text(
            "dataset: mine\nproducts: [gaussian]\nstructures: {ase: [Au55]}\n"
        )
    planned = snakemake(tmp_path, "-n", "--snakefile", str(ROOT / "Snakefile"))
    assert planned.returncode == 0, planned.stderr[-3000:]
    dataset = "mine" if own else "demo"
    assert f"results/{dataset}/key.csv" in planned.stdout + planned.stderr
