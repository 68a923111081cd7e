"""What a data set says of itself: title, makers, licence, citation."""

from dataclasses import dataclass

from synthscope.dataset.settings import Description


@dataclass(frozen=True)
class About(Description):
    """What a data set says of itself, with a default for every text that was left empty.

    Attributes
    ----------
    name, seed
        Of the data set.
    published
        Day that the manifests state, as YYYY-MM-DD.
    """

    name: str = ""
    seed: int = 0
    published: str = ""

    @property
    def licence_address(self) -> str:
        """The address of the licence's text at SPDX."""
        return f"https://spdx.org/licenses/{self.licence}.html"


def describe(stated: Description, name: str, seed: int, published: str) -> About:
    """Complete what the configuration states about a data set."""
    given = vars(Description.within(stated)) | {"published": published}
    given["title"] = stated.title or name
    given["description"] = (
        stated.description or "Synthetic, labelled microscopy images made from atomic structures."
    )
    return About(name=name, seed=seed, **given)


def cite(about: About) -> str:
    """How to cite the data set."""
    makers = ", ".join(about.creators) or "Anonymous"
    place = f". {about.url}" if about.url else ""
    return about.citation or f"{makers} ({about.published[:4]}). {about.title}{place}"
