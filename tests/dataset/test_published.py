"""The day of publication is stated, or follows from the source; it is never that of the run."""

from pathlib import Path

import pytest
import yaml

from synthscope.core.errors import InputError
from synthscope.dataset.published import publication_day

ROOT = Path(__file__).resolve().parents[2]
CITATION = (ROOT / "CITATION.cff").read_text(encoding="utf-8")


def test_the_configuration_comes_before_the_environment_and_that_before_the_version():
    assert publication_day("2031-02-03", "86400", CITATION) == "2031-02-03"
    assert publication_day(None, "86400", CITATION) == "1970-01-02"
    assert publication_day(None, "86399", CITATION) == "1970-01-01"
    for epoch in (None, ""):
        found = publication_day(None, epoch, CITATION)
        assert found == str(yaml.safe_load(CITATION)["date-released"])


@pytest.mark.parametrize("quoted", ["2027-05-06", "'2027-05-06'", '"2027-05-06"  # a Thursday'])
def test_the_day_of_the_version_is_read_as_yaml_would(quoted):
    assert publication_day(None, None, f"version: 1\ndate-released: {quoted}\n") == "2027-05-06"


@pytest.mark.parametrize("epoch", ["yesterday", "1.5", "-1", "9" * 12, "1" * 40, "²"])
def test_an_epoch_that_is_no_number_of_seconds_is_refused(epoch):
    with pytest.raises(InputError, match=r"SOURCE_DATE_EPOCH .* seconds since 1970"):
        publication_day(None, epoch, CITATION)


def test_a_source_without_a_day_asks_for_one():
    with pytest.raises(InputError, match=r"set package\.published"):
        publication_day(None, None, "# date-released: 2020-01-01\nversion: 1\n")
