"""Which job makes a file again, where each job has one structure or one sample."""

from pathlib import PurePosixPath

from synthscope.cbed.remake import job_of as cbed
from synthscope.dataset.key.columns import Row
from synthscope.dataset.remake import Job, Made, job_of_structure
from synthscope.registry.packages import PACKINGS
from synthscope.tomography.remake import job_of as tomography

JOBS = {
    "gaussian": job_of_structure,
    "haadf": job_of_structure,
    "cbed": cbed,
    "stem4d": job_of_structure,
    "tomography": tomography,
}


def job_of(row: Row, made: Made) -> Job:
    """The job that makes the file of a row of key.csv; for a package, the one that packs it."""
    if row["product"] != "usid":
        return JOBS[row["product"]](row, made)
    product = row["condition"]
    packing, package = PACKINGS[product], PurePosixPath(row["filename"]).stem
    packed = next(
        one for one in made.rows if one["product"] == product and packing.name(one) == package
    )
    name = JOBS[product](packed, made).name
    return Job(name, f"usid/shards/{product}/{name}.csv")
