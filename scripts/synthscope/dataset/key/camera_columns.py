"""The columns of key.csv that tell of the electrons in an image and of the camera that saw them."""

from synthscope.dataset.key.column import POSITIVE, Column

CAMERA = (
    Column("counts_per_px", "number", "Electrons counted in a pixel, mean", "", POSITIVE),
    Column("dose_e_per_A2", "number", "Electrons that the image was made of, by area", "e/Å²"),
    Column(
        "electrons_per_image",
        "number",
        "Electrons of the beam that an image was made of, detected or not",
        "e",
        POSITIVE,
    ),
    Column("camera", "string", "Kind of camera: counting, integrating"),
    Column("gain_adu", "number", "What a camera that integrates stores of an electron", "ADU/e"),
    Column("offset_adu", "number", "What it stores where nothing falls", "ADU", POSITIVE),
    Column("read_noise_adu", "number", "Standard deviation of its read-out noise", "ADU", POSITIVE),
    Column("bit_depth", "integer", "Bits of a number that a camera stores", "bit", POSITIVE),
    Column(
        "camera_settings",
        "string",
        "All other settings of dose and camera that are not the defaults",
    ),
)
