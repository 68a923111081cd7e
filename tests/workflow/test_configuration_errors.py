"""A wrong configuration ends the run before its first job, in a line that helps."""

import subprocess
import sys

import pytest
import yaml
from tests.workflow.conftest import ENVIRONMENT

MISTAKES = {
    "unknown key": ({"sede": 3}, "sede", "did you mean seed"),
    "unknown key in a section": ({"gaussian": {"rotation": 3}}, "gaussian.rotation", "rotations"),
    "wrong type": ({"shard_size": "many"}, "shard_size", "whole number"),
    "value out of range": ({"gaussian": {"sigma_A": -1}}, "gaussian.sigma_A", "greater than"),
    "not one of the choices": ({"products": ["gausian"]}, "products", "'gaussian'"),
    "a path as a name": ({"dataset": "../elsewhere"}, "dataset", "letters"),
    "text for a number": ({"gaussian": {"sigma_A": "1.0e4x"}}, "gaussian.sigma_A", "number"),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_named_in_one_line_without_a_traceback(finished, mistake):
    settings, key, hint = MISTAKES[mistake]
    path = finished.root / "wrong.yaml"
    path.write_text(yaml.safe_dump(settings))
    printed = finished.snakemake("-n", "--configfile", "wrong.yaml", fails=True)
    path.unlink()
    assert "Traceback" not in printed
    lines = [line for line in printed.splitlines() if key in line]
    assert len(lines) == 1 and "wrong.yaml" in lines[0] and hint in lines[0], printed
    assert printed.splitlines()[-1] == lines[0]


def test_all_mistakes_are_named_at_once(finished):
    path = finished.root / "wrong.yaml"
    path.write_text(yaml.safe_dump({"seed": -1, "shard_size": 0, "colour": "red"}))
    printed = finished.snakemake("-n", "--configfile", "wrong.yaml", fails=True)
    path.unlink()
    assert all(f"wrong.yaml: {key}" in printed for key in ("seed", "shard_size", "colour"))


def test_a_folder_that_is_not_there_is_named(finished):
    path = finished.root / "wrong.yaml"
    path.write_text(yaml.safe_dump({"dataset": "d", "structures": {"folder": "no/such/folder"}}))
    printed = finished.snakemake("-n", "--configfile", "wrong.yaml", fails=True)
    path.unlink()
    assert "no/such/folder" in printed and "Traceback" not in printed


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("dataset: d\nseed: 1\nseed: 2\n", "line 3: seed is given twice"),
        ("seed: 1\n", "dataset is missing; name the data set"),
        (
            "dataset: d\nstructures: {ase: [Au55]}\n"
            "gaussian: {outputs: [gaussian_3d], rotations: 10000000}\n",
            "up to 21 TB of images before compression",
        ),
    ],
)
def test_what_would_do_harm_is_refused_before_the_first_job(finished, text, told):
    path = finished.root / "wrong.yaml"
    path.write_text(text)
    printed = finished.snakemake("-n", "--configfile", "wrong.yaml", fails=True)
    path.unlink()
    assert told in printed and "Traceback" not in printed


def test_a_demo_configuration_that_cannot_be_read_is_refused_in_one_line(copy_of_finished):
    path = copy_of_finished.root / "config" / "config.yaml"
    path.write_bytes(b"\xff\xfe\x00")
    done = subprocess.run(
        [sys.executable, "-m", "snakemake", "-n"],
        cwd=copy_of_finished.root,
        env=ENVIRONMENT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert "config/config.yaml: not a text in UTF-8" in done.stdout and done.returncode == 1
    assert "Traceback" not in done.stdout and len(done.stdout.splitlines()) < 6
