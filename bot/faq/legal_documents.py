"""Register of the legal documents that answers cite (`data/legal/*.toml`).

In the files a citation is the document's id and the place in it, `nd-58-2026: Điều 4.5`. It is
stored as residents read it: "Nghị định 58/2026/NĐ-CP, Điều 4.5".
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
class LegalDocument:
    """A law or an official guideline, and its legal status as known on `known_on`."""

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
class LegalRegister:
    """All legal documents, by id and by number."""

    documents: Mapping[str, LegalDocument] = field(default_factory=dict)
    by_number: Mapping[str, LegalDocument] = field(default_factory=dict)

    def cite(self, written: str) -> str | None:
        """Return the readable form of `id` or `id: place`; None when the id is not in the register.

        >>> LegalRegister().cite("nd-58-2026: Điều 4") is None
        True
        """
        name, _, place = written.partition(":")
        document = self.documents.get(name.strip())
        if document is None:
            return None
        place = place.strip()
        return f"{document.number}, {place}" if place else document.number

    def find_document(self, cited: str) -> LegalDocument | None:
        """Return the document that a readable citation begins with, or None.

        A number may contain a comma, and so may a place: the longest number that fits wins.
        """
        parts = cited.split(", ")
        numbers = (", ".join(parts[:size]) for size in range(len(parts), 0, -1))
        return next(
            (self.by_number[number] for number in numbers if number in self.by_number), None
        )


def load_register(data_dir: Path) -> LegalRegister:
    """Read `data_dir/legal/*.toml`. Raises DataError listing every faulty entry, one per line."""
    documents: dict[str, LegalDocument] = {}
    faults: list[str] = []
    for path in sorted((data_dir / FOLDER).glob("*.toml")):
        for fields in _read_entries(path, faults):
            try:
                document = _read_document(fields)
            except DataError as error:
                faults.append(str(error))
                continue
            if document.id in documents:
                faults.append(str(fields.error(texts.LEGAL_TWICE)))
            documents.setdefault(document.id, document)
    faults += _check_clashes(documents, data_dir / FOLDER, broken=bool(faults))
    if faults:
        raise DataError("\n".join(faults))
    return LegalRegister(documents, {entry.number: entry for entry in documents.values()})


def _read_entries(path: Path, faults: list[str]) -> Iterator[Fields]:
    """Yield the entries of one file; faults of the file itself are appended to `faults`."""
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


def _check_clashes(
    documents: Mapping[str, LegalDocument], source: Path, *, broken: bool
) -> Iterator[str]:
    """Yield faults between documents: duplicate numbers, unknown successors.

    Unknown successors are reported only when nothing is `broken`: they may be in a faulty entry.
    """
    numbers: dict[str, LegalDocument] = {}
    for document in documents.values():
        if numbers.setdefault(document.number, document) is not document:
            other = numbers[document.number].id
            yield texts.LEGAL_SAME_NUMBER.format(source=source, id=document.id, other=other)
        successor_id = document.replaced_by
        if successor_id and successor_id not in documents and not broken:
            yield texts.LEGAL_UNKNOWN.format(source=source, id=document.id, basis=successor_id)


def _read_document(fields: Fields) -> LegalDocument:
    fields.reject_unknown_keys(*LegalDocument.__dataclass_fields__)
    trust = fields.text("trust")
    if trust not in _TRUST:
        raise fields.error(texts.LEGAL_TRUST.format(trust=trust))
    known_on = fields.day("known_on")
    if known_on is None:
        raise fields.error(texts.FAQ_MISSING.format(name="known_on"))
    begins, ends = fields.day("in_force_from"), fields.day("ends_on")
    if begins and ends and ends < begins:
        raise fields.error(texts.LEGAL_ENDS_FIRST)
    return LegalDocument(
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
