"""What the configuration says of a data set as a whole: title, makers, licence, citation."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any


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
        """From the data set's name, its seed and the `package` section of the configuration."""
        return cls(
            name=dataset,
            title=settings["title"] or dataset,
            description=settings["description"]
            or "Synthetic, labelled microscopy images made from atomic structures.",
            licence=settings["licence"],
            creators=settings["creators"],
            citation=settings["citation"],
            url=settings["url"],
            published=settings["published"],
            seed=seed,
            parts=tuple(name for name, share in settings["splits"].items() if share > 0),
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
