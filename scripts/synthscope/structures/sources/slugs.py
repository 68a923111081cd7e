"""Names that are safe in file names, as keys of shards and as ids."""

import hashlib
import re
import unicodedata

MOST = 40
"""Characters of a slug."""


def slug(text: str, extra: str = "") -> str:
    """Letters, digits, `_` and `-` (and what `extra` allows) of a text; with a hash of it all where
    it has to be cut off, because names in one folder often begin alike.
    """
    plain = _plain(text, extra)
    return plain if len(plain) <= MOST else _hashed(plain, text)


def unique_slug(text: str, extra: str = "") -> str:
    """A slug that tells different texts apart: with a hash where characters were lost."""
    plain = _plain(text, extra)
    return plain if plain == text and len(plain) <= MOST else _hashed(plain, text)


def hashed_slug(text: str, extra: str = "") -> str:
    """A slug that tells texts apart that differ in case alone, where file systems do not."""
    return _hashed(_plain(text, extra), text)


def _plain(text: str, extra: str) -> str:
    ascii_only = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    kept = re.sub(rf"[^A-Za-z0-9_{re.escape(extra)}-]+", "-", ascii_only).strip("-._")
    return kept or "structure"


def _hashed(plain: str, text: str) -> str:
    digest = hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()[:6]
    return f"{plain[: MOST - 7].rstrip('-._')}-{digest}"
