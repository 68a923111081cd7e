"""Figures of merit of stripe removal on a pair of sinograms with known truth."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from synthscope.core.errors import one_line
from synthscope.tomography.baselines.metrics import psnr, ring_level, ssim, stripe_level

Method = Callable[[NDArray], NDArray]
FIGURES = (
    "sinogram_psnr_dB",
    "sinogram_ssim",
    "stripe_level",
    "reconstruction_psnr_dB",
    "reconstruction_ssim",
    "ring_level",
)


def compare(
    clean: NDArray, stripe: NDArray, methods: Mapping[str, Method], reconstruct: Method
) -> Iterator[dict[str, Any]]:
    """A row of figures for each method: sinogram and reconstruction against the clean ones.

    Parameters
    ----------
    clean, stripe
        (angles, columns) on one scale.
    methods
        Stripe removal by name; each gets a copy of `stripe`.
    reconstruct
        From a sinogram to (columns, columns).
    """
    truth = reconstruct(clean)
    for name, method in methods.items():
        row = {"method": name, **dict.fromkeys(FIGURES), "note": ""}
        try:
            with np.errstate(all="ignore"):
                cleaned = np.asarray(method(np.array(stripe, np.float32)), np.float32)
        except (ValueError, IndexError, ZeroDivisionError, np.linalg.LinAlgError) as error:
            # A method may not take small sinograms; that is a result too.
            yield row | {"note": one_line(error)}
            continue
        if not np.isfinite(cleaned).all():
            yield row | {"note": "its result is not finite"}
            continue
        rebuilt = reconstruct(cleaned)
        yield row | {
            "sinogram_psnr_dB": psnr(cleaned, clean),
            "sinogram_ssim": ssim(cleaned, clean),
            "stripe_level": stripe_level(cleaned, clean),
            "reconstruction_psnr_dB": psnr(rebuilt, truth),
            "reconstruction_ssim": ssim(rebuilt, truth),
            "ring_level": ring_level(rebuilt, truth),
        }


def spread_rows(rows: Sequence[int], count: int) -> list[int]:
    """At most `count` of some detector rows, evenly spread over their inner part."""
    count = min(count, len(rows))
    return [rows[int((k + 0.5) * len(rows) / count)] for k in range(count)]
