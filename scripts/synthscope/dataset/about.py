"""What the configuration says of a data set as a whole: title, makers, licence, citation."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from synthscope.dataset.settings import PackageSettings


@dataclass(frozen=True)
class About:
    """The data set as a whole; `url` is None where it stands nowhere yet."""

    name: str
    title: str
    description: str
    licence: str
    creators: Sequence[str]
    citation: str
    url: str | None
    published: str
    seed: int
    parts: Sequence[str] = ("train", "dev", "test")

    @classmethod
    def of(cls, dataset: str, seed: int, settings: Mapping[str, Any]) -> "About":
        """From the data set's name, its seed and the `package` section, as plain data."""
        given = PackageSettings.of(settings)
        return cls(
            name=dataset,
            title=given.title or dataset,
            description=given.description
            or "Synthetic, labelled microscopy images made from atomic structures.",
            licence=given.licence,
            creators=given.creators,
            citation=given.citation,
            url=given.url,
            published=given.published,
            seed=seed,
            parts=tuple(name for name, share in given.splits.items() if share > 0),
        )

    @property
    def licence_address(self) -> str:
        """The address of the licence's text at SPDX."""
        return f"https://spdx.org/licenses/{self.licence}.html"


def cite(about: About) -> str:
    """How to cite the data set."""
    makers = ", ".join(about.creators) or "Anonymous"
    place = f". {about.url}" if about.url else ""
    return about.citation or f"{makers} ({about.published[:4]}). {about.title}{place}"
