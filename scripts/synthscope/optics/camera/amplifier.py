"""From electrons to stored levels, where a signal is integrated."""

import numpy as np

from synthscope.optics.camera.settings import Amplifier


def pulses(electrons: np.ndarray, given: Amplifier, rng: np.random.Generator) -> np.ndarray:
    """The signal of whole electrons (float64), each of which has one of random size.

    The sum of n gamma numbers is one of n times their shape.
    """
    if not given.gain_spread:
        return electrons
    return given.gain_spread**2 * rng.gamma(electrons / given.gain_spread**2)


def amplified(signal: np.ndarray, given: Amplifier, rng: np.random.Generator) -> np.ndarray:
    """ADU of a signal in electrons: full well, gain, offset, read-out noise."""
    if given.full_well_e is not None:
        signal = np.minimum(signal, given.full_well_e)
    level = given.gain * signal + given.offset
    level += given.read_noise * rng.standard_normal(level.shape)
    return level
