"""What each acquisition of a HAADF view draws for itself; all else is of the view."""

OF_ACQUISITION = (
    *("semiangle_mrad", "aberrations", "source_size_A"),
    *("general", "retrieval", "conditions"),
)
"""Sections and numbers of the settings, by their names."""


def of_acquisition(setting: str) -> bool:
    """Whether acquisitions draw a number, by the dotted name of its setting."""
    return setting.partition(".")[0] in OF_ACQUISITION
