"""What does Snakemake itself cost: for a shard of a thousand structures, and to plan 70,000?

    python benchmarks/workflow_overhead.py

Copies the project to a temporary folder, makes the Gaussian renderings (default settings) of a
thousand clusters in one shard on one core, and compares the processor time of the whole run with
that of the scripts in it. Then plans 70,000 structure files in shards of 500 without running them.
"""

import argparse
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PARTS = ["Snakefile", "rules", "envs", "scripts", "config", "resources", "profiles"]
# Python runs this at the start of every process; each script of a job then leaves its time.
METER = """
import atexit, os, sys, time
def leave():
    if ".snakemake/scripts" in os.path.abspath(sys.argv[0]):
        name = f"{os.environ['METER_FOLDER']}/{os.getpid()}"
        open(name, "w").write(str(time.process_time()))
atexit.register(leave)
"""


def snakemake(folder: Path, *arguments: str, **environment: str) -> tuple[float, str]:
    """Processor seconds of a run and all its children, and what it printed."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(
        [sys.executable, "-m", "snakemake", "--configfile", "bench.yaml", *arguments],
        cwd=folder,
        env=os.environ | {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"} | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    if done.returncode:
        sys.exit(done.stdout)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return spent, done.stdout


def clusters(folder: Path, number: int) -> None:
    """Fifty-five gold atoms, a thousand times a little different."""
    import numpy as np
    from ase.cluster import Icosahedron

    atoms = Icosahedron("Au", 3)
    rng = np.random.default_rng(0)
    folder.mkdir()
    for i in range(number):
        places = atoms.positions + rng.normal(0, 0.05, atoms.positions.shape)
        lines = [f"Au {x:.5f} {y:.5f} {z:.5f}" for x, y, z in places]
        (folder / f"c{i:06d}.xyz").write_text("\n".join([str(len(lines)), "Au55", *lines, ""]))


def links(folder: Path, number: int) -> None:
    """As many files as asked for, by links: they are counted, not read."""
    folder.mkdir()
    for i in range(number):
        path = folder / f"c{i:06d}.xyz"
        if i % 1000:
            os.link(folder / f"c{i - i % 1000:06d}.xyz", path)
        else:
            path.write_text("1\nplanned only\nAu 0 0 0\n")


def configure(folder: Path, structures: str, shard_size: int) -> None:
    settings = {
        "dataset": "bench",
        "products": ["gaussian"],
        "shard_size": shard_size,
        "structures": {"folder": structures},
    }
    (folder / "bench.yaml").write_text(json.dumps(settings))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--structures", type=int, default=1000)
    parser.add_argument("--planned", type=int, default=70_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder, meter = Path(scratch, "project"), Path(scratch, "meter")
        for path in (folder, meter):
            path.mkdir()
        for part in PARTS:
            copy = shutil.copytree if (ROOT / part).is_dir() else shutil.copy
            copy(ROOT / part, folder / part)
        (meter / "sitecustomize.py").write_text(METER)

        clusters(folder / "few", options.structures)
        configure(folder, "few", 10 * options.structures)
        environment = {"PYTHONPATH": str(meter), "METER_FOLDER": str(meter)}
        whole, _ = snakemake(folder, "--cores", "1", **environment)
        times = [float(p.read_text()) for p in meter.iterdir() if p.name.isdigit()]
        own = whole - sum(times)
        print(
            f"{options.structures} structures in one shard, {len(times)} jobs: "
            f"{whole:.1f} s of processor time, {own:.1f} s of them Snakemake's: {own / whole:.1%}"
        )

        links(folder / "many", options.planned)
        configure(folder, "many", 500)
        spent, printed = snakemake(folder, "-n", "--quiet", "rules")
        jobs = next(line.split()[1] for line in printed.splitlines() if line.startswith("total"))
        print(f"{options.planned} structures planned as {jobs} jobs: {spent:.1f} s")


if __name__ == "__main__":
    main()
