"""Choose the prototypes, views and targets of the retrieval set.

In: the catalog, all distinct views and the structures. Out: a table with a row a view, which says
whether it is a target as well. A view that cannot be imaged is not chosen; the log says why.
"""

import csv

from synthscope.core.errors import InputError
from synthscope.core.jobs import job
from synthscope.haadf.retrieval import choose, write_choices
from synthscope.haadf.views import check_view
from synthscope.specimens.specimen import perfect_specimen, with_defect
from synthscope.structures.store import CrystalStore
from synthscope.structures.symmetry.views import encode, read_views


def hindrance(structures, settings, log):
    """A function that says why a view of a structure cannot be imaged, or nothing."""
    levels = {level for part in ("choices", "targets") for level in settings["specimens"][part]}

    def why(structure, uvw):
        name = f"{structure}.{encode(uvw)}"
        try:
            perfect = perfect_specimen(structures[structure], uvw, settings)
            check_view(perfect, settings, name)
            for level in sorted(levels):
                with_defect(perfect, level, settings.get("defects"))
        except InputError as error:
            log.write(f"{name} is not chosen: {error}\n")
            return str(error)
        return ""

    return why


def main(log):
    settings, simulated = snakemake.params.settings, snakemake.params.simulated
    with open(snakemake.input.catalog, newline="", encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["status"] == "accepted"]
    choices = choose(
        {row["id"]: row["prototype"] for row in rows},
        read_views(snakemake.input.views),
        (settings["prototypes"], settings["views"], settings["targets"]),
        snakemake.params.seed,
        hindrance(CrystalStore(snakemake.input.structures), simulated, log),
    )
    write_choices(choices, snakemake.output[0])


if __name__ == "__main__":
    with job(snakemake) as log:
        main(log)
