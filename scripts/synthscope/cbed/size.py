"""What the CBED stacks will take on the disk."""

from synthscope.cbed.settings import CbedSettings
from synthscope.core.sizes import USID_FILE, Size

ATTRIBUTES = 8_000
"""Bytes of a sample's labels."""


def expected_size(settings: CbedSettings, structures: int) -> Size:
    """Bytes of the stacks of so many crystals, clean and recorded; clusters count as crystals."""
    stacks = len(settings.energies_keV) * len(settings.thicknesses_A)
    patterns = structures * stacks * settings.directions.orientations
    cameras = settings.detection.values()
    kinds = 1 + len(cameras)
    pixel = 4 + sum(camera.stored_bits // 8 for camera in cameras)
    images = pixel * patterns * settings.size_px**2
    batches = -(-structures // settings.batch_size)
    return Size(
        images + kinds * structures * stacks * ATTRIBUTES, images + kinds * batches * USID_FILE
    )
