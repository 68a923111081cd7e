"""ro-crate-metadata.json: a Workflow Run Crate that rocrate reads and that never changes."""

import json
from dataclasses import replace

import pytest
from tests.dataset.crate_validator import crate_problems

from synthscope.dataset.about import About
from synthscope.dataset.rocrate import run_crate
from synthscope.dataset.workflow_files import rules_hash, workflow_files, workflow_hash

rocrate = pytest.importorskip("rocrate.rocrate")


ABOUT = About(
    name="small",
    title="A small set",
    description="For tests.",
    licence="CC-BY-4.0",
    creators=["A. Author", "B. Author"],
    citation="",
    url=None,
    published="2026-01-01",
    seed=1,
    publisher="An Institute",
)


def metadata(**other):
    return run_crate(
        **{
            "about": ABOUT,
            "workflow": "provenance/workflow/Snakefile",
            "version": "0123456789ab",
            "engine": "9.27.1",
            "rules": {"check_structures": "Reading", "render_gaussian": "Rendering"},
            "settings": {"seed": 1, "products": ["gaussian"], "dataset": "small"},
            "configuration": "configuration.json",
            "folders": {"gaussian/": "3 files"},
            "files": {
                "configuration.json": {"name": "All settings", "sha256": "0" * 64},
                "README.md": {"name": "The card"},
                "key.csv": {"name": "The key"},
            },
        }
        | other
    )


@pytest.fixture
def crate(tmp_path):
    (tmp_path / "ro-crate-metadata.json").write_text(json.dumps(metadata()))
    scripts = [f"scripts/{rule}.py" for rule in ("check_structures", "render_gaussian")]
    kept = [f"provenance/workflow/{name}" for name in ("Snakefile", *scripts)]
    for name in (*kept, "configuration.json", "README.md", "key.csv"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name)
    (tmp_path / "gaussian").mkdir()
    return rocrate.ROCrate(tmp_path)


def test_rocrate_finds_the_workflow_its_language_and_its_steps(crate):
    assert crate.mainEntity.id == "provenance/workflow/Snakefile"
    assert "ComputationalWorkflow" in crate.mainEntity.type
    assert crate.mainEntity["programmingLanguage"]["version"] == "9.27.1"
    steps = [step["name"] for step in crate.mainEntity["step"]]
    assert steps == ["check_structures", "render_gaussian"]


def test_the_run_leads_from_the_settings_to_the_images(crate):
    run = crate.dereference("#run")
    assert run.type == "CreateAction" and run["instrument"] == crate.mainEntity
    assert run["agent"]["name"] == "A. Author"
    values = {item["name"]: item.get("value") for item in run["object"] if item.id[0] == "#"}
    assert values == {"seed": 1, "products": '["gaussian"]', "dataset": "small"}
    assert {item.id for item in run["result"]} == {"gaussian/", "README.md", "key.csv"}
    assert {part.id for part in crate.root_dataset["hasPart"]} >= {"gaussian/", "key.csv"}


def test_the_profiles_of_a_workflow_run_crate_are_claimed_and_described(crate):
    profiles = {item.id for item in crate.root_dataset["conformsTo"]}
    assert "https://w3id.org/ro/wfrun/workflow/0.5" in profiles
    for profile in crate.root_dataset["conformsTo"]:
        assert profile.type == "CreativeWork" and profile["version"]


def test_the_publisher_is_an_organization(crate):
    publisher = crate.root_dataset["publisher"]
    assert publisher.type == "Organization" and publisher["name"] == "An Institute"


def test_the_validator_finds_the_profiles_kept(crate, tmp_path):
    """All that they require, and what they recommend but for what a run cannot know: the crate
    holds no time, and the workflow's own address is not known."""
    problems = crate_problems(tmp_path, "workflow-run-crate")
    assert problems["REQUIRED"] == []
    assert {check for check, _ in problems["RECOMMENDED"]} <= {
        "process-run-crate-0.5_3.2",  # the application's address
        "process-run-crate-0.5_5.1",  # an absolute address as its identifier
        "process-run-crate-0.5_8.4",  # the end of the run
        "ro-crate-1.1_30.2",  # where authors work
        "ro-crate-1.1_30.3",
        "ro-crate-1.1_31.2",  # the publisher's address
    }


def test_steps_lead_to_their_scripts_as_runs_with_provenance_require(crate, tmp_path):
    steps = crate.mainEntity["step"]
    assert [step["workExample"].id for step in steps] == [
        f"provenance/workflow/scripts/{rule}.py" for rule in ("check_structures", "render_gaussian")
    ]
    required = crate_problems(tmp_path, "provenance-run-crate")["REQUIRED"]
    assert {check for check, _ in required} == {
        "provenance-run-crate-0.5_3.2",  # an action for each tool
        "provenance-run-crate-0.5_6.1",  # the claim to follow the profile
    }


def test_the_validator_finds_a_run_without_its_workflow(crate, tmp_path):
    path = tmp_path / "ro-crate-metadata.json"
    content = json.loads(path.read_text())
    run = next(item for item in content["@graph"] if item["@id"] == "#run")
    del run["instrument"]
    path.write_text(json.dumps(content))
    assert crate_problems(tmp_path, "workflow-run-crate")["REQUIRED"]


def test_the_crate_holds_no_time_but_the_day_of_publication():
    assert metadata() == metadata()
    text = json.dumps(metadata())
    assert '"datePublished": "2026-01-01"' in text
    for word in ("startTime", "endTime", "dateCreated", "dateModified", "T00:00"):
        assert word not in text


def test_a_set_without_named_makers_has_no_agent():
    graph = {item["@id"]: item for item in metadata(about=replace(ABOUT, creators=[]))["@graph"]}
    assert "agent" not in graph["#run"] and "author" not in graph["./"]


def test_the_workflows_files_and_nothing_else_are_kept(tmp_path):
    for name in ("Snakefile", "rules/a.smk", "scripts/a.py", "scripts/lib/b.py", "envs/a.yaml"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)
    wanted = ["Snakefile", "envs/a.yaml", "rules/a.smk", "scripts/a.py", "scripts/lib/b.py"]
    before = workflow_hash(tmp_path)
    for name in ("results/x.csv", "scripts/__pycache__/a.pyc", "scripts/.a.py", ".snakemake/a.py"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name)
    assert workflow_files(tmp_path) == wanted
    assert workflow_hash(tmp_path) == before
    drawn = rules_hash(tmp_path)
    (tmp_path / "scripts/a.py").write_text("other")
    assert workflow_hash(tmp_path) != before and rules_hash(tmp_path) == drawn
    (tmp_path / "rules/a.smk").write_text("other")
    assert rules_hash(tmp_path) != drawn
