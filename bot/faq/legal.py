"""The register of legal documents answers stand on: `data/legal/*.toml`, and how a basis names one.

In the files a basis is written `nd-58-2026: Điều 4.5`, the document's id and the place in it; what
is kept of it is what residents read, "Nghị định 58/2026/NĐ-CP, Điều 4.5".
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from bot import texts
from bot.core.errors import DataError
from bot.core.toml_files import read_toml
from bot.faq.fields import Fields

FOLDER = "legal"
KIND = "document"
_TRUST = ("verified", "secondary", "unverified")


@dataclass(frozen=True, slots=True)
class Document:
    """One text of law, or an office's guidance; its status as it was known on a day."""

    id: str
    number: str
    title: str
    trust: str  # how sure it is that it exists and is in force as written
    known_on: date
    in_force_from: date | None = None
    ends_on: date | None = None  # the last day it is in force
    replaced_by: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Register:
    """All documents, by id."""

    documents: Mapping[str, Document] = field(default_factory=dict)
    by_number: Mapping[str, Document] = field(default_factory=dict)

    def cite(self, written: str) -> str | None:
        """What residents read for `id` or `id: place`; None when the id is not in the register.

        >>> Register().cite("nd-58-2026: Điều 4") is None
        True
        """
        name, _, place = written.partition(":")
        document = self.documents.get(name.strip())
        if document is None:
            return None
        place = place.strip()
        return f"{document.number}, {place}" if place else document.number

    def find_document(self, cited: str) -> Document | None:
        """The document that a basis, as residents read it, begins with.

        A number may hold a comma itself, and so may a place: the longest one that fits is meant.
        """
        parts = cited.split(", ")
        numbers = (", ".join(parts[:size]) for size in range(len(parts), 0, -1))
        return next(
            (self.by_number[number] for number in numbers if number in self.by_number), None
        )


def load_register(data_dir: Path) -> Register:
    """Read `data_dir/legal/*.toml`; DataError names every entry that is wrong, a line each."""
    documents: dict[str, Document] = {}
    faults: list[str] = []
    for path in sorted((data_dir / FOLDER).glob("*.toml")):
        for fields in _entries(path, faults):
            try:
                document = _document(fields)
            except DataError as error:
                faults.append(str(error))
                continue
            if document.id in documents:
                faults.append(str(fields.fault(texts.LEGAL_TWICE)))
            documents.setdefault(document.id, document)
    faults += _clashes(documents, data_dir / FOLDER, broken=bool(faults))
    if faults:
        raise DataError("\n".join(faults))
    return Register(documents, {one.number: one for one in documents.values()})


def _entries(path: Path, faults: list[str]) -> Iterator[Fields]:
    """The entries of one file; what is wrong with the file itself is added to the faults."""
    try:
        content = read_toml(path)
    except DataError as error:
        faults.append(str(error))
        return
    faults += [
        texts.FAQ_UNKNOWN_KEY.format(path=path, key=key) for key in sorted(set(content) - {KIND})
    ]
    entries = content.get(KIND, [])
    if not isinstance(entries, list):
        faults.append(texts.FAQ_ONE_BRACKET.format(path=path, kind=KIND))
        return
    for number, raw in enumerate(entries, start=1):
        yield Fields(path, KIND, number, raw)


def _clashes(documents: Mapping[str, Document], source: Path, *, broken: bool) -> Iterator[str]:
    """What only the whole shows; a successor that is missing may stand in an entry that is broken,
    so it is asked about last."""
    numbers: dict[str, Document] = {}
    for document in documents.values():
        if numbers.setdefault(document.number, document) is not document:
            other = numbers[document.number].id
            yield texts.LEGAL_SAME_NUMBER.format(source=source, id=document.id, other=other)
        follower = document.replaced_by
        if follower and follower not in documents and not broken:
            yield texts.LEGAL_UNKNOWN.format(source=source, id=document.id, basis=follower)


def _document(fields: Fields) -> Document:
    fields.only(*Document.__dataclass_fields__)
    trust = fields.text("trust")
    if trust not in _TRUST:
        raise fields.fault(texts.LEGAL_TRUST.format(trust=trust))
    known_on = fields.day("known_on")
    if known_on is None:
        raise fields.fault(texts.FAQ_MISSING.format(name="known_on"))
    begins, ends = fields.day("in_force_from"), fields.day("ends_on")
    if begins and ends and ends < begins:
        raise fields.fault(texts.LEGAL_ENDS_FIRST)
    return Document(
        id=fields.text("id"),
        number=fields.text("number"),
        title=fields.text("title"),
        trust=trust,
        known_on=known_on,
        in_force_from=begins,
        ends_on=ends,
        replaced_by=fields.text("replaced_by", needed=False),
        note=fields.text("note", needed=False),
    )
