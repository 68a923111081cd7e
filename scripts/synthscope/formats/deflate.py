"""DEFLATE for images and sparse volumes: runs of equal bytes, and a Huffman code for each block.

A stream that any inflate reads (RFC 1951), with matches at distance 1 only. Noise-free images and
arrays of few ones have hardly any other matches, so the size is about that of zlib, at several
times its speed; and as only integers decide, the bytes are equal on every machine, whereas zlib's
differ between its versions and replacements.
"""

import numpy as np

from synthscope.compiled import compiled

BLOCK = 1 << 20
_LITERALS = 286
_END = 256
_ORDER = np.array([16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15])


def _length_codes() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Symbol, extra bits and their value of the match lengths 0 … 258 (RFC 1951, 3.2.5)."""
    symbol, bits, value = (np.zeros(259, np.int64) for _ in range(3))
    length = 3
    for code in range(28):
        extra = 0 if code < 8 else code // 4 - 1
        for k in range(1 << extra):
            symbol[length], bits[length], value[length] = 257 + code, extra, k
            length += 1
            if length == 258:
                break
    symbol[258] = 285
    return symbol, bits, value


_SYMBOL, _EXTRA, _VALUE = _length_codes()


class Deflater:
    """A compressor with the interface of `zlib.compressobj`; chunks do not change the bytes."""

    def __init__(self):
        self._pending = np.empty(BLOCK, np.uint8)
        self._count = 0
        self._tokens = np.empty(BLOCK, np.uint16)
        self._out = np.empty(BLOCK // 2 + 1024, np.uint32)
        self._bits = np.zeros(2, np.uint64)  # bits not yet written, and how many

    def compress(self, data) -> bytes:
        """Take bytes or anything with a buffer; give the compressed bytes that are ready."""
        data = np.frombuffer(data, np.uint8)
        done = []
        while len(data):
            part = data[: BLOCK - self._count]
            self._pending[self._count : self._count + len(part)] = part
            self._count += len(part)
            data = data[len(part) :]
            if self._count == BLOCK:
                done.append(self._block())
        return b"".join(done)

    def flush(self) -> bytes:
        """The rest, and the end of the stream."""
        done = [self._block()] if self._count else []
        # An empty last block of fixed codes: 1, 01, 0000000.
        bits, held = int(self._bits[0]), int(self._bits[1])
        bits |= 0b011 << held
        done.append(bits.to_bytes(8, "little")[: (held + 10 + 7) // 8])
        return b"".join(done)

    def _block(self) -> bytes:
        counts = np.zeros(_LITERALS, np.int64)
        tokens = _tokenise(self._pending, self._count, self._tokens, _SYMBOL, counts)
        counts[_END] = 1
        lengths, codes = _code(counts, 15)
        header = _header(lengths, int(np.flatnonzero(lengths)[-1]) + 1)
        tables = _joined(lengths, codes)
        end = np.array([[codes[_END]], [lengths[_END]]], np.uint64)
        words = _write(header, self._tokens, tokens, *tables, end, self._out, self._bits)
        self._count = 0
        return self._out[:words].astype("<u4", copy=False).tobytes()


def _code(counts: np.ndarray, limit: int) -> tuple[np.ndarray, np.ndarray]:
    """Lengths of at most `limit` bits, and codes with their bits reversed, by how often each is."""
    lengths, codes = np.zeros_like(counts), np.zeros_like(counts)
    keys = counts * 512 + np.arange(len(counts))
    keys = np.sort(keys[counts > 0])
    _huffman(keys, limit, np.zeros(limit + 1, np.int64), lengths, codes)
    return lengths, codes


def _joined(lengths: np.ndarray, codes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """For each token its bits and their number: for runs the extra bits and the distance too.

    There is one distance, 1, whose code is the single bit 0.
    """
    bits, sizes = np.zeros(515, np.uint64), np.zeros(515, np.uint64)
    bits[:256], sizes[:256] = codes[:256], lengths[:256]
    symbol, runs = _SYMBOL[3:], slice(259, 515)
    bits[runs] = codes[symbol] | (_VALUE[3:] << lengths[symbol])
    sizes[runs] = lengths[symbol] + _EXTRA[3:] + 1
    return bits, sizes


def _header(lengths: np.ndarray, used: int) -> np.ndarray:
    """The block's kind and its codes' lengths, as (2, n) bits and their numbers."""
    symbols, repeats = np.zeros(used + 1, np.int64), np.zeros(used + 1, np.int64)
    n = _shorten(lengths, used, symbols, repeats)
    symbols, repeats = symbols[:n], repeats[:n]
    sizes, codes = _code(np.bincount(symbols, minlength=19), 7)
    sent = int(np.flatnonzero(sizes[_ORDER])[-1]) + 1
    start = [[0b100, used - 257, 0, sent - 4], [3, 5, 5, 4]]
    order = [sizes[_ORDER[:sent]], np.full(sent, 3)]
    extra = np.where(symbols == 17, 3, np.where(symbols == 18, 7, 0))
    body = [codes[symbols] | (repeats << sizes[symbols]), sizes[symbols] + extra]
    return np.concatenate([start, order, body], axis=1).astype(np.uint64)


@compiled
def _shorten(lengths, used, symbols, repeats):
    """Lengths of the codes in use and of the one distance, with runs of zeros made 17 and 18."""
    n = 0
    i = 0
    while i <= used:
        zeros = 0
        while i + zeros < used and lengths[i + zeros] == 0 and zeros < 138:
            zeros += 1
        if zeros >= 3:
            symbols[n] = 17 if zeros <= 10 else 18
            repeats[n] = zeros - 3 if zeros <= 10 else zeros - 11
            i += zeros
        else:
            symbols[n] = lengths[i] if i < used else 1
            i += 1
        n += 1
    return n


@compiled
def _huffman(keys, limit, of_length, lengths, codes):
    """From counts · 512 + symbol in rising order to the lengths and reversed codes of symbols."""
    n = len(keys)
    weight = np.empty(2 * n, np.int64)
    parent = np.zeros(2 * n, np.int64)
    depth = np.zeros(2 * n, np.int64)
    for k in range(n):
        weight[k] = keys[k] // 512
    leaf, inner = 0, n
    for node in range(n, 2 * n - 1):
        weight[node] = 0
        for _ in range(2):
            if leaf < n and (inner >= node or weight[leaf] <= weight[inner]):
                chosen = leaf
                leaf += 1
            else:
                chosen = inner
                inner += 1
            weight[node] += weight[chosen]
            parent[chosen] = node
    for node in range(2 * n - 3, -1, -1):
        depth[node] = depth[parent[node]] + 1
        if node < n:
            of_length[min(depth[node], limit)] += 1
    # Too long codes were cut: lengthen others until they all fit again (Kraft's inequality).
    room = 0
    for k in range(1, limit + 1):
        room += of_length[k] << (limit - k)
    while room > 1 << limit:
        of_length[limit] -= 1
        k = limit - 1
        while of_length[k] == 0:
            k -= 1
        of_length[k] -= 1
        of_length[k + 1] += 2
        room -= 1
    k = limit
    for i in range(n):
        while of_length[k] == 0:
            k -= 1
        lengths[keys[i] % 512] = k
        of_length[k] -= 1
    code = 0
    for bits in range(1, limit + 1):
        code <<= 1
        for s in range(len(lengths)):
            if lengths[s] == bits:
                reverse = 0
                for b in range(bits):
                    reverse |= ((code >> b) & 1) << (bits - 1 - b)
                codes[s] = reverse
                code += 1


@compiled
def _tokenise(data, count, tokens, symbol, counts):
    """Literals as they are, runs as 256 + length (3 … 258), and how often each symbol occurs."""
    words = data.view(np.uint64)
    n = 0
    i = 0
    while i < count:
        byte = data[i]
        tokens[n] = byte
        n += 1
        i += 1
        if i >= count or data[i] != byte:
            continue
        pattern = np.uint64(byte) * np.uint64(0x0101010101010101)
        end = i
        while end < count and data[end] == byte:
            end += 1
            if end % 8 == 0:
                while end + 8 <= count and words[end // 8] == pattern:
                    end += 8
        while end - i >= 3:
            run = min(end - i, 258)
            tokens[n] = 256 + run
            n += 1
            i += run
        while i < end:
            tokens[n] = byte
            n += 1
            i += 1
    for k in range(n):
        t = np.int64(tokens[k])
        counts[t if t < 256 else symbol[t - 256]] += 1
    return n


@compiled
def _write(header, tokens, count, bits, sizes, end, out, state):
    """Header, tokens and end in words of 32 bits; returns how many. The rest stays in `state`."""
    at = 0
    held, size = state[0], state[1]
    full, low = np.uint64(32), np.uint64(0xFFFFFFFF)
    before, after = header.shape[1], end.shape[1]
    for k in range(before + count + after):
        if k < before:
            held |= header[0, k] << size
            size += header[1, k]
        elif k < before + count:
            t = tokens[k - before]
            held |= bits[t] << size
            size += sizes[t]
        else:
            held |= end[0, k - before - count] << size
            size += end[1, k - before - count]
        if size >= full:
            out[at] = np.uint32(held & low)
            at += 1
            held >>= full
            size -= full
    state[0], state[1] = held, size
    return at
