"""The records of ZIP archives, whose bytes are those of every Python.

The headers that Python's own module writes differ from one Python to the next. Dates are the epoch.
"""

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from typing import BinaryIO

LIMIT = 0xFFFFFFFF
STORED, DEFLATED = 0, 8
_EPOCH = (0, 0x21)  # 00:00:00 on 1980-01-01
_ZIP64 = 45
_MOST = 0xFFFF  # files that the old directory counts
_RECORD = b"PK\1\2"


@dataclass
class Entry:
    """A file of an archive: its name, where it begins, and how it is packed."""

    name: bytes
    offset: int
    method: int
    crc: int = 0
    packed: int = 0
    size: int = 0

    def head(self, large: bool) -> bytes:
        """The local header; sizes that may pass 4 GiB stand in an extra field."""
        sizes = (LIMIT, LIMIT) if large else (self.packed, self.size)
        extra = struct.pack("<HHQQ", 1, 16, self.size, self.packed) if large else b""
        version = _ZIP64 if large else 20
        fields = (version, 0, self.method, *_EPOCH, self.crc, *sizes, len(self.name), len(extra))
        return struct.pack("<4s5H3L2H", b"PK\3\4", *fields) + self.name + extra

    def directory(self) -> bytes:
        """The entry in the central directory."""
        large = max(self.size, self.packed, self.offset) >= LIMIT
        numbers = (LIMIT,) * 3 if large else (self.packed, self.size, self.offset)
        wide = (self.size, self.packed, self.offset)
        extra = struct.pack("<HHQQQ", 1, 24, *wide) if large else b""
        version = _ZIP64 if large else 20
        fields = (version, version, 0, self.method, *_EPOCH, self.crc, *numbers[:2])
        rest = (len(self.name), len(extra), 0, 0, 0, 0, numbers[2])
        return struct.pack("<4s6H3L5H2L", _RECORD, *fields, *rest) + self.name + extra


def write_directory(file: BinaryIO, records: Sequence[bytes]) -> None:
    """Write the directory at the end of an archive."""
    start = file.tell()
    size = file.write(b"".join(records))
    count = len(records)
    if start >= LIMIT or size >= LIMIT or count >= _MOST:
        at = file.tell()
        fields = (44, _ZIP64, _ZIP64, 0, 0, count, count, size, start)
        file.write(struct.pack("<4sQ2H2L4Q", b"PK\6\6", *fields))
        file.write(struct.pack("<4sLQL", b"PK\6\7", 0, at, 1))
        start, size, count = min(start, LIMIT), min(size, LIMIT), min(count, _MOST)
    file.write(struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, count, count, size, start, 0))


def directory_records(tail: bytes) -> list[bytes]:
    """The records at the beginning of `tail`, which is a zip file from its directory on."""
    records, start = [], 0
    while tail[start : start + 4] == _RECORD:
        lengths = struct.unpack_from("<3H", tail, start + 28)  # name, extra field, comment
        stop = start + 46 + sum(lengths)
        records.append(tail[start:stop])
        start = stop
    return records
