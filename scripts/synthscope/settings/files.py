"""What is looked at in configuration files and folders beside the settings themselves."""

import os
from collections.abc import Hashable, Iterable, Mapping
from typing import Any

import yaml

from synthscope.core.errors import InputError, one_line


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


def default_configuration(folders: Iterable[str | os.PathLike]) -> str:
    """The first `config/config.yaml` that one of the folders has.

    Raises
    ------
    InputError
        There is none.
    """
    paths = [os.path.join(folder, "config", "config.yaml") for folder in folders]
    for path in paths:
        if os.path.exists(path):
            return path
    raise InputError(f"there is no {' and no '.join(paths)}; name a file with --configfile")


def refuse_unreadable(paths: Iterable[str | os.PathLike]) -> None:
    """Refuse configuration files that are no text, are nested too deeply or refer to themselves.

    And those in which a key stands twice: YAML takes the last silently. Syntax errors and JSON are
    left to Snakemake.

    Raises
    ------
    InputError
        Naming the file, and line and key where a key stands twice.
    """
    for path in paths:
        try:
            with open(path, encoding="utf-8") as file:
                settings = yaml.load(file, _Strict)
            if _refers_to_itself(settings):
                raise InputError("an alias (*) refers to what it stands in; write it out")
        except InputError as error:
            raise InputError(f"{path}: {error}") from None
        except OSError as error:
            raise InputError(f"{path}: {error.strerror}; name a file with --configfile") from None
        except UnicodeDecodeError:
            raise InputError(f"{path}: not a text in UTF-8; write the configuration anew") from None
        except yaml.YAMLError:
            continue
        except RecursionError:
            raise InputError(f"{path}: nested too deeply; no key needs brackets in that") from None
        except ValueError as error:
            raise InputError(f"{path}: {one_line(error)}; write another value") from None


def _refers_to_itself(value: Any) -> bool:
    """Whether mappings and lists stand in themselves; each is looked into once."""
    inside, done = set(), set()

    def cyclic(item):
        if not isinstance(item, dict | list) or id(item) in done:
            return False
        if id(item) in inside:
            return True
        inside.add(id(item))
        found = any(map(cyclic, item.values() if isinstance(item, dict) else item))
        inside.discard(id(item))
        done.add(id(item))
        return found

    return cyclic(value)


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
            "results/<dataset>/, and each configuration has its own"
        )
    for path in ("results", f"results/{config['dataset']}", "logs", f"logs/{config['dataset']}"):
        if os.path.lexists(path) and not os.path.isdir(path):
            raise InputError(f"{path} is a file, and a folder is needed there; move it away")
