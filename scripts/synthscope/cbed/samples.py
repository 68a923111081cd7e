"""All samples of a structure, written into a batch."""

from collections.abc import Mapping
from typing import Any

from synthscope.cbed.file import Batch
from synthscope.cbed.rows import Shown, sample
from synthscope.cbed.settings import CbedSettings
from synthscope.cbed.stacks import drawn_for, stacks
from synthscope.core.draws import as_text, drawn_numbers
from synthscope.structures.model import Crystal


def add_samples(
    batch: Batch,
    part: str,
    index: int,
    crystal: Crystal,
    settings: CbedSettings,
    shared: Mapping[str, Any],
) -> Shown:
    """Write a sample for each energy and thickness.

    Parameters
    ----------
    part
        Of the data set: train, dev, test.
    index
        Of the structure in its batch.
    shared
        Labels of all samples; `seed` among them.

    Raises
    ------
    InputError
        The structure cannot be simulated; then nothing of it is written.
    """
    axes, condition, stated = [], 0, settings
    settings = drawn_for(crystal, stated, shared["seed"])
    drawn = drawn_numbers(stated, settings)
    for stack in stacks(crystal, settings, shared["seed"]):
        for thickness, patterns in enumerate(stack.patterns):
            labels = sample(crystal, stack, thickness, index, condition, settings)
            labels.more.update(shared)
            if drawn:
                labels.more["drawn"] = as_text(drawn)
            batch.add(part, labels, patterns)
            condition += 1
        axes = stack.axes
    return Shown(crystal, axes, condition, settings, drawn)
