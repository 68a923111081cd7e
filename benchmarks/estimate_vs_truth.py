"""Is what `snakemake estimate` says what the data set then takes, for every preset?

    python benchmarks/estimate_vs_truth.py [PRESET ...]

Each preset is made small (SMALL says how), estimated from a part of that, and made on one core in a
temporary folder. The table has what was told over what it took: images, files and bytes of the data
set, processor time of all jobs and of the longest, memory of the job that needed most. What jobs
take is what the processes of jobs tell of themselves, as kept by `SYNTHSCOPE_USAGE`.
"""

import argparse
import csv
import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from clock import ROOT

from synthscope.core.usage import FOLDER, read_usages
from synthscope.dataset.key.table import read_table
from synthscope.dataset.product import count_images
from synthscope.settings.trial import DELIVERED

PRESETS = ROOT / "config" / "presets"
SECONDS = 15  # of processor time that an estimate may spend
COLUMNS = ("images", "files", "size", "core time", "longest job", "memory")
UNITS = {"bytes": 1, "kB": 1e3, "MB": 1e6, "GB": 1e9, "TB": 1e12} | {
    "s": 1,
    "min": 60,
    "h": 3600,
    "days": 86400,
}


def _narrow(*scenes: str, size_A: float) -> dict[str, Any]:
    return {name: {"size_A": size_A} for name in scenes}


_DEFECTS = "twins", "stacking_faults", "tilt_boundaries", "dislocations", "precipitates", "wedges"
_few = {"subset": 9, "shard_size": 2}
_quick = {"error": 0.5, "phonons": {"configurations": 1}}
_scan = {"size": 64, "objects": 100}
SMALL: Mapping[str, Mapping[str, Any]] = {
    "atomagined_general": _few
    | {"structures": {"views": {"max_index": 1, "count": 1}}, "haadf": {"error": 0.5}},
    "atomagined_retrieval": {
        "subset": 60,
        "shard_size": 10,
        "haadf": {"error": 0.5, "retrieval": {"prototypes": 9, "views": 2, "targets": 3}},
    },
    "beamline": {"tomography": _scan | {"samples": 8, "angles": 90}},
    "cbed": _few | {"cbed": {"size_px": 256}},
    "cbed_camera": _few
    | {"structures": {"include": [], "aflow": "all"}, "cbed": {"thicknesses_A": [100]}},
    "columns_varied": _few | {"haadf": {"error": 0.5, "general": {"acquisitions": 6}}},
    "crystal_defects": _few
    | {
        "structures": {"scenes": _narrow(*_DEFECTS, size_A=25)},
        "haadf": _quick | {"field_A": 25},
    },
    "electron_tomography": {"tomography": {"samples": 8, "angles": 15, "columns": 96}},
    "layers_2d": _few | {"haadf": {"error": 0.5, "general": {"acquisitions": 4}}},
    "nostripes_complex": {"tomography": _scan | {"samples": 8, "shifts": 2}},
    "nostripes_dynamic": {"tomography": _scan | {"samples": 4, "parts": 2, "frame_angles": 50}},
    "nostripes_paired": {"tomography": _scan | {"samples": 4, "parts": 2}},
    "nostripes_patch": {"tomography": _scan | {"samples": 4, "parts": 2, "patch_size": [100, 45]}},
    "nostripes_raw": {"tomography": _scan | {"samples": 4, "parts": 2}},
    "nostripes_simple": {"tomography": _scan | {"samples": 8}},
    "particles_on_carbon": _few | {"haadf": {"error": 0.5, "general": {"acquisitions": 4}}},
    "stem4d": {
        "structures": {"include": ["SrTiO3", "Si", "CeO2", "GaAs", "NaCl", "GaN"]},
        "stem4d": {"scan": {"positions": 32}, "vibration": {"configurations": 1}},
    },
    "strain_4d": _few
    | {
        "structures": {"scenes": _narrow("strained", "wedges", size_A=35)},
        "stem4d": {
            "field_A": 35,
            "semiangle_mrad": 8,
            "detector": {"pixels": 64},
            "scan": {"positions": 16},
            "vibration": {"configurations": 1},
        },
    },
    "xyz2image": {
        "structures": {"ase": [f"{metal}{n}" for metal in ("Au", "Pt") for n in (55, 147, 309)]},
        "gaussian": {"rotations": 64},
    },
}
"""What makes a preset small: some nine structures or eight samples, each of less work."""


