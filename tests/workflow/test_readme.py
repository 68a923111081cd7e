"""What the README tells a user to type works."""

import re
import shlex
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text() + (ROOT / "config" / "README.md").read_text()


def commands() -> list[str]:
    fenced = re.findall(r"^```(\w*)\n(.*?)^```", README, flags=re.M | re.S)
    blocks = [text for language, text in fenced if language in ("", "bash", "sh")]
    lines = [line.partition("#")[0].strip() for block in blocks for line in block.splitlines()]
    return list(dict.fromkeys(line for line in lines if line.startswith("snakemake")))


@pytest.fixture(scope="module")
def project(new_project):
    """A copy without results, so that no configuration is another one's second."""
    project = new_project()
    project.configure()
    (project.root / "my-changes.yaml").write_text("seed: 2\n")
    return project


ELSEWHERE = {"--report", "--unlock", "--sdm", "--default-storage-provider"}
"""Options of commands that other tests run to their ends."""


@pytest.mark.parametrize("command", commands())
def test_command_of_the_readme_can_be_planned(project, command):
    arguments = shlex.split(command)[1:]
    if ELSEWHERE & set(arguments):
        pytest.skip("run elsewhere")
    if "--profile" in arguments:  # the plan is the same, without a cluster to submit to
        arguments += ["--executor", "dryrun"]
    if "--configfile" not in arguments:
        arguments += ["--configfile", "config/config.yaml"]
    if "--config" not in arguments:
        arguments += ["--config"]
    project.snakemake("-n", *arguments, "larger_than_disk=true")


def test_files_that_the_readme_names_are_there():
    links = re.findall(r"\]\(([\w./-]+)\)", README)
    assert links and all(
        (ROOT / link).exists() or (ROOT / "config" / link).exists() for link in links
    )


def test_goals_of_make_that_the_documents_name_are_there():
    makefile = (ROOT / "Makefile").read_text()
    text = README + (ROOT / "CONTRIBUTING.md").read_text()
    goals = set(re.findall(r"^make (\w+)", text, flags=re.M))
    assert goals and all(re.search(rf"^{goal}:", makefile, flags=re.M) for goal in goals)
