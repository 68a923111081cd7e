"""Nothing that writes a file asks what day it is, on which machine it runs, or for whom."""

import ast
from pathlib import Path

import pytest

SCRIPTS = Path(__file__).resolve().parents[1] / "scripts"

MODULES = {"getpass", "locale", "platform", "pwd", "random", "secrets", "socket", "time", "uuid"}
DATES = {"now", "today", "utcnow"}  # of a class of datetime; a field of ours may have the name
CALLS = {
    "st_birthtime",
    *("uname", "getlogin", "getuid", "getcwd", "cwd", "home", "expanduser", "urandom"),
    *("getmtime", "getctime", "st_mtime", "st_mtime_ns", "st_ctime", "st_ctime_ns"),
}
PROCESS = {
    ("core/files.py", "getpid"),  # in the names of temporary files alone
    ("dataset/repair.py", "st_mtime_ns"),  # what was written to since; nothing is written with it
    ("core/failures.py", "st_mtime"),  # whether a log is of this run, for a line of the log
    ("core/progress.py", "time"),  # how long items took, for a line of the log
    ("core/usage.py", "time"),  # in the names of files of an estimate, which are removed
    ("core/usage.py", "getpid"),
    ("stem4d/store.py", "getpid"),  # in the names of temporary files alone
    ("formats/emd.py", "uuid"),  # version 5: a hash of what the file is
    ("core/cluster_limits.py", "st_mtime_ns"),  # which log is the newest, for a line of the log
}


def questions(name: str, code: str) -> list[str]:
    """What a module asks of the machine, with the line."""
    found = []
    tree = ast.parse(code)
    dates = {"date", "datetime"} | {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "datetime"
        for alias in node.names
    }
    for node in ast.walk(tree):
        asked: set[str] = set()
        if isinstance(node, ast.Import):
            asked = {alias.name.split(".")[0] for alias in node.names} & MODULES
        elif isinstance(node, ast.ImportFrom) and not node.level:
            asked = {node.module.split(".")[0]} & MODULES
            asked |= {alias.name for alias in node.names} & (CALLS | {"getpid"})
        elif isinstance(node, ast.Attribute):
            asked = {node.attr} & (CALLS | {"getpid"})
            if ast.unparse(node.value).split(".")[-1] in dates:
                asked |= {node.attr} & DATES
        found += [f"{name}:{node.lineno}: {what}" for what in asked if (name, what) not in PROCESS]
    return found


def test_no_module_or_script_asks_for_the_time_the_machine_or_the_user():
    found = []
    for path in sorted(SCRIPTS.rglob("*.py")):
        name = path.relative_to(SCRIPTS).as_posix().removeprefix("synthscope/")
        found += questions(name, path.read_text(encoding="utf-8"))
    assert found == []


@pytest.mark.parametrize(
    "code",
    [
        "import time\nstarted = time.strftime('%Y-%m-%dT%H:%M')",
        "from time import strftime",
        "def write():\n    import datetime\n    return datetime.datetime.now().minute",
        "from datetime import date\nday = date.today()",
        "from datetime import datetime as clock\nminute = clock.now().minute",
        "import os\nhost = os.uname().nodename",
        "from os import getpid",
        "from pathlib import Path\nfolder = Path.cwd()",
        "import random",
    ],
)
def test_a_module_that_asks_is_found(code):
    assert questions("haadf/file.py", code)


def test_a_field_that_is_called_now_asks_nothing():
    assert questions("haadf/file.py", "element = defect.now") == []
