"""How much memory it takes to spread rows over their neighbours, known before the first job."""

from synthscope.tomography.artefacts.settings import ArtefactSettings


def reach_rows(settings: ArtefactSettings) -> int:
    """How many rows to either side fringes and blur together reach."""
    return settings.fringes.on + settings.blur.reach_px


def held_rows(settings: ArtefactSettings, alone: bool) -> int:
    """How many rows (angles, columns) `passing_rows` holds besides a block of the sample.

    `alone` says that each artefact is given for itself as well.
    """
    sums = 1 + alone * (settings.fringes.on + settings.blur.on)
    return sums * (2 * reach_rows(settings) + 1) + reach_rows(settings)
