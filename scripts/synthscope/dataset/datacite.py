"""datacite.json: what a repository asks for when it registers a DOI for the data set.

Follows the DataCite Metadata Schema 4.5 (https://schema.datacite.org/meta/kernel-4.5). What is not
known and has to be given has that schema's standard value for it, "(:unav)".
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import PurePosixPath
from typing import Any

from synthscope.dataset.about import About
from synthscope.dataset.key.columns import Row
from synthscope.dataset.product import Product

_UNKNOWN = "(:unav)"
_SUBJECTS = ("electron microscopy", "materials science", "synthetic data", "machine learning")
_DOI = re.compile(r"\b10\.\d{4,9}/[^\s\"<>;,]+[^\s\"<>;,.)]")


def datacite(
    about: About,
    rows: Sequence[Row],
    catalog: Sequence[Mapping[str, str]],
    products: Sequence[Product],
) -> dict[str, Any]:
    """The content of datacite.json.

    Parameters
    ----------
    about
        The data set as a whole.
    rows
        Of the key.
    catalog
        Rows of catalog.csv, as text.
    products
        Those that the data set has images of.
    """
    accepted = [row for row in catalog if row.get("status", "accepted") == "accepted"]
    methods = [f"{product.title}: {product.method}" for product in products if product.method]
    suffixes = sorted({PurePosixPath(row["filename"]).suffix for row in rows})
    return {
        "schemaVersion": "http://datacite.org/schema/kernel-4",
        "types": {"resourceTypeGeneral": "Dataset", "resourceType": "Computed images"},
        "creators": [{"name": name} for name in about.creators or [_UNKNOWN]],
        "titles": [{"title": about.title}],
        "publisher": {"name": about.publisher or _UNKNOWN},
        "publicationYear": about.published[:4],
        "dates": [{"date": about.published, "dateType": "Issued"}],
        "language": "en",
        "subjects": [{"subject": word} for word in (*_SUBJECTS, *(p.title for p in products))],
        "sizes": [f"{len(rows)} files", f"{sum(row.get('bytes', 0) for row in rows)} bytes"],
        "formats": suffixes,
        "rightsList": _rights(about, accepted),
        "descriptions": [
            {"description": about.description, "descriptionType": "Abstract"},
            *({"description": text, "descriptionType": "Methods"} for text in methods),
        ],
        "relatedIdentifiers": _publications(rows, accepted),
        **({"url": about.url} if about.url else {}),
    }


def _rights(about: About, accepted: Iterable[Mapping[str, str]]) -> list[dict[str, str]]:
    """The data set's licence, and those of the structures that it was computed from."""
    known = {(row.get("source", ""), row.get("licence", "")) for row in accepted}
    return [
        {
            "rights": about.licence,
            "rightsUri": about.licence_address,
            "rightsIdentifier": about.licence,
            "rightsIdentifierScheme": "SPDX",
            "schemeUri": "https://spdx.org/licenses/",
        },
        *(
            {"rights": f"Structures ({source}): {licence or 'licence not stated'}"}
            for source, licence in sorted(known)
        ),
    ]


def _publications(
    rows: Iterable[Row], accepted: Iterable[Mapping[str, str]]
) -> list[dict[str, str]]:
    """The publications that structures and their licences name by a DOI."""
    texts = {row.get("citation", "") for row in rows} | {r.get("licence", "") for r in accepted}
    found = {doi for text in texts for doi in _DOI.findall(text)}
    return [
        {
            "relatedIdentifier": doi,
            "relatedIdentifierType": "DOI",
            "relationType": "References",
        }
        for doi in sorted(found)
    ]
