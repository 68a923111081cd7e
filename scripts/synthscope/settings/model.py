"""The whole configuration."""

from dataclasses import dataclass
from typing import Annotated, Literal

from synthscope.cbed.settings import CbedSettings
from synthscope.core.settings import Check, Limits, Section, setting
from synthscope.dataset.settings import PackageSettings
from synthscope.gaussian.settings import GaussianSettings
from synthscope.haadf.settings import HaadfSettings
from synthscope.stem4d.settings import Stem4dSettings
from synthscope.structures.settings import StructuresSettings
from synthscope.tomography.settings import TomographySettings

Product = Literal["gaussian", "haadf", "cbed", "stem4d", "tomography"]
Slug = Annotated[
    str,
    Limits(
        pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$",
        said="a name of at most 64 letters, digits, _, . and -, of which the first is a letter or "
        "a digit",
    ),
]


def _each_once(products: tuple[str, ...]) -> tuple[str, ...]:
    if len(set(products)) < len(products):
        raise ValueError("a product is named twice; name each once")
    return products


@dataclass(frozen=True)
class Configuration(Section):
    """Everything that decides what a data set holds, and how it is cut into jobs."""

    dataset: Slug = "demo"
    """Name of the data set; its files stand in `results/<dataset>/`. A configuration has to state
    it, each its own: what one has made, another with its name would replace and remove."""

    seed: int = setting(1, ge=0)
    """Seed of every random number; another seed gives another data set."""

    products: Annotated[tuple[Product, ...], Check(_each_once)] = setting(
        ("gaussian",), min_length=1
    )
    """What to make of the structures."""

    shard_size: int = setting(1, ge=1, le=100_000)
    """Structures or samples in one job: 1 shows each in the graph of jobs, hundreds keep the
    workflow's own cost small. It does not change the data set."""

    subset: int | None = setting(None, ge=1)
    """Make only so many structures, drawn at random by the seed, and at most so many samples and
    scans of tomography: a first look at a large data set. Each has the files that it has in the
    whole. A file with several structures, such as a trajectory, counts as one, with all of them."""

    estimate_s: float = setting(60.0, gt=0)
    """Processor time in seconds that the target `estimate` may spend on making and measuring a
    subset; it makes at least three structures."""

    larger_than_disk: bool = False
    """Begin a data set whose images, before compression, take more than is free on the disk."""

    take_over: bool = False
    """Write over a data set of this name that another configuration file made; else a second file
    with the name of the first one's data set is refused. Editing a file needs no such leave."""

    verify_against: str = ""
    """Folder of this data set as another machine made it: the target `verify` compares with it,
    too, and says of each file whether it is equal, within what machines differ by, or different."""

    structures: StructuresSettings = StructuresSettings()
    """Where the structures come from and what they must be."""

    gaussian: GaussianSettings = GaussianSettings()
    """Gaussian renderings (xyz2image)."""

    haadf: HaadfSettings = HaadfSettings()
    """HAADF-STEM images by multislice (atomagined)."""

    cbed: CbedSettings = CbedSettings()
    """Convergent-beam diffraction stacks (SMC-2019, STEMDL)."""

    stem4d: Stem4dSettings = Stem4dSettings()
    """4D-STEM: a diffraction pattern at each position of a scan (EMD 1.0, py4DSTEM)."""

    tomography: TomographySettings = TomographySettings()
    """Sinograms with and without stripes (NoStripesNet)."""

    package: PackageSettings = PackageSettings()
    """USID files, splits, manifests and figures."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self._check_delivery()
        if self.package.split_by != "acquisition":
            return
        general = "haadf" in self.products and "general" in self.haadf.sets
        if not general or self.haadf.general.acquisitions < 2:
            raise ValueError(
                "package.split_by is acquisition, and no view has several; set "
                "haadf.general.acquisitions to 2 or more, or split by prototype"
            )
        if self.package.usid:
            raise ValueError(
                "package.split_by is acquisition, and a USID file holds all images of a structure, "
                "of every part; set package.usid to false"
            )

    def _check_delivery(self) -> None:
        """Refuse labels and training files of images that there are not."""
        package = self.package
        for name in ("labels", "training"):
            if getattr(package, name) and "haadf" not in self.products:
                raise ValueError(
                    f"package.{name} are made of HAADF images; add haadf to products, or leave "
                    f"package.{name} out"
                )
            if getattr(package, name) and "h5" not in self.haadf.files:
                raise ValueError(
                    f"package.{name} are made of HDF5 files, which haadf.files leaves out; add h5"
                )
        of_pictures = [name for name in package.labels if name != "parquet"]
        if of_pictures and "png" not in self.haadf.files:
            raise ValueError(
                f"package.labels has {of_pictures[0]}, which is of PNG files, and haadf.files "
                "leaves them out; add png"
            )
