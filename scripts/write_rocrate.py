"""Describe the run as a Workflow Run Crate, and keep the workflow's files beside it.

In: SHA256SUMS and the graphs. Out: ro-crate-metadata.json in the data set's folder, and a copy of
the workflow as it was.
"""

import ast
import shutil
from collections import Counter
from pathlib import Path

from synthscope.core.jobs import job
from synthscope.core.tables import write_json
from synthscope.dataset.about import About
from synthscope.dataset.checksums import read_checksums
from synthscope.dataset.rocrate import run_crate
from synthscope.dataset.workflow_files import workflow_files, workflow_hash


def purpose(script):
    """The first sentence of a script's docstring."""
    text = ast.get_docstring(ast.parse(script.read_text(encoding="utf-8"))) or script.stem
    return " ".join(text.split("\n\n")[0].split())


def main():
    params, output = snakemake.params, snakemake.output
    folder, root = Path(output.crate).parent, Path(snakemake.scriptdir).parent
    kept = Path(output.workflow)
    for name in workflow_files(root):
        (kept / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(root / name, kept / name)

    digests = read_checksums(folder)
    images = Counter(name.split("/")[0] for name in digests if "/" in name)
    files = {
        name: {"name": name, "sha256": digest, "contentSize": (folder / name).stat().st_size}
        for name, digest in digests.items()
        if "/" not in name or name == "gallery/index.html"
    }
    for path in (snakemake.input.checksums, *snakemake.input.graphs):
        name = Path(path).relative_to(folder).as_posix()
        files[name] = {"name": name}
    about = About.of(params.dataset, params.seed, params.settings)
    crate = run_crate(
        title=about.title,
        description=about.description,
        licence=about.licence_address,
        creators=about.creators,
        published=about.published,
        workflow=(kept / "Snakefile").relative_to(folder).as_posix(),
        version=workflow_hash(root),
        engine=params.engine,
        rules={rule: purpose(root / "scripts" / f"{rule}.py") for rule in params.rules},
        settings=params.started,
        configuration="configuration.json",
        folders={f"{name}/": f"{count} files" for name, count in sorted(images.items())},
        files=files,
    )
    write_json(crate, output.crate)


if __name__ == "__main__":
    with job(snakemake):
        main()
