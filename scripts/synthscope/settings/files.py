"""What is looked at in configuration files and folders beside the settings themselves."""

import os
from collections.abc import Hashable, Iterable, Mapping
from typing import Any

import yaml

from synthscope.core.errors import InputError


class _Strict(yaml.SafeLoader):
    """YAML in which no mapping has a key twice."""

    def construct_mapping(self, node, deep=False):
        seen: set[Any] = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            if isinstance(key, Hashable) and key in seen and key != "<<":
                line = key_node.start_mark.line + 1
                raise InputError(f"line {line}: {key} is given twice; the first would be ignored")
            seen.add(key if isinstance(key, Hashable) else id(key_node))
        return super().construct_mapping(node, deep)


def refuse_repeated_keys(paths: Iterable[str | os.PathLike]) -> None:
    """Refuse configuration files in which a key stands twice: YAML takes the last silently.

    Raises
    ------
    InputError
        Naming file, line and key.
    """
    for path in paths:
        try:
            with open(path, encoding="utf-8") as file:
                yaml.load(file, _Strict)
        except InputError as error:
            raise InputError(f"{path}: {error}") from None
        except (yaml.YAMLError, ValueError, RecursionError):
            continue  # JSON, or what Snakemake reads otherwise


def refuse_folder(config: Mapping[str, Any], name: str) -> None:
    """Refuse a configuration that names no data set, or one whose folder is a file.

    Raises
    ------
    InputError
        Saying what would be right.
    """
    if "dataset" not in config:
        raise InputError(
            f"{name}: dataset is missing; name the data set, for its files stand in "
            "results/<dataset>/, where those of another configuration would be removed"
        )
    for path in ("results", f"results/{config['dataset']}", "logs", f"logs/{config['dataset']}"):
        if os.path.lexists(path) and not os.path.isdir(path):
            raise InputError(f"{path} is a file, and a folder is needed there; move it away")
