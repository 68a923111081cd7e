"""Compare algotom's stripe removal on simulated pairs: sinograms and reconstructions.

In: the tables of the samples. Out: a table with a row for each sinogram and method.
"""

from functools import partial
from pathlib import Path

from synthscope.core.jobs import job
from synthscope.tomography.back_projection import reconstruct
from synthscope.tomography.baselines.algotom import algotom_methods
from synthscope.tomography.baselines.comparison import compare, spread_rows
from synthscope.tomography.baselines.pairs import read_pairs, rows_of, write_comparison
from synthscope.tomography.simulation.geometry import Geometry
from synthscope.tomography.simulation.geometry_settings import GeometrySettings


def compared(params):
    geometry = Geometry.of(GeometrySettings.of(params.geometry))
    methods = algotom_methods(geometry.columns)
    rebuild = partial(reconstruct, angles_deg=geometry.angles_deg)
    folder = Path(params.folder) / "tomography"
    for mode in params.modes:
        for sample in params.samples:
            rows = spread_rows(rows_of(folder, mode, sample), params.rows)
            pairs = read_pairs(folder, mode, sample, params.shifts, rows)
            for what, clean, stripe in pairs:
                for figures in compare(clean, stripe, methods, rebuild):
                    yield what | figures


if __name__ == "__main__":
    with job(snakemake):
        write_comparison(compared(snakemake.params), snakemake.output[0])
