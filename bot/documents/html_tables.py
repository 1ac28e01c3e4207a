"""Tables of a web page that somebody's program saved as .xls: many offices' systems export so.

Excel opens such a file without a word, so its sender does not know that it is none of Excel's.
"""

import re
from html.parser import HTMLParser

MAX_SPAN = 1000  # rows or columns that one cell says to cover
MAX_HTML_CELLS = 200_000
_BEGINNING = re.compile(
    rb"(?:\xef\xbb\xbf|\s|<!--.*?-->|<\?xml[^>]*>|<!doctype html[^>]*>)*", re.S | re.I
)
_TAGS = re.compile(rb"<(?:html|head|body|meta|table|style|div|center)\b", re.I)
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?([\w-]+)", re.I)


def looks_like_html(content: bytes) -> bool:
    """Whether a file begins as a web page does, and holds a table."""
    beginning = _BEGINNING.match(content[:4096])
    at = beginning.end() if beginning else 0
    return bool(_TAGS.match(content, at)) and b"<table" in content.lower()


def read_charset(content: bytes) -> str:
    """Return the encoding a page names, "" when it names none."""
    named = _CHARSET.search(content[:4096])
    return named[1].decode("ascii", "replace").lower() if named else ""


class TableReader(HTMLParser):
    """Collects the rows of all tables of a page, one below the other, a row to a line.

    `areas` are the merged cells: first and last row from 1, first and last column from 0.
    Raises ValueError for more cells than any list has.
    """

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.rows: list[list[str]] = []
        self.areas: list[tuple[int, int, int, int]] = []
        self._taken: set[tuple[int, int]] = set()  # places that a cell above covers
        self._words: list[str] | None = None
        self._span = (1, 1)
        self._count = self._skipped = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a row or a cell."""
        if tag in ("style", "script", "title"):
            self._skipped += 1
        elif tag == "tr":
            self._end_cell()
            self.rows.append([])
        elif tag in ("td", "th"):
            self._end_cell()
            values = dict(attrs)
            self._span = _read_span(values.get("rowspan")), _read_span(values.get("colspan"))
            self._words = []
        elif tag in ("br", "p", "div") and self._words is not None:
            self._words.append(" ")

    def handle_endtag(self, tag: str) -> None:
        """End a row or a cell."""
        if tag in ("style", "script", "title"):
            self._skipped = max(0, self._skipped - 1)
        elif tag in ("td", "th", "tr", "table"):
            self._end_cell()

    def handle_data(self, data: str) -> None:
        """Add words to the open cell."""
        if self._words is not None and not self._skipped:
            self._words.append(data)

    def _end_cell(self) -> None:
        if self._words is None:
            return
        text, self._words = " ".join("".join(self._words).split()), None
        if not self.rows:
            self.rows.append([])
        row, number = self.rows[-1], len(self.rows)
        while (number, len(row)) in self._taken:
            row.append("")
        high, wide = self._span
        self._count += high * wide
        if self._count > MAX_HTML_CELLS:
            raise ValueError("too many cells")
        first = len(row)
        row.extend([text, *[""] * (wide - 1)])
        if high > 1 or wide > 1:
            self.areas.append((number, number + high - 1, first, first + wide - 1))
            self._taken.update(
                (below, at)
                for below in range(number + 1, number + high)
                for at in range(first, first + wide)
            )


def _read_span(written: str | None) -> int:
    digits = (written or "").strip()
    return min(int(digits), MAX_SPAN) if digits.isdecimal() and int(digits[:9]) > 0 else 1
