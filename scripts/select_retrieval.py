"""Choose the prototypes, views and targets of the retrieval set.

In: the catalog, all distinct views and the structures. Out: a table with a row a view, which says
whether it is a target as well. A view that cannot be imaged is not chosen; the log says why.
"""

from synthscope.core.jobs import job
from synthscope.core.tables import read_records
from synthscope.haadf.exclusion import exclusion
from synthscope.haadf.retrieval import choose, write_choices
from synthscope.haadf.sets import Retrieval
from synthscope.haadf.settings import SimulationSettings
from synthscope.structures.store import CrystalStore
from synthscope.structures.symmetry.views import read_views


def main(log):
    params, given = snakemake.params, snakemake.input
    wanted, simulated = Retrieval.of(params.settings), SimulationSettings.of(params.simulated)
    rows = [row for row in read_records(given.catalog) if row["status"] == "accepted"]
    choices = choose(
        {row["id"]: row["prototype"] for row in rows},
        read_views(given.views),
        (wanted.prototypes, wanted.views, wanted.targets),
        params.seed,
        exclusion(CrystalStore(given.structures), simulated, params.specimens, log),
    )
    write_choices(choices, snakemake.output[0])


if __name__ == "__main__":
    with job(snakemake) as log:
        main(log)
