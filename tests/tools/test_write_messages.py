"""A user's mistake is answered in a line that names the key and says what would be right."""

import re
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
TABLE = yaml.safe_load((ROOT / "docs" / "mistakes.yaml").read_text(encoding="utf-8"))
MISTAKES = {entry["mistake"]: entry for kind in TABLE.values() for entry in kind}
NEVER = re.compile(r"Traceback|instance of|Settings\b|\^\[|\\d|tuple|dictionary|pydantic|\.py\b")


def test_the_table_holds_many_and_none_twice():
    assert len(MISTAKES) == sum(map(len, TABLE.values())) >= 60


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_answered_with_its_key_and_what_would_be_right(tool, mistake):
    entry = MISTAKES[mistake]
    answer = tool.answer(entry)
    missing = [words for words in map(str, entry["told"]) if words not in answer]
    assert not missing, answer
    assert not NEVER.search(answer), answer
    lines = answer.splitlines()
    assert len(lines) <= 2 and max(map(len, lines)) < 400, answer
    file = entry.get("structure", "my.yaml")
    assert all(line.startswith(f"{file}: ") for line in lines), answer


def test_the_page_is_up_to_date(tool):
    assert (ROOT / "docs/messages.md").read_text(encoding="utf-8") == tool.page(), "make messages"
