"""The amorphous film that a specimen lies on."""

import numpy as np

from synthscope.core.seeds import Generators
from synthscope.structures.scenes.amorphous import cut
from synthscope.structures.scenes.scene import ROLES, Scene
from synthscope.structures.scenes.settings.support import SupportSettings


def build_support(settings: SupportSettings, box: np.ndarray, rng: Generators) -> Scene:
    """A film whose upper surface lies at z = 0, on the average.

    Parameters
    ----------
    settings
        With numbers drawn.
    box
        Edges along x and y, Å, to begin with.
    rng
        Gives a generator for a purpose.
    """
    rough = settings.roughness_A
    depth = settings.thickness_A + 6 * rough
    whole = (*box[:2], depth)
    numbers, positions = cut(settings.material, whole, rng("support"), settings.density_g_cm3)
    positions[:, 2] -= depth - 3 * rough
    if rough > 0:
        top, bottom = (
            heights(positions, box[:2], rough, settings.roughness_length_A, rng(f"support {side}"))
            for side in ("top", "bottom")
        )
        z = positions[:, 2]
        kept = (z <= top) & (z >= bottom - settings.thickness_A)
        numbers, positions = numbers[kept], positions[kept]
    role = np.full(len(numbers), ROLES.index("support"), dtype=np.int8)
    grains = np.zeros(len(numbers), dtype=np.int16)
    return Scene(numbers, positions, np.array(whole), role, grains)


def heights(
    positions: np.ndarray, box: np.ndarray, rms_A: float, length_A: float, rng
) -> np.ndarray:
    """(N,) Å of a random surface above each atom.

    Gaussian, with the autocorrelation rms² exp(−r²/length²), over a box that repeats; cut off at
    three times the rms.
    """
    pixels = np.array([max(8, round(8 * edge / min(length_A, edge))) for edge in box])
    waves = [np.fft.fftfreq(count, edge / count) for count, edge in zip(pixels, box)]
    squares = waves[0][:, None] ** 2 + waves[1] ** 2
    power = np.exp(-squares * (np.pi * length_A) ** 2)
    power[0, 0] = 0.0
    noise = np.fft.fft2(rng.normal(size=pixels))
    field = np.fft.ifft2(noise * np.sqrt(power)).real
    field *= rms_A / max(field.std(), 1e-12)
    field = np.clip(field, -3 * rms_A, 3 * rms_A)
    places = positions[:, :2] / box * pixels
    low = np.floor(places).astype(int)
    (fx, fy), (i, j), (k, l) = (places - low).T, (low % pixels).T, ((low + 1) % pixels).T
    return (
        field[i, j] * (1 - fx) * (1 - fy)
        + field[k, j] * fx * (1 - fy)
        + field[i, l] * (1 - fx) * fy
        + field[k, l] * fx * fy
    )
