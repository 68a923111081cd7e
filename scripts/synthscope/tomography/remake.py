"""Which job makes a sinogram again."""

from synthscope.dataset.key.columns import Row
from synthscope.dataset.remake import Job, Made
from synthscope.tomography.names import mode_of
from synthscope.tomography.settings import SIMULATED


def job_of(row: Row, made: Made) -> Job:
    """The job that makes the file of a row: its sample's, or that of a part of its scan."""
    mode = mode_of(row["filename"])
    sample = row["ref_id"].rpartition("-")[2]
    name, tables = f"{mode}-{sample}", f"tomography/{mode}/shards"
    if mode in SIMULATED:
        return Job(name, f"{tables}/{sample}.csv")
    return Job(name, made.table_of(row, f"{tables}/{sample}-*.csv"))
