"""Simulate samples in simple or complex mode and write their sinograms.

In: the structure whose atoms are the phantom, if one is. Out: clean and striped sinograms (and
NXtomo files) in a folder a sample, and at the end a table with a row a file.
"""

from pathlib import Path

from synthscope.core.jobs import job
from synthscope.dataset.key.table import file_cells, job_cells, write_table
from synthscope.tomography.modes.simulated import simulated_scans, simulated_sinograms
from synthscope.tomography.names import make_folders
from synthscope.tomography.rows import scan_cells, sinogram_cells
from synthscope.tomography.setup import phantom_crystal, phantom_of
from synthscope.tomography.tiff import write_sinogram


def main():
    params, settings = snakemake.params, snakemake.params.settings
    results, mode = Path(params.folder), params.mode
    folder = results / "tomography" / mode
    crystal = phantom_crystal(snakemake.input, settings["phantom"]["structure"])
    rows = []
    for sample in params.samples:
        spheres, pixel = phantom_of(settings, params.seed, sample, crystal)
        about = settings, spheres, params.seed, sample
        make_folders(folder, mode, sample, settings["shifts"])
        for place, condition, grey in simulated_sinograms(mode, *about):
            write_sinogram(folder / place, grey)
            cells = sinogram_cells(sample, condition, pixel, crystal)
            rows.append(cells | file_cells(folder / place, results))
        if mode == "complex" and settings["nxtomo"]:
            for path in simulated_scans(*about, pixel, folder):
                cells = scan_cells(sample, settings, pixel, crystal)
                rows.append(cells | file_cells(path, results))
    write_table([row | job_cells(params) for row in rows], snakemake.output[0])


if __name__ == "__main__":
    with job(snakemake):
        main()
