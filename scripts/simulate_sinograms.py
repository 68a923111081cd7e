"""Simulate samples in simple or complex mode and write their sinograms.

In: the structure whose atoms are the phantom, if one is. Out: clean and striped sinograms (and
NXtomo files) in a folder a sample, and at the end a table with a row a file.
"""

from pathlib import Path

from synthscope.core.jobs import job
from synthscope.dataset.key.table import file_cells, write_table
from synthscope.tomography.modes.rescale import Range, range_of, to_grey
from synthscope.tomography.names import folders, shift_path, simple_path
from synthscope.tomography.rows import sinogram_cells
from synthscope.tomography.setup import (
    beamline_of,
    geometry_of,
    phantom_crystal,
    phantom_of,
    stripes_of,
)
from synthscope.tomography.simulation.legacy import legacy_view
from synthscope.tomography.simulation.scans import write_scans
from synthscope.tomography.simulation.simple import simple_pairs, volume_range
from synthscope.tomography.tiff import write_sinogram


def simple(settings, spheres, seed, sample):
    """Path, condition and grey values of each sinogram."""
    geometry, integrated = geometry_of(settings), settings["pixel_integrated"]
    over = volume_range(spheres, geometry, integrated)
    model = stripes_of(settings["stripes"])
    pairs = simple_pairs(spheres, geometry, model, seed, sample, over, integrated)
    for row, clean, stripe in pairs:
        yield simple_path(sample, "clean", row), "clean", clean
        yield simple_path(sample, "stripe", row), "stripe", stripe


def complex_(settings, spheres, seed, sample):
    """Path, condition and grey values of each sinogram."""
    beam = beamline_of(settings, spheres, seed, sample)
    shifts = [None, *range(settings["shifts"])]
    if settings["legacy_noise"]:
        for shift in shifts:
            volume = legacy_view(beam, shift)
            over = range_of(volume)
            for row, sinogram in enumerate(volume):
                yield shift_path(sample, shift, row), condition(shift), to_grey(sinogram, over)
        return
    over: Range = beam.clean_range()
    for row, _, sinograms in beam.views(shifts):
        for shift, sinogram in zip(shifts, sinograms):
            yield shift_path(sample, shift, row), condition(shift), to_grey(sinogram, over)


def condition(shift):
    return "clean" if shift is None else f"shift{shift:02d}"


def main():
    params, settings = snakemake.params, snakemake.params.settings
    results = Path(params.folder)
    folder = results / "tomography" / params.mode
    crystal = phantom_crystal(snakemake.input, settings["phantom"]["structure"])
    make = {"simple": simple, "complex": complex_}[params.mode]
    rows = []
    for sample in params.samples:
        spheres, pixel = phantom_of(settings, params.seed, sample, crystal)
        for empty in folders(params.mode, sample, settings["shifts"]):
            (folder / empty).mkdir(parents=True, exist_ok=True)
        paths = []
        for path, kind, grey in make(settings, spheres, params.seed, sample):
            write_sinogram(folder / path, grey)
            paths.append((folder / path, kind))
        if params.mode == "complex" and settings["nxtomo"]:
            beam = beamline_of(settings, spheres, params.seed, sample)
            names = [
                folder / f"{sample:04d}" / f"{sample:04d}_shift{shift:02d}.nxs"
                for shift in range(settings["shifts"])
            ]
            write_scans(beam, names, pixel * 1e-10)
            paths += [(name, "counts") for name in names]
        for path, kind in paths:
            cells = sinogram_cells(sample, kind, pixel, crystal)
            if kind == "counts":
                cells |= {
                    "n_images": settings["flats_number"] + geometry_of(settings).angles,
                    "axis_order": "frame row column",
                }
            rows.append(
                cells
                | {
                    "seed": params.seed,
                    "config_hash": params.config_hash,
                    "code_hash": params.code,
                }
                | file_cells(path, results)
            )
    write_table(rows, snakemake.output[0])


if __name__ == "__main__":
    with job(snakemake):
        main()
