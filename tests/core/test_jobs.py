"""A failed job says in one line what is wrong when the input is at fault, and more when we are."""

from types import SimpleNamespace

import pytest

from synthscope.core.errors import InputError
from synthscope.core.jobs import job


@pytest.fixture
def snakemake(tmp_path):
    return SimpleNamespace(rule="render_gaussian", log=[str(tmp_path / "logs" / "a.log")])


@pytest.mark.parametrize(
    "error",
    [
        InputError("mine/a.cif: two atoms are 0.1 Å apart;\nat least 0.5 Å is right"),
        OSError(28, "No space left on device"),
        MemoryError("Unable to allocate 8 TiB"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_what_a_user_can_mend_ends_in_one_line_in_the_log_and_on_screen(snakemake, tmp_path, error):
    with pytest.raises(SystemExit) as end, job(snakemake):
        raise error
    log = (tmp_path / "logs" / "a.log").read_text()
    assert log == f"{end.value.code}\n"
    assert log.startswith("render_gaussian: ") and log.count("\n") == 1


def test_a_fault_of_the_program_keeps_its_traceback(snakemake, tmp_path):
    with pytest.raises(ZeroDivisionError), job(snakemake):
        1 / 0  # noqa: B018
    assert "Traceback" in (tmp_path / "logs" / "a.log").read_text()


def test_a_job_that_ends_well_leaves_an_empty_log(snakemake, tmp_path):
    with job(snakemake):
        pass
    assert (tmp_path / "logs" / "a.log").read_text() == ""


def test_a_job_without_a_log_runs_too():
    with job(SimpleNamespace(rule="all", log=[])):
        pass
