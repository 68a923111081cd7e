"""Random numbers that depend on what they are for, never on the order of execution."""

import hashlib
from collections.abc import Callable

import numpy as np

Generators = Callable[[str], np.random.Generator]
"""Give a generator for a purpose, the same for the same one."""


def generator(seed: int, *purpose: str | int) -> np.random.Generator:
    """A counter-based generator for one purpose.

    Parameters
    ----------
    seed
        The data set's seed.
    purpose
        What the numbers are for, from the general to the particular, for example
        ``("gaussian", structure_id, "rotations")``. Equal purposes give equal streams; different
        ones are independent.

    Returns
    -------
    numpy.random.Generator
        Over Philox 4x64 (Salmon et al., SC'11, doi 10.1145/2063384.2063405), keyed by the first
        128 bits of the SHA-256 of the seed and the purpose.
    """
    text = "\x1f".join([str(int(seed)), *(f"{type(p).__name__}:{p}" for p in purpose)])
    key = np.frombuffer(hashlib.sha256(text.encode()).digest()[:16], dtype="<u8")
    return np.random.Generator(np.random.Philox(key=key))


def of_part(generators: Generators, part: str) -> Generators:
    """Those for the purposes of a part."""
    return lambda what: generators(f"{part} {what}")
