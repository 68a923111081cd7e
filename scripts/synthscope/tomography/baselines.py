"""How well today's methods clean these stripes: algotom's, and filtered back-projection."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np
from algotom.prep import removal
from algotom.rec.reconstruction import fbp_reconstruction
from numpy.typing import NDArray

from synthscope.tomography.metrics import psnr, ring_level, ssim, stripe_level

Method = Callable[[NDArray], NDArray]


def algotom_methods() -> dict[str, Method]:
    """Stripe removal from a sinogram (angles, columns), by name, with algotom's own defaults.

    The methods and their papers: https://algotom.readthedocs.io/en/latest/toc/api/algotom.prep.
    removal.html; most are from Vo, Atwood & Drakopoulos 2018 (doi 10.1364/OE.26.028396), the
    wavelet one from Münch et al. 2009 (doi 10.1364/OE.17.008567), the last from Titarenko et al.
    2010.
    """
    return {
        "none": lambda sinogram: sinogram,
        "sorting": removal.remove_stripe_based_sorting,
        "filtering": removal.remove_stripe_based_filtering,
        "fitting": removal.remove_stripe_based_fitting,
        "large": removal.remove_large_stripe,
        "all": removal.remove_all_stripe,
        "wavelet_fft": removal.remove_stripe_based_wavelet_fft,
        "fft": removal.remove_stripe_based_fft,
        "normalization": removal.remove_stripe_based_normalization,
        "regularization": _regularization,
    }


def remove_all(sinogram: NDArray) -> NDArray[np.float32]:
    """The best all-round method: algotom's combination of all, kept in the sinogram's range."""
    cleaned = removal.remove_all_stripe(np.asarray(sinogram, np.float32))
    return np.clip(cleaned, sinogram.min(), sinogram.max()).astype(np.float32)


def reconstruct(sinogram: NDArray, angles_deg: NDArray) -> NDArray[np.float32]:
    """Filtered back-projection (columns, columns) of line integrals, with a Hann window."""
    return fbp_reconstruction(
        np.asarray(sinogram, np.float32),
        (sinogram.shape[1] - 1) / 2,
        angles=np.radians(angles_deg),
        apply_log=False,
        gpu=False,
        ncore=1,
    ).astype(np.float32)


def compare(
    clean: NDArray, stripe: NDArray, angles_deg: NDArray, methods: Mapping[str, Method]
) -> Iterator[dict[str, Any]]:
    """A row of figures for each method: sinogram and reconstruction against the clean ones."""
    truth = reconstruct(clean, angles_deg)
    for name, method in methods.items():
        try:
            cleaned = np.asarray(method(np.array(stripe, np.float32)), np.float32)
        except (ValueError, IndexError, np.linalg.LinAlgError) as error:
            # A method may not take small sinograms; that is a result too.
            yield {"method": name, "note": " ".join(str(error).split())[:200]}
            continue
        rebuilt = reconstruct(cleaned, angles_deg)
        yield {
            "method": name,
            "sinogram_psnr_dB": psnr(cleaned, clean),
            "sinogram_ssim": ssim(cleaned, clean),
            "stripe_level": stripe_level(cleaned, clean),
            "reconstruction_psnr_dB": psnr(rebuilt, truth),
            "reconstruction_ssim": ssim(rebuilt, truth),
            "ring_level": ring_level(rebuilt, truth),
            "note": "",
        }


def _regularization(sinogram: NDArray) -> NDArray:
    """algotom's takes transmissions by default; these are line integrals already."""
    return removal.remove_stripe_based_regularization(sinogram, apply_log=False)
