"""The directories and names of NoStripesNet, below the folder of a mode.

The names say sample, view, detector row and, for patches, the number of the patch:
NNNN_clean_ZZZZ, NNNN_stripe_ZZZZ, NNNN_shiftKK_ZZZZ, NNNN_frameFF_ZZZZ, NNNN_shiftKK_ZZZZ_wPP.
"""

from pathlib import Path


def simple_path(sample: int, kind: str, row: int) -> Path:
    """Where a 'clean' or 'stripe' sinogram of simple mode stands below the mode's folder."""
    return Path(f"{sample:04d}", kind, f"{sample:04d}_{kind}_{row:04d}.tif")


def shift_path(sample: int, shift: int | None, row: int) -> Path:
    """Complex and raw mode: the clean target (None) or a vertical shift."""
    view = "clean" if shift is None else f"shift{shift:02d}"
    return Path(f"{sample:04d}", view, f"{sample:04d}_{view}_{row:04d}.tif")


def pair_path(
    sample: int, real: bool, kind: str, shift: int, row: int, patch: int | None = None
) -> Path:
    """Paired and patch mode: 'clean' or 'stripe', of real or of drawn stripes."""
    name = f"{sample:04d}_shift{shift:02d}_{row:04d}" + ("" if patch is None else f"_w{patch:02d}")
    folder = "real_artifacts" if real else "fake_artifacts"
    return Path(f"{sample:04d}", folder, kind, f"{name}.tif")


def frame_path(sample: int, frame: int, row: int) -> Path:
    """Dynamic mode: a time frame; all in the mode's folder."""
    return Path(f"{sample:04d}_frame{frame:02d}_{row:04d}.tif")


def tilt_path(sample: int, what: str) -> Path:
    """Tilt mode: a file of a sample, as 'counts.mrc' or 'clean.rawtlt'."""
    return Path(f"{sample:04d}", f"{sample:04d}_{what}")


def scan_path(sample: int, shift: int) -> Path:
    """Complex mode: the NXtomo file of a vertical shift."""
    return Path(f"{sample:04d}", f"{sample:04d}_shift{shift:02d}.nxs")


def truth_path(mode: str, sample: int, what: str) -> Path:
    """What is known of a sample, as 'mask.npz' or 'stripes.csv', below the product's folder.

    Not in the mode's own, where NoStripesNet's loader takes every folder of a sample for a view.
    """
    return Path("truth", mode, f"{sample:04d}_{what}")


def mode_of(filename: str) -> str:
    """The mode that a file belongs to, from its path in the data set."""
    parts = Path(filename).parts
    return parts[2] if parts[1] == "truth" else parts[1]


def make_folders(folder: Path, mode: str, sample: int, shifts: int) -> None:
    """Make all of a sample's folders below that of the mode."""
    for place in folders(mode, sample, shifts):
        (folder / place).mkdir(parents=True, exist_ok=True)


def folders(mode: str, sample: int, shifts: int) -> list[Path]:
    """The folders of a sample, which are there even where nothing is written into them."""
    top = Path(f"{sample:04d}")
    views = [top / f"shift{shift:02d}" for shift in range(shifts)]
    kinds = ("clean", "stripe")
    return {
        "simple": [top / kind for kind in kinds],
        "complex": [top / "clean", *views],
        "raw": [top / "clean", *views],
        "paired": [top / f"{made}_artifacts" / kind for made in ("fake", "real") for kind in kinds],
        "patch": [top / f"{made}_artifacts" / kind for made in ("fake", "real") for kind in kinds],
        "dynamic": [Path()],
    }[mode]
