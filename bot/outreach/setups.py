"""What volunteers set up at a door: a list of the commune's, in `data/outreach/setups.toml`."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot import texts
from bot.core.errors import DataError
from bot.core.toml_files import read_toml
from bot.vietnamese.letters import normalize_for_match

MAX_SETUPS = 12  # what fits on one screen and on a row of the sheet
_ID = re.compile(r"[a-z0-9-]{1,40}")
_FIELDS = {"id", "title", "short", "said"}


@dataclass(frozen=True, slots=True)
class SetUp:
    """One thing that can be set up: `short` heads a column of the sheet, `said` are folded words
    people call it by."""

    id: str
    title: str
    short: str
    said: tuple[str, ...]


SetUps = Sequence[SetUp]


def load_setups(data_dir: Path) -> tuple[SetUp, ...]:
    """Return the list of `data_dir`, in its order. Raises DataError."""
    path = data_dir / "outreach" / "setups.toml"
    if not path.is_file():
        return ()
    setups = tuple(_parse_setup(path, table) for table in read_toml(path).get("setup", []))
    if len({setup.id for setup in setups}) < len(setups) or len(setups) > MAX_SETUPS:
        reason = texts.SETUPS_IDS.format(most=MAX_SETUPS)
        raise DataError(texts.DATA_FAULT.format(path=path, reason=reason))
    return setups


def _parse_setup(path: Path, table: dict[str, Any]) -> SetUp:
    name = str(table.get("id", "?"))
    if set(table) != _FIELDS or not _ID.fullmatch(name):
        fault = texts.DATA_ENTRY_FAULT
        raise DataError(fault.format(path=path, name=name, reason=texts.SETUP_FIELDS))
    said = tuple(normalize_for_match(phrase) for phrase in table["said"])
    return SetUp(name, str(table["title"]), str(table["short"]), said)


def is_setup_id(written: str) -> bool:
    """Return whether the text has the shape of an id."""
    return _ID.fullmatch(written) is not None


def choose_known(setups: SetUps, ids: Collection[str]) -> tuple[str, ...]:
    """Return those of `ids` that are on the list, in its order; a form's values may be forged."""
    return tuple(setup.id for setup in setups if setup.id in ids)


def name_setups(setups: SetUps, ids: Collection[str]) -> list[str]:
    """Return the short names of these ids in the order of the list; unknown ones last, as ids."""
    known = [setup.short for setup in setups if setup.id in ids]
    return known + sorted(set(ids) - {setup.id for setup in setups})
