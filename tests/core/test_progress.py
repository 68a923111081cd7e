"""Long jobs tell where they are and how much time is left; short ones leave the terminal alone."""

import io
import itertools

import pytest

from synthscope.core.progress import duration, progress


def told(capsys, items, seconds_each):
    log, times = io.StringIO(), itertools.count()
    clock = lambda: next(times) * seconds_each  # noqa: E731
    assert list(progress(items, "simulate_haadf a", "view", log, clock=clock)) == items
    return log.getvalue().splitlines(), capsys.readouterr().err.splitlines()


def test_the_log_has_a_line_an_item_and_the_terminal_some(capsys):
    log, terminal = told(capsys, ["a.001", "a.011", "a.111", "b.001"], 15)
    assert log[0] == "simulate_haadf a: view 1 of 4, a.001"
    # The clock is read once before the first item, so an item takes 15 s and the first 15 s more.
    assert log[2] == "simulate_haadf a: view 3 of 4, a.111; about 45 s left"
    assert len(log) == 4 and terminal == [log[1], log[3]]


def test_what_has_no_length_is_counted_beforehand():
    log = io.StringIO()
    assert list(progress(iter("ab"), "distort_haadf a", "view", log, count=2)) == ["a", "b"]
    assert log.getvalue().splitlines()[0] == "distort_haadf a: view 1 of 2, a"


def test_a_short_job_says_nothing_on_the_terminal(capsys):
    log, terminal = told(capsys, ["a", "b", "c"], 1)
    assert len(log) == 3 and terminal == []


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (40, "40 s"),
        (150, "2.5 min"),
        (580, "10 min"),
        (700, "12 min"),
        (12600, "3.5 h"),
        (181440, "2.1 days"),
    ],
)
def test_times_are_said_as_people_do(seconds, said):
    assert duration(seconds) == said
