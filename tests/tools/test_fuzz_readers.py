"""Two minutes of damaged files: every reader gives a good result or a reason in one line.

For longer: python tools/fuzz_readers.py --seconds 3600
"""

from pathlib import Path

import numpy as np

from synthscope.core.errors import InputError

ROOT = Path(__file__).resolve().parents[2]
SECONDS = 120


def test_damaged_files_are_read_or_refused_in_one_line(tool):
    found = tool.fuzz(SECONDS, seed=1)
    assert tool.faults(found) == []
    assert {kind for kind, _ in found} == {"structures", "scans", "masks", "configurations"}
    assert all(found[kind, "refused"] for kind, _ in found)


def test_a_reader_that_fails_otherwise_is_a_fault(tool):
    def stray():
        raise KeyError("x")

    def refuse():
        raise InputError("a.cif: no atoms\nand more")

    assert tool.outcome_of(stray)[0] == "KeyError: 'x'"
    assert tool.outcome_of(refuse)[0].startswith("no reason in one line")
    assert tool.faults({("scans", "KeyError: 'x'"): 1, ("scans", "good"): 2}) == [
        "scans: KeyError: 'x'"
    ]


def test_the_same_seed_damages_alike(tool):
    content = b"data_x\n_cell_length_a 5.64\n" * 20
    made = [tool.damaged(content, np.random.default_rng(seed)) for seed in (1, 1, 2)]
    assert made[0] == made[1] != made[2]
