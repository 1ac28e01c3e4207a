"""Authenticity checks: *Kiểm tra 4821*, or a pasted link, phone number or text.

The check code is not a secret and need not be hard to guess: the answer quotes the announcement, so
a code copied onto another text exposes the forgery. An unknown link is never called safe.
"""

import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from rapidfuzz import fuzz
from sqlmodel import Session, col, select

from bot import texts
from bot.broadcasts.models import Broadcast
from bot.core import links
from bot.core.links import Site
from bot.core.toml_files import read_toml, shape_fault
from bot.people.units import Unit
from bot.vietnamese.letters import bare, nfc

LIVE = timedelta(days=180)  # a code is not used for another announcement meanwhile
SHOWN = 300  # characters of the announcement in the answer
ALIKE = 88.0  # of 100: a sign with a typing error is still the sign
SIGNS = 2
_PHONE = re.compile(r"(?<!\d)(?:0|\+84)\d{8,10}(?!\d)")
_SENTENCES = {
    Site.LOOKALIKE: texts.GENUINE_LOOKALIKE,
    Site.NUMBERED: texts.GENUINE_NUMBERED,
    Site.SHORT: texts.GENUINE_SHORT,
    Site.UNKNOWN: texts.GENUINE_LINK,
    Site.COMMON: texts.GENUINE_COMMON,
    Site.STORE: texts.GENUINE_STORE,
    Site.STATE: texts.GENUINE_OFFICIAL,
}
_GRAVEST = tuple(_SENTENCES)


@dataclass(frozen=True, slots=True)
class Scam:
    """A known kind of scam: the phrases that such messages contain, an explanation and advice."""

    id: str
    title: str
    signs: tuple[str, ...]
    needs: tuple[str, ...]  # one of these must be there
    what: str
    do: str

    def weight(self, said: str) -> int:
        """Return how many signs a folded text contains; 0 without at least one required sign."""
        if not any(_has(said, one) for one in self.needs):
            return 0
        return sum(_has(said, one) for one in self.signs)


def _has(said: str, sign: str) -> bool:
    if f" {sign} " in f" {said} ":
        return True
    return len(sign) > 7 and fuzz.partial_ratio(sign, said, score_cutoff=ALIKE) > 0


def load(data_dir: Path) -> tuple[Scam, ...]:
    """Load the shipped scam patterns; () if there is no file.

    Raises DataError for an invalid file.
    """
    path = data_dir / "scams.toml"
    if not path.is_file():
        return ()
    try:
        tables = read_toml(path)["scam"]
        return tuple(
            Scam(
                id=str(one["id"]),
                title=nfc(one["title"]),
                signs=tuple(bare(sign) for sign in one["signs"]),
                needs=tuple(bare(sign) for sign in one["needs"]),
                what=nfc(one["what"]),
                do=nfc(one["do"]),
            )
            for one in tables
        )
    except (KeyError, TypeError) as error:
        raise shape_fault(path, error) from None


def fresh_code(session: Session, *, now: datetime) -> str:
    """Return a check code that no broadcast of the last months has.

    Four digits; more when free codes become scarce.
    """
    for length in (4, 5, 6):
        for _ in range(20):
            code = str(secrets.randbelow(9 * 10 ** (length - 1)) + 10 ** (length - 1))
            if find(session, code, now=now) is None:
                return code
    raise RuntimeError("no check code is free")


def find(session: Session, code: str, *, now: datetime) -> Broadcast | None:
    """Return the broadcast with this check code that was approved in the last months, or None."""
    query = (
        select(Broadcast)
        .where(Broadcast.code == code, col(Broadcast.decided_at) > now - LIVE)
        .order_by(col(Broadcast.id).desc())
        .limit(1)
    )
    return session.exec(query).first()


def check_code(session: Session, code: str, *, zone: ZoneInfo, now: datetime) -> str:
    """Return the text that says whether a check code is ours, and quotes the announcement."""
    found = find(session, code, now=now)
    if found is None:
        return texts.GENUINE_NOT_OURS.format(code=code)
    local = (found.decided_at or now).astimezone(zone)
    text = found.text if len(found.text) <= SHOWN else f"{found.text[:SHOWN].rstrip()}…"
    return texts.GENUINE_OURS.format(
        code=code,
        unit=session.get_one(Unit, found.unit_id).name,
        day=f"{local.day}/{local.month}/{local.year}",
        text=text,
    )


def check_text(text: str, scams: tuple[Scam, ...]) -> str | None:
    """Return what to say about a pasted text, or None if nothing is known. Pure.

    The most serious finding comes first.
    """
    judged = sorted(map(links.judge, links.find(text)), key=lambda link: _GRAVEST.index(link.site))
    bad = bool(judged) and judged[0].site not in (Site.STATE, Site.STORE)
    scam = max(scams, key=lambda kind: kind.weight(bare(text)), default=None)
    if scam is not None and scam.weight(bare(text)) >= SIGNS and (bad or not judged):
        said = texts.GENUINE_SCAM.format(title=scam.title, what=scam.what, do=scam.do)
        return f"{said}\n{_about(judged[0])}" if bad else said
    if judged:
        plain = [link for link in judged if not link.secure]
        return _about((plain or judged)[0] if judged[0].site is Site.STATE else judged[0])
    if phone := find_phone(text):
        return texts.GENUINE_PHONE.format(phone=phone)
    return None


def find_phone(text: str) -> str:
    """Return the first phone number in a text without spaces and dots, or ""."""
    phone = _PHONE.search(re.sub(r"(?<=\d)[ .-](?=\d)", "", text))
    return phone[0] if phone else ""


def _about(link: links.Link) -> str:
    """Describe a link and what to do about it."""
    if link.site is Site.STATE and not link.secure:
        return texts.GENUINE_HTTP.format(host=link.host)
    return _SENTENCES[link.site].format(host=link.host, like=link.like)
