"""What does Snakemake itself cost: for a shard of a thousand structures, and to plan 70,000?

    python benchmarks/workflow_overhead.py

Copies the project to a temporary folder and makes the Gaussian renderings (default settings) of
one and of three thousand clusters in shards of a thousand, on one core. The processor time of a run
that is not its scripts' own is Snakemake's; what two thousand structures more add to it is that of
two shards, the rest is paid once a run. Then plans 70,000 structure files in shards of 500 without
running them.
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
DATASET = "bench"
PARTS = ["Snakefile", "rules", "envs", "scripts", "config", "resources", "profiles", "report"]
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
        "dataset": DATASET,
        "products": ["gaussian"],
        "shard_size": shard_size,
        "structures": {"folder": structures},
    }
    (folder / "bench.yaml").write_text(json.dumps(settings))


def measured(folder: Path, meter: Path) -> tuple[float, float]:
    """Processor seconds of making the data set's tables: of all, and of what is not scripts."""
    for path in meter.glob("[0-9]*"):
        path.unlink()
    environment = {"PYTHONPATH": str(meter), "METER_FOLDER": str(meter)}
    target = f"results/{DATASET}/key.csv"
    whole, _ = snakemake(folder, "--cores", "1", "--", target, **environment)
    return whole, whole - sum(float(path.read_text()) for path in meter.glob("[0-9]*"))


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

        runs = {}
        for thousands in (1, 3):
            number = thousands * options.structures
            clusters(folder / f"few{number}", number)
            configure(folder, f"few{number}", options.structures)
            shutil.rmtree(folder / "results", ignore_errors=True)
            runs[thousands] = measured(folder, meter)
            whole, own = runs[thousands]
            print(f"{number} structures: {whole:.1f} s of processor time, Snakemake's {own:.1f} s")
        (whole, own), (more, also) = runs[1], runs[3]
        print(
            f"a shard of {options.structures} more costs Snakemake {(also - own) / 2:.2f} s, "
            f"{(also - own) / (more - whole):.1%} of its time"
        )

        links(folder / "many", options.planned)
        configure(folder, "many", 500)
        spent, printed = snakemake(folder, "-n", "--quiet", "rules")
        jobs = next(line.split()[1] for line in printed.splitlines() if line.startswith("total"))
        print(f"{options.planned} structures planned as {jobs} jobs: {spent:.1f} s")


if __name__ == "__main__":
    main()
