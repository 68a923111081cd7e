"""datacite.json: DataCite's own schema takes it, and it says whose licences apply."""

from dataclasses import replace

import pytest

from synthscope.dataset.about import About
from synthscope.dataset.datacite import datacite
from synthscope.registry.products import PRODUCTS

ABOUT = About(
    name="small",
    title="A small set",
    description="For tests.",
    creators=("Curie, Marie",),
    publisher="An Institute",
    published="2026-01-02",
    url="https://example.org/small",
)
AFLOW = "MIT (pymatgen); cite doi 10.1016/j.commatsci.2017.01.017"
CATALOG = [
    {"id": "000004", "source": "aflow", "status": "accepted", "licence": AFLOW},
    {"id": "a", "source": "user", "status": "accepted", "licence": ""},
    {"id": "b", "source": "user", "status": "rejected", "licence": "secret"},
]


@pytest.fixture
def described(dataset):
    cited = [*dataset.rows, {**dataset.rows[0], "citation": "Z. Krist. (doi:10.1524/zkri.1921.1)."}]
    return lambda about=ABOUT: datacite(about, cited, CATALOG, [PRODUCTS["haadf"]])


@pytest.mark.parametrize("about", [ABOUT, replace(ABOUT, creators=(), publisher="", url=None)])
def test_the_schema_of_datacite_takes_it(described, about):
    schema45 = pytest.importorskip("datacite.schema45")
    assert schema45.validate(described(about))
    with pytest.raises(Exception, match="publicationYear"):
        schema45.validator.validate(described(about) | {"publicationYear": "soon"})


def test_makers_are_named_or_said_to_be_unknown(described):
    assert described()["creators"] == [{"name": "Curie, Marie"}]
    unnamed = described(replace(ABOUT, creators=(), publisher=""))
    assert unnamed["creators"] == [{"name": "(:unav)"}]
    assert unnamed["publisher"] == {"name": "(:unav)"}


def test_licences_of_accepted_structures_stand_beside_that_of_the_data_set(described):
    assert [right["rights"] for right in described()["rightsList"]] == [
        "CC-BY-4.0",
        f"Structures (aflow): {AFLOW}",
        "Structures (user): licence not stated",
    ]


def test_publications_of_structures_are_named_by_their_doi(described):
    found = [one["relatedIdentifier"] for one in described()["relatedIdentifiers"]]
    assert found == ["10.1016/j.commatsci.2017.01.017", "10.1524/zkri.1921.1"]