def snakemake(folder: Path, preset: str, *arguments: str, **environment: str) -> str:
    """What a run in a folder printed; ends the program where it fails."""
    small = folder / "small.json"
    small.write_text(json.dumps({**SMALL[preset], "estimate_s": SECONDS, "dataset": "truth"}))
    command = [sys.executable, "-m", "snakemake", "--snakefile", str(ROOT / "Snakefile")]
    command += ["--cores", "1", *arguments, "--configfile", f"{PRESETS / preset}.yaml", str(small)]
    done = subprocess.run(
        command,
        cwd=folder,
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    if done.returncode:
        raise RuntimeError(done.stdout[-3000:])
    return done.stdout


def told(printed: str) -> tuple[dict[str, float], str]:
    """The last line of the table of an estimate, in bytes and seconds, and what was measured."""
    (line,) = re.findall(r"^in all .*", printed, flags=re.M)
    error = re.search(r" ± ([\d.]+ \w+)", line)
    cells = re.split(r"  +", line.replace(error[0] if error else "", "", 1))[1:]
    measured = re.search(r"^measured: (.*)", printed, flags=re.M)
    found = dict(zip(COLUMNS, map(_number, cells), strict=True))
    return found | {"error": _number(error[1]) if error else 0.0}, measured[1]


def _number(text: str) -> float:
    number, _, unit = text.replace(",", "").partition(" ")
    return float(number) * UNITS.get(unit, 1)


def taken(folder: Path, usages: Path) -> dict[str, float]:
    """What a run took and left."""
    jobs = read_usages(usages)
    rows = read_table(folder / "key.csv")
    times = [job.start_s + job.work_s for job in jobs]
    more = [path for top in DELIVERED for path in (folder / top).rglob("*") if path.is_file()]
    return {
        "images": count_images([row for row in rows if row["product"] != "usid"]),
        "files": len(rows) + len(more),
        "size": sum(row["bytes"] for row in rows) + sum(path.stat().st_size for path in more),
        "core time": sum(times),
        "longest job": max(times),
        "memory": max(job.memory_mb for job in jobs) * 2**20,
        "folder": sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("presets", nargs="*", default=sorted(SMALL), choices=[*SMALL, []])
    parser.add_argument("--scratch", help="where temporary folders are made")
    parser.add_argument("--log", type=Path, help="a file for the figures behind the ratios")
    options = parser.parse_args()
    print(f"| Preset | Measured | {' | '.join(COLUMNS)} |\n|{'---|' * (len(COLUMNS) + 2)}")
    for preset in options.presets or sorted(SMALL):
        with tempfile.TemporaryDirectory(dir=options.scratch) as place:
            folder, usages = Path(place), Path(place, "usages")
            usages.mkdir()
            try:
                guess, measured = told(snakemake(folder, preset, "estimate"))
                snakemake(folder, preset, **{FOLDER: str(usages)})
                truth = taken(folder / "results" / "truth", usages)
            except RuntimeError as error:
                print(f"| {preset} | failed: {error} |", flush=True)
                continue
            if options.log:
                with open(options.log, "a") as log:
                    csv.writer(log).writerow([preset, json.dumps(guess), json.dumps(truth)])
                    for job in read_usages(usages):
                        log.write(f"    {job.rule} {job.wildcards} {job.start_s} {job.work_s}\n")
            ratios = [f"{guess[name] / truth[name]:.2f}" for name in COLUMNS]
            print(f"| `{preset}` | {measured} | {' | '.join(ratios)} |", flush=True)


if __name__ == "__main__":
    main()
