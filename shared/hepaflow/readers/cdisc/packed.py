"""Decompress the bytes of a file (gzip or zlib) in pieces, up to the size limit of a file."""

import zlib
from collections.abc import Iterator

from hepaflow.domain.issues.issues import IssueCode, Refused
from hepaflow.readers.sheet import Limits
from hepaflow.readers.table import too_large

_PIECE = 1 << 18
_EITHER = zlib.MAX_WBITS | 32  # gzip or zlib, as its first bytes say
_GZIP = b"\x1f\x8b"
_ZLIB = (b"\x78\x01", b"\x78\x5e", b"\x78\x9c", b"\x78\xda")  # RFC 1950: 32 K window, four levels


def is_packed(data: bytes) -> bool:
    return data.startswith((_GZIP, *_ZLIB))


def decompressed(data: bytes, limits: Limits) -> Iterator[bytes]:
    """Yield the content; packed streams may follow one another.

    Raises:
        Refused: file-damaged, file-too-large, as soon as more is there than a file may hold.
    """
    return _unpacked(data, limits) if is_packed(data) else _pieces(data)


def _pieces(data: bytes) -> Iterator[bytes]:
    return (data[start : start + _PIECE] for start in range(0, len(data), _PIECE))


def _unpacked(data: bytes, limits: Limits) -> Iterator[bytes]:
    size = 0
    stream = zlib.decompressobj(_EITHER)
    for part in _pieces(data):
        rest, piece = part, b""
        while rest or len(piece) == _PIECE:  # a full piece may leave more inside, though all is taken in
            if stream.eof:
                if not rest:
                    break
                stream = zlib.decompressobj(_EITHER)
            try:
                piece = stream.decompress(rest, _PIECE)
            except zlib.error:
                raise Refused(IssueCode.FILE_DAMAGED) from None
            rest = stream.unconsumed_tail or stream.unused_data
            size += len(piece)
            if size > limits.bytes:
                raise too_large(size, "bytes unpacked")
            yield piece
    if not stream.eof:
        raise Refused(IssueCode.FILE_DAMAGED)
