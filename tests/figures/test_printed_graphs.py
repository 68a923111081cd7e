"""Graphs are printed while other jobs replace files."""

import subprocess
from pathlib import Path

import pytest

from synthscope.core.errors import InputError
from synthscope.figures import printed_graphs


@pytest.fixture
def answers(monkeypatch):
    """What Snakemake answers, one time after the other; the last for good."""

    def give(*given):
        left = list(given)

        def run(command, **_):
            code, printed, said = left.pop(0) if len(left) > 1 else left[0]
            return subprocess.CompletedProcess(command, code, printed, said)

        monkeypatch.setattr(printed_graphs.subprocess, "run", run)

    return give


GONE = (1, "", "Unable to obtain modification time of file a although it existed before.")


def test_a_file_that_a_job_replaces_just_then_is_asked_for_again(answers):
    answers(GONE, GONE, (0, "digraph", ""))
    assert printed_graphs.print_graphs(["dag"], Path("Snakefile"), {}) == {"dag": "digraph"}


@pytest.mark.parametrize("answer", [GONE, (1, "", "no rule")])
def test_another_fault_ends_in_one_line(answers, answer):
    answers(answer)
    with pytest.raises(InputError, match="snakemake --dag failed"):
        printed_graphs.print_graphs(["dag"], Path("Snakefile"), {})
