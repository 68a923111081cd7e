"""Make one file of a data set again, from its row in key.csv, and compare the bytes.

    python tools/remake_image.py results/demo haadf/general/h5/Au.000001.h5

Run it where the data set was made: structure files and scans are looked for from there. The row and
configuration.json say all that is needed; what is made lies in results/remade-<data set> and may be
deleted. Ends with 0 where the bytes are equal, with 1 where they are not, and says why.
"""

import argparse
import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "scripts"))

from synthscope.core.errors import InputError  # noqa: E402
from synthscope.core.files import sha256  # noqa: E402
from synthscope.core.tables import read_records  # noqa: E402
from synthscope.dataset.remake import Made  # noqa: E402
from synthscope.registry.remake import job_of  # noqa: E402
from synthscope.settings.load import load  # noqa: E402


def remake(dataset: Path, name: str, cores: int) -> bool:
    """Make the file again; whether it has the bytes of the row."""
    configuration = dataset / "configuration.json"
    settings = load(json.loads(configuration.read_text("utf-8")), str(configuration))
    made = Made(dataset, settings, ROOT / "resources")
    row = made.row(name)
    fresh = Path("results") / f"remade-{settings.dataset}"
    target = fresh / job_of(row, made).table
    command = [sys.executable, "-m", "snakemake", "--snakefile", str(ROOT / "Snakefile")]
    command += ["--cores", str(cores), "--configfile", str(configuration), "--forcerun"]
    command += [target.as_posix(), "--config", f"dataset={fresh.name}", "shard_size=1", "--"]
    done = subprocess.run([*command, target.as_posix()], capture_output=True, text=True)
    if done.returncode:
        raise InputError(f"Snakemake could not make {target}:\n{done.stderr[-3000:]}")
    again = {one["filename"]: one for one in read_records(target)}
    if name not in again:
        raise InputError(f"{target} does not list {name}: this code or configuration makes others")
    same = sha256(fresh / name) == row["sha256"]
    print(f"{fresh / name}: {'the same bytes' if same else 'other bytes than in the row'}")
    for column in () if same else row:
        if column in again[name] and again[name][column] != row[column]:
            print(f"  {column}: {row[column]} then, {again[name][column]} now")
    return same


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("dataset", type=Path, help="the data set's folder")
    parser.add_argument("filename", help="as in key.csv")
    parser.add_argument("--cores", type=int, default=1)
    chosen = parser.parse_args()
    try:
        sys.exit(not remake(chosen.dataset, chosen.filename, chosen.cores))
    except (InputError, OSError) as error:
        sys.exit(str(error))
