"""Whatever a reader does, the job that started it goes on, with a reason in one line."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from synthscope.core.confined import Stopped, confined
from synthscope.core.errors import InputError

SCRIPTS = Path(__file__).resolve().parents[2] / "scripts"
LIMITS = {"memory_MB": 300, "seconds": 20}


def squares(numbers):
    for number in numbers:
        yield np.full(3, number) ** 2


def test_items_come_in_order_and_from_another_process():
    assert [item.tolist() for item in confined(squares, [2, 3], **LIMITS)] == [[4] * 3, [9] * 3]
    assert list(confined(lambda: [os.getpid()], **LIMITS)) != [os.getpid()]


def hungry():
    yield "first"
    yield np.ones(10**9)


def deep():
    yield deep_again(0)


def deep_again(level):
    return deep_again(level + 1)


def crash():
    os.kill(os.getpid(), signal.SIGSEGV)
    yield


def stray():
    raise KeyError("two\nlines")
    yield


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (hungry, "needs more than 300 MB"),
        (deep, "nested too deeply"),
        (crash, "crashed (SIGSEGV)"),
        (stray, "cannot be read: KeyError: 'two\\nlines'"),
        (lambda: iter(lambda: time.sleep(60), 0), "not read after 0.2 s"),
        (lambda: [lambda: 0], "cannot be read: "),  # nothing that can be sent
    ],
)
def test_a_reader_that_ends_badly_is_told_in_one_line(make, reason):
    limits = LIMITS | ({"seconds": 0.2} if "0.2" in reason else {})
    with pytest.raises(Stopped) as error:
        list(confined(make, **limits))
    assert reason in str(error.value) and "\n" not in str(error.value)


def test_what_came_before_is_kept():
    found = []
    with pytest.raises(Stopped):
        for item in confined(hungry, **LIMITS):
            found.append(item)
    assert found == ["first"]


def test_a_reason_of_the_reader_is_passed_on():
    def refuse():
        raise InputError("scan.nxs: no frames")
        yield

    with pytest.raises(InputError, match=r"^scan.nxs: no frames$") as error:
        list(confined(refuse, **LIMITS))
    assert type(error.value) is InputError


def alive(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def endless():
    yield os.getpid()
    while True:
        time.sleep(1)


def test_a_reader_ends_with_whoever_asked():
    items = confined(endless, **LIMITS)
    pid = next(items)
    assert alive(pid)
    items.close()
    assert not alive(pid)


@pytest.mark.skipif(sys.platform != "linux", reason="a service of Linux")
def test_a_reader_does_not_outlive_a_killed_job():
    code = (
        "import os, time\n"
        "from synthscope.core.confined import confined\n"
        "def endless():\n"
        "    yield os.getpid()\n"
        "    time.sleep(600)\n"
        "items = confined(endless, memory_MB=300, seconds=600)\n"
        "print(next(items), flush=True)\n"
        "next(items)\n"
    )
    job = subprocess.Popen(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONPATH": str(SCRIPTS)},
        stdout=subprocess.PIPE,
        text=True,
    )
    pid = int(job.stdout.readline())
    assert alive(pid)
    job.kill()
    job.communicate()
    for _ in range(500):
        if not alive(pid):
            break
        time.sleep(0.01)
    assert not alive(pid)
