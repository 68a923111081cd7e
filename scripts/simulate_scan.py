"""Simulate the scans that stand in for real ones.

In: the structure whose atoms are the phantom, if one is. Out: an NXtomo file for each vertical
shift of a sample, counts as a detector gives them, and the true mask of each.
"""

from synthscope.core.jobs import job
from synthscope.tomography.drawing import drawn_cells, drawn_for
from synthscope.tomography.settings import SimulationSettings
from synthscope.tomography.setup import beamline_of, phantom_crystal, phantom_of
from synthscope.tomography.simulation.scans import write_scans


def main():
    params = snakemake.params
    stated = SimulationSettings.of(params.settings)
    settings = drawn_for(stated, params.seed, params.sample)
    crystal = phantom_crystal(snakemake.input, settings.phantom.structure)
    spheres, pixel = phantom_of(settings, params.seed, params.sample, crystal)
    beam = beamline_of(settings, spheres, params.seed, params.sample)
    scans, truths = map(list, (snakemake.output.scans, snakemake.output.truths))
    told = drawn_cells("complex", (stated, settings)).get("drawn", "")
    write_scans(beam, scans, pixel * 1e-10, truths, settings.least_defect, told)


if __name__ == "__main__":
    with job(snakemake):
        main()
