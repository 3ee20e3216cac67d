"""Read JSON value by value, in pieces, so that neither text nor contents are in memory as a whole."""

import json
import re
from codecs import getincrementaldecoder
from collections.abc import Iterator

from hepaflow.domain.issues.issues import IssueCode, Refused
from hepaflow.readers.table import too_large

_FILLED = re.compile(r"[^ \t\r\n]")
_LONGEST = (
    8 << 20
)  # characters of one value, which is in memory as a whole: of a row, or of what all columns are
_MARGIN = 8  # a number that goes on in the next piece may look whole, up to `.`, `e` or `e+`


def _refuse(constant: str) -> object:
    raise ValueError(constant)


_DECODER = json.JSONDecoder(parse_float=str, parse_int=str, parse_constant=_refuse)


class JsonStream:
    r"""A cursor over JSON text. Numbers are read as their digits, NaN and Infinity are no JSON.

    Attributes:
        escaped: the text has `\u` escapes, by which any character can come in.
        width: characters that the last value takes.
    """

    def __init__(self, pieces: Iterator[bytes]) -> None:
        """Read UTF-8, with or without a byte order mark."""
        self.escaped = False
        self.width = 0
        self._pieces = pieces
        self._decoder = getincrementaldecoder("utf-8-sig")()
        self._text = ""
        self._at = 0
        self._ended = False

    def ahead(self) -> str:
        """Return the next character that is not blank; "" at the end."""
        while True:
            if found := _FILLED.search(self._text, self._at):
                self._at = found.start()
                return found.group()
            self._at = len(self._text)
            if self._ended:
                return ""
            self._more()

    def take(self, marks: str) -> str:
        """Step over the next character that is not blank, which must be one of these, and return it.

        Raises:
            Refused: file-damaged, if it is another character or the text ends; file-encoding, file-too-large,
                while it reads on.
        """
        mark = self.ahead()
        if not mark or mark not in marks:
            raise Refused(IssueCode.FILE_DAMAGED)
        self._at += 1
        return mark

    def value(self) -> object:
        """Step over the next value, and return it.

        Raises:
            Refused: file-damaged, file-encoding, file-too-large.
        """
        self.ahead()
        while True:
            try:
                value, end = _DECODER.raw_decode(self._text, self._at)
            except (ValueError, RecursionError):  # may go on in the next piece
                if self._ended:
                    raise Refused(IssueCode.FILE_DAMAGED) from None
            else:
                if self._ended or end < len(self._text) - _MARGIN:
                    self.width = end - self._at
                    self._at = end
                    return value
            self._more()

    def _more(self) -> None:
        """Read on, at least as much as is not yet understood: what is long is not tried too often."""
        texts = [self._text[self._at :]]
        length, wanted = 0, len(texts[0]) + 1
        if wanted > _LONGEST:
            raise too_large(wanted, "characters in a row")
        while length < wanted and not self._ended:
            piece = next(self._pieces, b"")
            self._ended = not piece
            try:
                texts.append(self._decoder.decode(piece, final=self._ended))
            except UnicodeDecodeError:
                raise Refused(IssueCode.FILE_ENCODING, "utf-8") from None
            length += len(texts[-1])
        self._text = "".join(texts)
        self._at = 0
        self.escaped = self.escaped or "\\u" in self._text
