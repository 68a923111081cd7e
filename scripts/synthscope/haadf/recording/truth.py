"""What a file tells of where the beam was.

Of each image with a scan in time or with several frames, in ``/scan/<its name>``, in px, to the
right and downwards as the specimen moves, in the frame of the acquisition before it is cropped:

=============  ================  ==============================================================
``rows_px``    n × 2 × R         displacement of each row of each frame: scan errors, drift, and
                                 shifts between frames
``waves_px``   n × 2 × R × K     movements within rows, which come besides: at every
                                 ``step_px``-th column, linear between them
``shift_px``   n × 2             mean displacement of each frame, of both
``labels_px``  2 × R × K         by how much labels are displaced besides the drift: the mean of
                                 ``waves_px`` over frames and over the rows that show a column
=============  ================  ==============================================================
"""

from collections.abc import Sequence

import h5py
import numpy as np

from synthscope.haadf.recording.movements import Waves
from synthscope.haadf.scanlines import Displacement


def write_scan(
    file: h5py.File, name: str, frames: Sequence[Displacement], columns: int, pixel_A: float
) -> None:
    """Add the truth of an image to an open file; `columns` are those of its frame."""
    group = file.create_group(f"scan/{name}")
    rows = np.array([(one.right, one.down) for one in frames])
    shift = rows.mean(axis=2)
    if frames[0].waves is not None:
        waves = [one.waves for one in frames]
        shift = shift + [one.of_pixels(columns).mean(axis=(1, 2)) for one in waves]
        group.create_dataset("waves_px", data=np.array([w.values for w in waves], np.float32))
        labels = Waves.mean(waves).of_columns(pixel_A)
        group.create_dataset("labels_px", data=labels.values.astype(np.float32))
        group.attrs["step_px"] = labels.step
    group.create_dataset("rows_px", data=rows.astype(np.float32))
    group.create_dataset("shift_px", data=shift)


def read_label_waves(file: h5py.File, name: str) -> Waves | None:
    """By what labels of an image are displaced besides the drift."""
    group = file.get(f"scan/{name}")
    if group is None or "labels_px" not in group:
        return None
    return Waves(group["labels_px"][()].astype(float), int(group.attrs["step_px"]))
