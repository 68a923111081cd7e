"""Draw the graphs of the workflow's jobs, rules and files.

In: the settings. Out: three SVGs. Snakemake is asked for the graphs of these very settings, without
running anything; the drawing is the project's own.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from synthscope.core.errors import InputError
from synthscope.core.jobs import job
from synthscope.core.tables import write_text
from synthscope.figures.graphs import draw_graph


def printed(kind, snakefile, configuration):
    """What Snakemake prints of a kind of graph."""
    command = [sys.executable, "-m", "snakemake", f"--{kind}", "--snakefile", snakefile]
    command += ["--configfile", configuration, "--nolock", "--ignore-incomplete"]
    command += ["--profile", "none", "--workflow-profile", "none"]
    environment = {k: v for k, v in os.environ.items() if k != "SNAKEMAKE_PROFILE"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    if done.returncode:
        raise InputError(f"snakemake --{kind} failed: {done.stderr.strip()[-500:]}")
    return done.stdout


def main():
    params, output = snakemake.params, snakemake.output
    snakefile = Path(snakemake.scriptdir).parent / "Snakefile"
    settings = json.loads(Path(snakemake.input[0]).read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory() as folder:
        configuration = Path(folder) / "config.json"
        configuration.write_text(json.dumps(settings | {"shard_size": params.shard_size}))
        text = {
            kind: printed(kind, str(snakefile), str(configuration)) for kind in ("dag", "filegraph")
        }
    below = f"{params.folder}/"
    for path, name, kind, by_rule in (
        (output.jobs, "Jobs", "dag", False),
        (output.rules, "Rules", "dag", True),
        (output.files, "Files", "filegraph", False),
    ):
        title = f"{name} of {params.dataset}"
        write_text(draw_graph(text[kind], title, params.stages, below, by_rule), path)


if __name__ == "__main__":
    with job(snakemake):
        main()
