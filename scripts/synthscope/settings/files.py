"""What is looked at in configuration files and folders beside the settings themselves."""

import json
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
            if key_node.tag == "tag:yaml.org,2002:merge":
                continue
            key = self.construct_object(key_node, deep=True)
            if isinstance(key, Hashable) and key in seen:
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


def read_files(paths: Iterable[str | os.PathLike]) -> dict[str, Any]:
    """What configuration files say, the later over the earlier ones, as Snakemake merges them.

    A key that stands twice is refused, because YAML would take the last silently; so are files
    that are no text, are nested too deeply, refer to themselves, or hold Python for Snakemake.

    Raises
    ------
    InputError
        Naming the file, what is wrong in it, and the line where YAML has one.
    """
    whole: dict[str, Any] = {}
    for path in paths:
        try:
            with open(path, encoding="utf-8") as file:
                settings = _parsed(file.read())
        except InputError as error:
            raise InputError(f"{path}: {error}") from None
        except OSError as error:
            raise InputError(f"{path}: {error.strerror}; name a file with --configfile") from None
        except UnicodeDecodeError:
            raise InputError(f"{path}: not a text in UTF-8; write the configuration anew") from None
        except RecursionError:
            raise InputError(f"{path}: nested too deeply; no key needs brackets in that") from None
        except ValueError as error:
            raise InputError(f"{path}: {one_line(error)}; write another value") from None
        whole = _over(settings, whole)
    return whole


def _parsed(text: str) -> dict[str, Any]:
    try:
        settings = yaml.load(text, _Strict)
    except yaml.YAMLError as error:
        settings = _json(text)
        if settings is None:
            raise InputError(_where_broken(error)) from None
    if _refers_to_itself(settings):
        raise InputError("an alias (*) refers to what it stands in; write it out")
    if settings is None:
        raise InputError("empty; it states at least a dataset and where its structures come from")
    if not isinstance(settings, dict):
        raise InputError("no lines of the form `key: value`, with a blank behind the colon")
    if "__use_yte__" in settings:
        raise InputError(
            "__use_yte__ has Snakemake run Python that stands in the file; write out the values"
        )
    return settings


def _json(text: str) -> Any:
    """JSON that is no YAML, as with tabs for its indentation; None where it is neither."""
    try:
        return json.loads(text)
    except ValueError:
        return None


def _where_broken(error: yaml.YAMLError) -> str:
    """The line at which YAML stops, and what it does not understand there."""
    mark = getattr(error, "problem_mark", None)
    line = f"line {mark.line + 1}: " if mark else ""
    if "'\\t'" in str(error):
        return f"{line}a tab; indent with blanks"
    problem = one_line(getattr(error, "problem", None) or str(error))
    return (
        f"{line}not YAML ({problem}); look there and in the line before it for blanks at the "
        "beginning, open brackets or quotes, and colons"
    )


def _over(settings: Mapping[str, Any], whole: Mapping[str, Any]) -> dict[str, Any]:
    """Settings over others; mappings are merged key by key."""
    merged = dict(whole)
    for key, value in settings.items():
        both = isinstance(value, Mapping) and isinstance(merged.get(key), Mapping)
        merged[key] = _over(value, merged[key]) if both else value
    return merged


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
            raise InputError(
                f"{name}: {path} is a file, and a folder is needed there; move it away"
            )
