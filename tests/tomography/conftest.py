"""A folder for results, and a simulated scan in it."""

import pytest
from tests.tomography.running import settings, simulate_scans


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    return tmp_path_factory.mktemp("results")


@pytest.fixture(scope="module")
def scans(results):
    return simulate_scans(results, settings())
