"""Which files are missing or altered, and so which jobs run again; holds no rules."""

from functools import cache

from snakemake.io import IOFile

from synthscope.dataset.checksums import read_checksums
from synthscope.dataset.lost import lost_files
from synthscope.dataset.repair import altered_since, outputs_to_remake
from synthscope.dataset.workflow_files import workflow_files


def image_tables(wildcards):
    """The tables of all images; jobs whose images are missing or outputs were edited run again."""
    tables = tables_of_files()
    if workflow.is_main_process and not APART:
        run_again(lost_images(tuple(tables)))
        run_again(edited_outputs())
    return tables


@cache
def lost_images(tables):
    """The images that are missing, by the table of their job; told once."""
    lost = lost_files(RESULTS, tables)
    if lost:
        names = [name for names in lost.values() for name in names]
        note(
            f"{RESULTS}: {len(names)} files are missing, such as {names[0]}; "
            f"jobs that make them again: {len(lost)}"
        )
    return lost


@cache
def edited_outputs():
    """The outputs of finished jobs that something else wrote to since; told once.

    Snakemake would run the jobs that take them as input, and so build on what no job made.
    """
    promises = [os.path.relpath(path, RESULTS) for path in promised()]
    paths = [f"{RESULTS}/{name}" for name in altered_since(RESULTS, promises)]
    edited = [path for path in paths if not is_as_its_job_left_it(path)]
    if edited:
        note(
            f"{RESULTS}: {len(edited)} files differ from what their jobs made, such as "
            f"{edited[0]}; those that are needed are made again"
        )
    return edited


def is_as_its_job_left_it(path):
    """Whether Snakemake recorded the file's time at the end of a job, or never saw the file."""
    record = workflow.persistence.metadata(IOFile(path))
    return record is None or record.endtime == os.lstat(path).st_mtime


def run_again(outputs):
    """Have those jobs of this run that make these outputs run, although the outputs are there.

    As with --forcerun, but for the jobs that this run has anyway. A job's images are not its
    declared outputs (how many there are is known only once it has run), so Snakemake itself does
    not miss them.
    """
    workflow.dag.forcefiles.update(outputs)


def crate_checksums(wildcards):
    """What the crate describes; where a file of the kept workflow is missing, it is kept anew."""
    kept = Path(RESULTS) / "provenance" / "workflow"
    if not APART and not all((kept / name).is_file() for name in workflow_files(ROOT)):
        run_again([str(kept)])
    return f"{RESULTS}/SHA256SUMS"


def collected_archives(wildcards):
    """The archives of all images; they are unpacked again where a file of the data set is gone."""
    if workflow.is_main_process and APART and not all_collected():
        run_again([COLLECTED])
    return image_archives(tables_of_files())


def all_collected():
    """Whether all files of the data set are where Snakemake was started."""
    try:
        return all((Path(RESULTS) / name).is_file() for name in read_checksums(RESULTS))
    except (OSError, InputError):
        return False


def only_looks():
    """Whether this run is to look and to change nothing."""
    return set(workflow.dag_settings.targets) in ({"verify"}, {"estimate"})


def makes_all():
    """Whether this run is to make the whole data set."""
    return set(workflow.dag_settings.targets) <= {"all"}


def promised_and_repaired(wildcards):
    """All that a finished data set has; what differs from SHA256SUMS is made again."""
    if APART:  # the storage is trusted
        run_again([COLLECTED])
        return local(COLLECTED)
    if workflow.is_main_process:
        run_again(altered_outputs())
    return promised()


@cache
def altered_outputs():
    """The outputs of the jobs that made what is missing or altered; each file is read, once."""
    return outputs_to_remake(RESULTS, tables_of_files(), ASIDE)
