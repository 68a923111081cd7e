"""Write the images of a job once more, as one USID file a structure (or a sample without one).

In: the tables of the images. Out: the USID files, and at the end a table with a row a file.
"""

from itertools import groupby
from pathlib import Path

from synthscope.cbed.usid import package_cbed
from synthscope.core.jobs import job
from synthscope.dataset.key.table import file_cells, merge_tables, read_table, write_table
from synthscope.dataset.usid import common_cells, files_of, package_name, usid_attributes
from synthscope.gaussian.usid import package_gaussian
from synthscope.haadf.usid import package_haadf
from synthscope.tomography.usid import package_sinograms


def package(product, path, rows, results, params):
    """Write one package; give the number of images in it."""
    attributes, packing = usid_attributes(rows), params.settings["usid_compression"]
    if product == "gaussian":
        return package_gaussian(path, files_of(rows, results, ".npz"), attributes, packing)
    if product == "haadf":
        return package_haadf(path, files_of(rows, results, ".h5"), attributes, packing)
    if product == "cbed":
        return package_cbed(path, files_of(rows, results, ".h5"), attributes, packing)
    pixel = rows[0].get("pixel_size_A")
    files = files_of(rows, results, ".tif")
    return package_sinograms(path, files, attributes, params.angles_deg, pixel, packing)


def main():
    params = snakemake.params
    product, results = params.product, Path(snakemake.output[0]).parents[3]
    rows = merge_tables(read_table(table) for table in snakemake.input)
    made = []
    for name, group in groupby(sorted(rows, key=package_name), key=package_name):
        own = list(group)
        path = results / "usid" / product / f"{name}.h5"
        images = package(product, path, own, results, params)
        if images:
            cells = {"product": "usid", "condition": product, "n_images": images}
            made.append(common_cells(own) | cells | file_cells(path, results))
    write_table(made, snakemake.output[0])


if __name__ == "__main__":
    with job(snakemake):
        main()
