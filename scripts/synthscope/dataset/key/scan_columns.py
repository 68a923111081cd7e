"""Columns of key.csv for how an image was scanned."""

from synthscope.dataset.key.column import POSITIVE, Column

SCAN: tuple[Column, ...] = (
    Column(
        "scanline_px",
        "number",
        "Standard deviation of each row's horizontal displacement (scan error)",
        "px",
        POSITIVE,
    ),
    Column("jitter_px", "number", "Standard deviation of each row's vertical one", "px", POSITIVE),
    Column(
        "drift_px",
        "number",
        "Length of the drift while the frame is scanned; of a sinogram that of the beam's pattern "
        "from the first flat field to the last projection",
        "px",
        POSITIVE,
    ),
    Column("dwell_us", "number", "Time of the scan on a pixel in a frame", "µs", POSITIVE),
    Column(
        "frames", "integer", "Frames whose sum an image is; empty of a single one", "", POSITIVE
    ),
    Column("dark", "number", "Standard deviation of the detector's additive noise", "", POSITIVE),
)
