"""Kinds of help that are counted for reports: `data/help_kinds.toml` (ADR-0068)."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot import texts
from bot.core.errors import DataError
from bot.core.toml_files import read_toml
from bot.vietnamese.letters import nfc
from bot.vietnamese.tone_matching import resolve_tone_homographs

MAX_KINDS = 40
_ID = re.compile(r"[a-z0-9-]{1,20}")  # it stands in the value of a button
_FIELDS = {"id", "name", "short", "measure", "group", "phrases"}


@dataclass(frozen=True, slots=True)
class HelpKind:
    """A kind of help; `measure` is what is counted: people, businesses, cases.

    `phrases` are folded; `only_in` are the codes of the communes that count it, () being all.
    """

    id: str
    name: str
    short: str
    measure: str
    group: str
    phrases: tuple[str, ...]
    only_in: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class HelpKinds:
    """All kinds in their order, and which of them a commune does not count."""

    kinds: tuple[HelpKind, ...] = ()
    hidden: Mapping[str, frozenset[str]] = field(default_factory=dict)  # code → ids

    def find(self, kind_id: str) -> HelpKind | None:
        """Return the kind with this id, or None: files change, buttons and figures stay."""
        return next((kind for kind in self.kinds if kind.id == kind_id), None)

    def name(self, kind_id: str) -> str:
        """Return what a kind is called in a report; of one no file knows any more, its id."""
        kind = self.find(kind_id)
        return kind.name if kind else kind_id

    def list_for(self, codes: Collection[str]) -> tuple[HelpKind, ...]:
        """Return the kinds that are counted in a unit; `codes` are its own and its ancestors'."""
        hidden = frozenset[str]().union(*(self.hidden.get(code, frozenset()) for code in codes))
        return tuple(
            kind
            for kind in self.kinds
            if kind.id not in hidden and (not kind.only_in or set(kind.only_in) & set(codes))
        )


NO_KINDS = HelpKinds()


def load_help_kinds(data_dir: Path) -> HelpKinds:
    """Return the kinds of the data file, or none without a file. Raises DataError."""
    path = data_dir / "help_kinds.toml"
    if not path.is_file():
        return HelpKinds()
    content = read_toml(path)
    kinds = tuple(_parse_kind(path, table) for table in content.get("kind", []))
    ids = {kind.id for kind in kinds}
    if len(ids) < len(kinds) or len(kinds) > MAX_KINDS:
        _fail(path, texts.HELP_KIND_IDS.format(most=MAX_KINDS))
    _require_distinct_phrases(path, kinds)
    return HelpKinds(kinds, dict(_parse_commune(path, ids, t) for t in content.get("commune", [])))


def _fail(path: Path, reason: str) -> None:
    raise DataError(texts.DATA_FAULT.format(path=path, reason=reason))


def _parse_kind(path: Path, table: dict[str, Any]) -> HelpKind:
    name = str(table.get("id", "?"))
    is_known = _FIELDS <= set(table) <= _FIELDS | {"only_in"}
    if not is_known or not _ID.fullmatch(name) or not table["phrases"]:
        fault = texts.DATA_ENTRY_FAULT
        raise DataError(fault.format(path=path, name=name, reason=texts.HELP_KIND_FIELDS))
    return HelpKind(
        name,
        nfc(str(table["name"])),
        nfc(str(table["short"])),
        nfc(str(table["measure"])),
        nfc(str(table["group"])),
        tuple(fold_line(str(phrase)) for phrase in table["phrases"]),
        tuple(map(str, table.get("only_in", ()))),
    )


def _require_distinct_phrases(path: Path, kinds: Sequence[HelpKind]) -> None:
    """Raise DataError for a phrase of two kinds: nobody could tell which is meant."""
    owners: dict[str, str] = {}
    for kind in kinds:
        for phrase in kind.phrases:
            if owners.setdefault(phrase, kind.id) != kind.id:
                _fail(path, texts.HELP_KIND_PHRASE.format(phrase=phrase))


def _parse_commune(
    path: Path, ids: Collection[str], table: dict[str, Any]
) -> tuple[str, frozenset[str]]:
    code, hidden = str(table.get("code", "?")), frozenset(map(str, table.get("hide", ())))
    if set(table) != {"code", "hide"} or not hidden <= set(ids):
        fault = texts.DATA_ENTRY_FAULT
        raise DataError(fault.format(path=path, name=code, reason=texts.HELP_KIND_COMMUNE))
    return code, hidden


def fold_line(text: str) -> str:
    """Return a line ready to look for phrases in; every character keeps its place."""
    return resolve_tone_homographs(text).lower()
