"""Describe the run as a Workflow Run Crate, and keep the workflow's files beside it.

In: SHA256SUMS and the graphs. Out: ro-crate-metadata.json in the data set's folder, and a copy of
the workflow as it was.
"""

from pathlib import Path

from synthscope.core.jobs import job
from synthscope.core.tables import write_json
from synthscope.dataset.about import About
from synthscope.dataset.checksums import read_checksums
from synthscope.dataset.crate_files import crate_files, crate_folders
from synthscope.dataset.rocrate import run_crate
from synthscope.dataset.workflow_files import keep_workflow, purposes, workflow_hash


def main():
    params, output, root = snakemake.params, snakemake.output, Path(snakemake.scriptdir).parent
    folder, kept = Path(output.crate).parent, Path(output.workflow)
    keep_workflow(root, kept)
    digests = read_checksums(folder)
    described = [snakemake.input.checksums, *snakemake.input.graphs]
    crate = run_crate(
        about=About.of(params.about),
        workflow=(kept / "Snakefile").relative_to(folder).as_posix(),
        version=workflow_hash(root),
        engine=params.engine,
        rules=purposes(root, params.rules),
        settings=params.started,
        configuration="configuration.json",
        folders=crate_folders(digests),
        files=crate_files(folder, digests, map(Path, described)),
    )
    write_json(crate, output.crate)


if __name__ == "__main__":
    with job(snakemake):
        main()
