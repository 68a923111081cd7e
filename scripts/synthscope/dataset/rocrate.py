"""ro-crate-metadata.json: the data set and the run that made it as a Workflow Run Crate.

Follows RO-Crate 1.1 and the profiles Process Run Crate 0.5, Workflow Run Crate 0.5 and Workflow
RO-Crate 1.0 (Leo et al., PLOS ONE 19, e0309210, 2024). The run is described by what went in and
what came out, not by when and where: the same configuration gives the same crate. It has the
scripts of the steps, as a Provenance Run Crate has, but tells of no single job.
"""

import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import PurePosixPath
from typing import Any

from rocrate.model import ContextEntity, File
from rocrate.model.entity import Entity
from rocrate.rocrate import ROCrate

from synthscope.dataset.about import About

_PROFILES = {
    "https://w3id.org/ro/wfrun/process/0.5": ("Process Run Crate", "0.5"),
    "https://w3id.org/ro/wfrun/workflow/0.5": ("Workflow Run Crate", "0.5"),
    "https://w3id.org/workflowhub/workflow-ro-crate/1.0": ("Workflow RO-Crate", "1.0"),
}
_TERMS = "https://w3id.org/ro/terms/workflow-run/context"
_BIOSCHEMAS = "https://bioschemas.org/profiles/{}/1.0-RELEASE"
_BYTES = "application/octet-stream"
_FORMATS = {
    "": "text/plain",
    ".py": "text/x-python",
    ".csv": "text/csv",
    ".json": "application/json",
    ".md": "text/markdown",
    ".svg": "image/svg+xml",
    ".html": "text/html",
    ".png": "image/png",
    ".parquet": "application/vnd.apache.parquet",
}


def run_crate(
    *,
    about: About,
    workflow: str,
    version: str,
    engine: str,
    rules: Mapping[str, str],
    settings: Mapping[str, Any],
    configuration: str,
    folders: Mapping[str, str],
    files: Mapping[str, Mapping[str, Any]],
) -> dict[str, Any]:
    """The crate's metadata.

    Parameters
    ----------
    about
        The data set.
    workflow
        Path of the Snakefile in the crate.
    version, engine
        The workflow's version, and Snakemake's.
    rules
        For each rule, what it does, in the order of the run.
    settings
        The settings that the run was started with, one level deep; shown as its parameters.
    configuration
        Path of the file that holds all settings.
    folders
        Folders of images: path with a final '/', and what is in it.
    files
        Other files: path, and properties such as `name`, `sha256`, `contentSize`.
    """
    crate = ROCrate(gen_preview=False, version="1.1")
    crate.metadata.extra_contexts.append(_TERMS)
    crate.name = about.title
    crate.description = about.description
    crate.datePublished = datetime.fromisoformat(about.published)
    crate.root_dataset["datePublished"] = about.published
    crate.license = crate.add(
        ContextEntity(crate, about.licence_address, {"@type": "CreativeWork"})
    )
    crate.root_dataset["conformsTo"] = [
        crate.add(
            ContextEntity(
                crate,
                address,
                properties={"@type": "CreativeWork", "name": name, "version": version},
            )
        )
        for address, (name, version) in _PROFILES.items()
    ]
    people = [
        crate.add(
            ContextEntity(crate, f"#creator-{n}", properties={"@type": "Person", "name": name})
        )
        for n, name in enumerate(about.creators, 1)
    ]
    main = crate.add_workflow(
        dest_path=workflow,
        main=True,
        lang="snakemake",
        lang_version=engine,
        properties={
            "@type": ["File", "SoftwareSourceCode", "ComputationalWorkflow", "HowTo"],
            "conformsTo": {"@id": _BIOSCHEMAS.format("ComputationalWorkflow")},
            "name": "synthscope",
            "version": version,
            "encodingFormat": "text/plain",
        },
    )
    scripts = PurePosixPath(workflow).parent / "scripts"
    tools = {
        rule: _tool(crate, f"{scripts}/{rule}.py", version, text) for rule, text in rules.items()
    }
    main["hasPart"] = list(tools.values())
    main["step"] = [_step(crate, n, *named, rules) for n, named in enumerate(tools.items(), 1)]

    described = {path: _file(crate, path, known) for path, known in files.items()}
    images = [
        crate.add_dataset(dest_path=path, properties={"name": path, "description": text})
        for path, text in folders.items()
    ]
    parameters = [_parameter(crate, key, value) for key, value in settings.items()]
    main["input"] = [formal for formal, _ in parameters]
    action = crate.add(
        ContextEntity(
            crate,
            "#run",
            properties={
                "@type": "CreateAction",
                "name": f"Making of {about.title}",
                "description": "All jobs of the workflow with the settings in "
                f"{configuration}; the workflow's files as they were stand beside {workflow}.",
                "actionStatus": "http://schema.org/CompletedActionStatus",
            },
        )
    )
    action["instrument"] = main
    action["object"] = [described[configuration], *(value for _, value in parameters)]
    action["result"] = [
        *images,
        *(entity for path, entity in described.items() if path != configuration),
    ]
    crate.root_dataset["mentions"] = action
    if people:
        crate.root_dataset["author"] = people if len(people) > 1 else people[0]
        action["agent"] = people[0]
    if about.publisher:
        crate.root_dataset["publisher"] = crate.add(
            ContextEntity(
                crate,
                "#publisher",
                properties={"@type": "Organization", "name": about.publisher},
            )
        )
    if "README.md" in described:
        described["README.md"]["about"] = crate.root_dataset
    return crate.metadata.generate()


def _file(crate: ROCrate, path: str, known: Mapping[str, Any]) -> Entity:
    encoding = {"encodingFormat": _FORMATS.get(PurePosixPath(path).suffix, _BYTES)}
    return crate.add(File(crate, dest_path=path, properties={**encoding, **known}))


def _tool(crate: ROCrate, path: str, version: str, text: str) -> Entity:
    """The script of a rule, which the workflow runs."""
    properties = {"name": PurePosixPath(path).stem, "version": version, "description": text}
    return _file(crate, path, properties | {"@type": ["File", "SoftwareSourceCode"]})


def _step(
    crate: ROCrate, position: int, rule: str, tool: Entity, texts: Mapping[str, str]
) -> Entity:
    properties = {"@type": "HowToStep", "position": position, "name": rule}
    step = crate.add(
        ContextEntity(crate, f"#step-{rule}", properties={**properties, "description": texts[rule]})
    )
    step["workExample"] = tool
    return step


def _parameter(crate: ROCrate, key: str, value: Any) -> tuple[Entity, Entity]:
    """A setting as the workflow declares it and as this run gave it."""
    kind = {bool: "Boolean", int: "Integer", float: "Float"}.get(type(value), "Text")
    shown = value if isinstance(value, bool | int | float | str) else json.dumps(value)
    formal = crate.add(
        ContextEntity(
            crate,
            f"#parameter-{key}",
            properties={
                "@type": "FormalParameter",
                "conformsTo": {"@id": _BIOSCHEMAS.format("FormalParameter")},
                "name": key,
                "additionalType": kind,
            },
        )
    )
    given = crate.add(
        ContextEntity(
            crate,
            f"#setting-{key}",
            properties={"@type": "PropertyValue", "name": key, "value": shown},
        )
    )
    given["exampleOfWork"] = formal
    formal["workExample"] = given
    return formal, given
