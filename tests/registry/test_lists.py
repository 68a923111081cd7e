"""Each list of the registry has every product."""

from typing import get_args

import pytest

from synthscope.registry.packages import PACKINGS
from synthscope.registry.products import PRODUCTS
from synthscope.registry.remake import JOBS
from synthscope.registry.sheets import SHEETS
from synthscope.registry.work import PLANNED_WORK
from synthscope.settings.model import Configuration, Product


@pytest.mark.parametrize("names", [PACKINGS, PRODUCTS.keys() - {"usid"}, JOBS, SHEETS])
def test_a_list_of_the_registry_names_every_product_and_no_other(names):
    assert set(names) == set(get_args(Product)) <= set(vars(Configuration()))


def test_every_product_that_is_made_of_structures_says_how_much_work_they_are():
    assert set(PLANNED_WORK) == set(get_args(Product)) - {"tomography"}
