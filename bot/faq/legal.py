"""The register of legal documents answers stand on: `data/legal/*.toml`, and how a basis names one.

In the files a basis is written `nd-58-2026: Điều 4.5`, the document's id and the place in it; what
is kept of it is what residents read, "Nghị định 58/2026/NĐ-CP, Điều 4.5".
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from bot import texts
from bot.errors import DataError
from bot.faq.fields import Fields
from bot.tomls import read_toml

FOLDER = "legal"
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
        """The document that a basis, as residents read it, begins with."""
        number, *_ = cited.split(", ", 1)
        return self.by_number.get(cited) or self.by_number.get(number)


def load_register(data_dir: Path) -> Register:
    """Read `data_dir/legal/*.toml`; DataError names the entry that is wrong."""
    documents: dict[str, Document] = {}
    for path in sorted((data_dir / FOLDER).glob("*.toml")):
        entries = read_toml(path).get("document", [])
        if not isinstance(entries, list):
            raise DataError(texts.FAQ_ONE_BRACKET.format(path=path, kind="document"))
        for number, raw in enumerate(entries, start=1):
            document = _document(Fields(path, "document", number, raw))
            if document.id in documents:
                raise DataError(texts.FAQ_TWICE.format(path=path, kind="document", id=document.id))
            documents[document.id] = document
    for document in documents.values():
        if document.replaced_by and document.replaced_by not in documents:
            raise DataError(
                texts.LEGAL_UNKNOWN.format(
                    source=data_dir / FOLDER, id=document.id, basis=document.replaced_by
                )
            )
    return Register(documents, {one.number: one for one in documents.values()})


def _document(fields: Fields) -> Document:
    fields.only(*Document.__dataclass_fields__)
    trust = fields.text("trust")
    if trust not in _TRUST:
        raise fields.fault(texts.LEGAL_TRUST.format(trust=trust))
    known_on = fields.day("known_on")
    if known_on is None:
        raise fields.fault(texts.FAQ_MISSING.format(name="known_on"))
    return Document(
        id=fields.text("id"),
        number=fields.text("number"),
        title=fields.text("title"),
        trust=trust,
        known_on=known_on,
        in_force_from=fields.day("in_force_from"),
        ends_on=fields.day("ends_on"),
        replaced_by=fields.text("replaced_by", needed=False),
        note=fields.text("note", needed=False),
    )
