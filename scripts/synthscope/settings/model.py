"""The whole configuration."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints, field_validator

from synthscope.settings.base import Section
from synthscope.settings.cbed import CbedSettings
from synthscope.settings.gaussian import GaussianSettings
from synthscope.settings.haadf import HaadfSettings
from synthscope.settings.package import PackageSettings
from synthscope.settings.structures import StructuresSettings
from synthscope.settings.tomography import TomographySettings

Product = Literal["gaussian", "haadf", "cbed", "tomography"]
Slug = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$")]


class Configuration(Section):
    """Everything that decides what a data set holds, and how it is cut into jobs."""

    dataset: Slug = Field(
        "demo", description="Name of the data set; its files stand in `results/<dataset>/`."
    )
    seed: int = Field(
        1, ge=0, description="Seed of every random number; another seed gives another data set."
    )
    products: list[Product] = Field(
        ["gaussian"], min_length=1, description="What to make of the structures."
    )
    shard_size: int = Field(
        1,
        ge=1,
        le=100_000,
        description=(
            "Structures or samples in one job: 1 shows each in the graph of jobs, hundreds keep "
            "the workflow's own cost small. It does not change the data set."
        ),
    )
    structures: StructuresSettings = Field(
        StructuresSettings(), description="Where the structures come from and what they must be."
    )
    gaussian: GaussianSettings = Field(
        GaussianSettings(), description="Gaussian renderings (xyz2image)."
    )
    haadf: HaadfSettings = Field(
        HaadfSettings(), description="HAADF-STEM images by multislice (atomagined)."
    )
    cbed: CbedSettings = Field(
        CbedSettings(), description="Convergent-beam diffraction stacks (SMC-2019, STEMDL)."
    )
    tomography: TomographySettings = Field(
        TomographySettings(), description="Sinograms with and without stripes (NoStripesNet)."
    )
    package: PackageSettings = Field(
        PackageSettings(), description="USID files, splits, manifests and figures."
    )

    @field_validator("products")
    @classmethod
    def _each_once(cls, products):
        if len(set(products)) < len(products):
            raise ValueError("a product is named twice; name each once")
        return products
