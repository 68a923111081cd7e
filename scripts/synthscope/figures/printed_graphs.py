"""The workflow's graphs as Snakemake prints them, without running anything."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from synthscope.core.errors import InputError

VANISHED = "although it existed before"  # of a file that a job beside this one replaces just then
TRIES = 4


def print_graphs(
    kinds: Iterable[str], snakefile: Path, settings: Mapping[str, Any]
) -> dict[str, str]:
    """What Snakemake prints of the kinds of graph ("dag", "filegraph", …) under these settings."""
    with tempfile.TemporaryDirectory() as folder:
        configuration = Path(folder) / "config.json"
        configuration.write_text(json.dumps(settings), encoding="utf-8")
        return {kind: _print(kind, str(snakefile), str(configuration)) for kind in kinds}


def _print(kind: str, snakefile: str, configuration: str) -> str:
    command = [sys.executable, "-m", "snakemake", f"--{kind}", "--snakefile", snakefile]
    command += ["--configfile", configuration, "--nolock", "--ignore-incomplete"]
    command += ["--profile", "none", "--workflow-profile", "none"]
    environment = {k: v for k, v in os.environ.items() if k != "SNAKEMAKE_PROFILE"}
    for _ in range(TRIES):
        done = subprocess.run(command, env=environment, capture_output=True, text=True)
        if VANISHED not in done.stderr:
            break
    if done.returncode:
        raise InputError(f"snakemake --{kind} failed: {done.stderr.strip()[-500:]}")
    return done.stdout
