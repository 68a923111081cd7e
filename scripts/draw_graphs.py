"""Draw the graphs of the workflow's jobs, rules and files.

Out: three SVGs. Snakemake is asked for the graphs of this very configuration, without running
anything; the drawing is the project's own.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from synthscope.errors import InputError
from synthscope.figures.graphs import draw_graph
from synthscope.jobs import job
from synthscope.manifest.tables import write_text

TITLES = {
    "dag": "Jobs of {}",
    "rulegraph": "Rules of {}",
    "filegraph": "Files of {}",
}


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
    params = snakemake.params
    snakefile = Path(snakemake.scriptdir).parent / "Snakefile"
    with tempfile.TemporaryDirectory() as folder:
        configuration = Path(folder) / "config.json"
        configuration.write_text(json.dumps(params.configuration))
        for path in map(Path, snakemake.output):
            kind = path.stem
            title = TITLES[kind].format(params.dataset)
            text = printed(kind, str(snakefile), str(configuration))
            below = f"{path.parent.parent.as_posix()}/"
            write_text(draw_graph(text, title, params.stages, below), path)


if __name__ == "__main__":
    with job(snakemake):
        main()
