"""Names that are safe in file names, as keys of shards and as ids."""

import hashlib
import re
import unicodedata


def slug(text: str, extra: str = "") -> str:
    """Letters, digits, `_` and `-` (and what `extra` allows) of a text, at most 40 characters."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    plain = re.sub(rf"[^A-Za-z0-9_{re.escape(extra)}-]+", "-", plain).strip("-._")
    return plain[:40].rstrip("-._") or "structure"


def unique_slug(text: str, extra: str = "") -> str:
    """A slug that tells different texts apart: with a hash where characters were lost."""
    plain = slug(text, extra)
    if plain == text:
        return plain
    return f"{plain}-{hashlib.sha256(text.encode('utf-8', 'surrogateescape')).hexdigest()[:6]}"
