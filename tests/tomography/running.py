"""Runs the scripts of the tomography rules in this process, as the workflow runs them."""

import json
import runpy
from pathlib import Path
from types import SimpleNamespace

from synthscope.settings.load import checked, plain
from synthscope.tomography.jobs import real_scans
from synthscope.tomography.settings import (
    ImageSettings,
    SimulationSettings,
    TomographySettings,
)
from synthscope.tomography.stripes.mask_settings import MaskSettings

SCRIPTS = Path(__file__).parents[2] / "scripts"
SMALL = {
    "size": 32,
    "objects": 40,
    "shifts": 2,
    "flats_number": 4,
    "frame_angles": 16,
    "truth": [],
    "patch_size": [24, 15],
    "sinogram_shape": [40, 36],
    "masks": {
        "size": 10,
        "min_length": 24,
        "min_depth": 8,
        "min_width": 4,
        "fluctuating": None,
        "wide": None,
    },
}


class Files(list):
    """A list of files, some of them by name."""

    def __init__(self, files=(), **named):
        super().__init__(files)
        self.__dict__.update(named)


def run(rule, results, inputs, outputs, **params):
    """Run a rule's script."""
    snakemake = SimpleNamespace(
        rule=rule,
        input=inputs,
        output=outputs if isinstance(outputs, Files) else [str(path) for path in outputs],
        log=[str(results / "logs" / f"{rule}.log")],
        params=SimpleNamespace(**params),
    )
    runpy.run_path(
        str(SCRIPTS / f"{rule}.py"), init_globals={"snakemake": snakemake}, run_name="__main__"
    )


def settings(**changes):
    return checked(TomographySettings, {**SMALL, **changes})


def simulate(results, mode, given, seed=1, samples=(0,), structures=()):
    """Simple or complex mode; gives the table."""
    table = results / "tomography" / mode / "shards" / f"{samples[0]:04d}.csv"
    run(
        "simulate_sinograms",
        results,
        Files(structures),
        [table],
        mode=mode,
        samples=list(samples),
        settings=plain(SimulationSettings.within(given)),
        seed=seed,
        folder=str(results),
        code="c0de00",
        config_hash="c0ff1e",
    )
    return table


def simulate_scans(results, given, seed=1, structures=()):
    """The scans that stand in for real ones; gives their files."""
    (scan,) = real_scans(given, str(results / "tomography" / "scans"))
    asked = plain(SimulationSettings.within(given))
    params = {"sample": 0, "settings": asked, "seed": seed}
    truths = [file.replace(".nxs", "-mask.h5") for file in scan.files]
    outputs = Files([*scan.files, *truths], scans=list(scan.files), truths=truths)
    run("simulate_scan", results, list(structures), outputs, **params)
    return scan.files


def convert(results, mode, given, files, seed=1, parts=2, mask=None, structures=(), known=False):
    """A mode for real scans, in as many parts as asked for; gives the tables.

    With `known`, the stripes of simulated scans are taken as they are known.
    """
    top = results / "tomography"
    needs_mask = mode in ("paired", "patch")
    shifts = range(1 if mode == "dynamic" else len(files))
    jobs = [(shift, part) for shift in shifts for part in range(parts)]
    masks, ranges, tables = {}, {}, []
    asked = plain(ImageSettings.within(given))
    common = {"mode": mode, "sample": 0, "parts": parts, "settings": asked, "seed": seed}
    common["reading"] = plain(given.reading)
    for shift, part in jobs if needs_mask else []:
        if known:
            masks[shift, part] = files[shift].replace(".nxs", "-mask.h5")
            continue
        masks[shift, part] = top / "masks" / f"0000-shift{shift:02d}-{part:03d}.h5"
        inputs = Files(scan=files[shift], flats=[], darks=[], mask=[mask] if mask else [])
        run(
            "find_stripes",
            results,
            inputs,
            [masks[shift, part]],
            settings=plain(MaskSettings.within(given.masks)),
            weights=given.masks.weights,
            chunk_size=given.chunk_size,
            memory_MB=given.memory_MB,
            part=part,
            parts=parts,
            reading=plain(given.reading),
        )
    for shift, part in jobs:
        ranges[shift, part] = top / "ranges" / mode / f"0000-shift{shift:02d}-{part:03d}.json"
        own = [masks[shift, part]] if needs_mask else []
        inputs = Files(scan=files[shift], flats=[], darks=[], masks=own)
        place = {"shift": shift, "part": part}
        run("measure_sinograms", results, inputs, [ranges[shift, part]], **common, **place)
        assert json.loads(ranges[shift, part].read_text())
    for shift, part in jobs:
        own = [masks[shift, part]] if needs_mask else []
        inputs = Files(
            scan=files[shift], flats=[], darks=[], masks=own, ranges=list(ranges.values())
        )
        inputs.structures = list(structures)
        tables.append(top / mode / "shards" / f"0000-shift{shift:02d}-{part:03d}.csv")
        run(
            "write_sinograms",
            results,
            inputs,
            [tables[-1]],
            **common,
            shift=shift,
            part=part,
            shifts=len(shifts),
            simulation=plain(SimulationSettings.within(given)),
            structure=given.phantom.structure,
            folder=str(results),
            code="c0de00",
            config_hash="c0ff1e",
        )
    return tables


def archive(results, files, parts=2, add_to=(), weights=False, masks_of=None):
    """The archive of all masks of the sample."""
    path = results / "tomography" / "masks" / "0000.npz"
    folder = (masks_of or results) / "tomography" / "masks"
    masks = [
        folder / f"0000-shift{shift:02d}-{part:03d}.h5"
        for shift in range(len(files))
        for part in range(parts)
    ]
    names = [Path(file).stem for file in files]
    inputs = Files(masks=masks, add_to=list(add_to))
    run("archive_masks", results, inputs, [path], scans=names, parts=parts, weights=weights)
    return path


def images(results, mode):
    """The files of a mode below its folder, tables left out, with their bytes."""
    top = results / "tomography" / mode
    return {
        path.relative_to(top).as_posix(): path.read_bytes()
        for path in sorted(top.rglob("*"))
        if path.is_file() and "shards" not in path.parts
    }
