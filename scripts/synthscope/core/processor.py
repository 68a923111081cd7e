"""The processor that results are computed for, whichever there is: x86-64-v3.

NumPy, OpenBLAS and numba choose their loops by what the processor can do. With wider registers
sums are added up in another order, and equal numbers are sorted into another, so images would
depend on the machine. Jobs are therefore held to what x86-64 processors have since 2013 (Intel) and
2015 (AMD): AVX2 and FMA, the psABI's level v3.
"""

from collections.abc import Mapping

_ABOVE = ("X86_V4", "AVX512_ICL", "AVX512_SPR")
"""What NumPy has loops for above the baseline; https://numpy.org/doc/stable/reference/simd/."""


def numpy_features() -> dict[str, bool]:
    """By NumPy's names, what this processor has and NumPy may use."""
    from numpy._core._multiarray_umath import __cpu_features__

    return dict(__cpu_features__)


def pinned(environment: Mapping[str, str], features: Mapping[str, bool]) -> dict[str, str]:
    """The variables that hold jobs to the baseline, to be set before one starts.

    Parameters
    ----------
    environment
        As it is. What it forbids NumPy already stays forbidden.
    features
        Of `numpy_features`. Below the baseline, and on other processors, nothing is set: OpenBLAS
        would compute with what is not there.
    """
    older = features.get("AVX2", False) and features.get("FMA3", False)
    if not features.get("X86_V3", older):  # a name that NumPy has since 2.4
        return {}
    forbidden = environment.get("NPY_DISABLE_CPU_FEATURES", "").replace(",", " ").split()
    return {
        "NPY_DISABLE_CPU_FEATURES": " ".join(sorted({*forbidden, *_ABOVE})),
        "NUMBA_DISABLE_INTEL_SVML": "1",
        "OPENBLAS_CORETYPE": "Haswell",
    }
