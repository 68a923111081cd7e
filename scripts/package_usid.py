"""Write the images of a job once more, as one USID file a structure (or a sample without one).

In: the tables of the images. Out: the USID files, and at the end a table with a row a file.
"""

from pathlib import Path

from synthscope.core.jobs import job
from synthscope.dataset.key.table import file_cells, merge_tables, read_table, write_table
from synthscope.dataset.usid import common_cells
from synthscope.registry.packages import PACKINGS


def main():
    params = snakemake.params
    product, results = params.product, Path(params.folder)
    packing, how = PACKINGS[product], {"compression": params.compression, **params.about}
    rows = merge_tables(read_table(table) for table in snakemake.input.tables)
    made = []
    for name, own in packing.packages(rows):
        path = results / "usid" / product / f"{name}.h5"
        images = packing.pack(path, own, results, **how)
        if images:
            cells = {"product": "usid", "condition": product, "n_images": images}
            made.append(common_cells(own) | cells | file_cells(path, results))
    write_table(made, snakemake.output[0])


if __name__ == "__main__":
    with job(snakemake):
        main()
