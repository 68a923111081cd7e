"""Grouping the structures of a data set into jobs, so that adding one leaves the others alone."""

import hashlib
from collections.abc import Iterable


def group(keys: Iterable[str], size: int) -> dict[str, list[str]]:
    """Cut the sorted keys into shards of about `size`; each is named after its first key.

    A shard ends where the hash of a key says so (content-defined chunking), between half and twice
    the asked size, and not after so many keys. An added or removed key therefore changes the shard
    that it falls into, and rarely the next one, but not those further on.

    Raises
    ------
    ValueError
        Two keys are equal, or the size is not positive.
    """
    if size < 1:
        raise ValueError(f"a shard holds at least one structure, not {size}")
    shards: dict[str, list[str]] = {}
    current: list[str] = []
    previous = None
    for key in sorted(keys):
        if key == previous:
            raise ValueError(f"two structures are called {key}")
        previous = key
        full = len(current) >= 2 * size
        if current and (size == 1 or full or (2 * len(current) >= size and _begins(key, size))):
            current = []
        if not current:
            shards[key] = current
        current.append(key)
    return shards


def _begins(key: str, size: int) -> bool:
    """Whether the key's hash makes it the first of a shard: once in about half the size."""
    number = int.from_bytes(hashlib.sha256(key.encode()).digest()[:8], "big")
    return number % max(1, size // 2) == 0
