"""Authenticity checks: *Kiểm tra 4821*, or a pasted link, phone number or text.

The check code is not a secret and need not be hard to guess: the answer quotes the announcement, so
a code copied onto another text exposes the forgery. An unknown link is never called safe.
"""

import re
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from rapidfuzz import fuzz
from sqlmodel import Session, col, select

from bot import texts
from bot.broadcasts.corrections import find_latest_correction
from bot.broadcasts.link_findings import LinkFinding, judge_links
from bot.broadcasts.models import Broadcast
from bot.core.links import Site
from bot.core.official_sites import NO_SITES, OfficialSites
from bot.core.policy import Policy
from bot.core.toml_files import make_shape_error, read_toml
from bot.people.units import Unit
from bot.vietnamese.letters import nfc, normalize_for_match, strip_tones

CODE_VALID_FOR = timedelta(days=180)  # a code is not used for another announcement meanwhile
EXCERPT_LENGTH = 300  # characters of the announcement in the answer
SIGN_SIMILARITY = 88.0  # of 100: a sign with a typing error is still the sign
MIN_SIGNS = 2
_PHONE = re.compile(r"(?<!\d)(?:0|\+84)\d{8,10}(?!\d)")
# An account's number, which may be covered already; and words that ask for money.
_ACCOUNT = re.compile(r"\b(?:stk|so tk|so tai khoan|tai khoan|tk)\b.{0,25}?(?:\d{6,19}|•••)")
_TRANSFER = re.compile(
    r"\b(?:chuyen|ck|chuyen khoan|nop|gui|coc|dat coc|bank|ban)\b|\b\d+ ?(?:tr|trieu|k|nghin|cu)\b"
)


@dataclass(frozen=True, slots=True)
class ScamPattern:
    """A known kind of scam: the phrases that such messages contain, an explanation and advice."""

    id: str
    title: str
    signs: tuple[str, ...]
    required_signs: tuple[str, ...]  # one of these must be there
    explanation: str
    advice: str

    def score(self, folded: str) -> int:
        """Return how many signs a folded text contains; 0 without at least one required sign."""
        if not any(_contains_sign(folded, sign) for sign in self.required_signs):
            return 0
        return sum(_contains_sign(folded, sign) for sign in self.signs)


def _contains_sign(folded: str, sign: str) -> bool:
    if f" {sign} " in f" {folded} ":
        return True
    return len(sign) > 7 and fuzz.partial_ratio(sign, folded, score_cutoff=SIGN_SIMILARITY) > 0


def load_scams(data_dir: Path) -> tuple[ScamPattern, ...]:
    """Load the shipped scam patterns; () if there is no file.

    Raises DataError for an invalid file.
    """
    path = data_dir / "scams.toml"
    if not path.is_file():
        return ()
    try:
        tables = read_toml(path)["scam"]
        return tuple(
            ScamPattern(
                id=str(table["id"]),
                title=nfc(table["title"]),
                signs=tuple(normalize_for_match(sign) for sign in table["signs"]),
                required_signs=tuple(normalize_for_match(sign) for sign in table["needs"]),
                explanation=nfc(table["what"]),
                advice=nfc(table["do"]),
            )
            for table in tables
        )
    except (KeyError, TypeError) as error:
        raise make_shape_error(path, error) from None


def generate_code(session: Session, *, now: datetime) -> str:
    """Return a check code that no broadcast of the last months has.

    Four digits; more when free codes become scarce.
    """
    for length in (4, 5, 6):
        for _ in range(20):
            code = str(secrets.randbelow(9 * 10 ** (length - 1)) + 10 ** (length - 1))
            if find_broadcast(session, code, now=now) is None:
                return code
    raise RuntimeError("no check code is free")


def find_broadcast(session: Session, code: str, *, now: datetime) -> Broadcast | None:
    """Return the broadcast with this check code that was approved in the last months, or None."""
    query = (
        select(Broadcast)
        .where(Broadcast.code == code, col(Broadcast.decided_at) > now - CODE_VALID_FOR)
        .order_by(col(Broadcast.id).desc())
        .limit(1)
    )
    return session.exec(query).first()


def check_code(session: Session, code: str, *, policy: Policy, now: datetime) -> str:
    """Return the text that says whether a check code is ours, and quotes the announcement."""
    broadcast = find_broadcast(session, code, now=now)
    if broadcast is None:
        return texts.GENUINE_NOT_OURS.format(code=code)
    unit = session.get_one(Unit, broadcast.unit_id).name
    day = _format_day(broadcast, policy.zone)
    if (correction := find_latest_correction(session, broadcast)) is not None:
        return texts.GENUINE_CORRECTED.format(
            code=code,
            unit=unit,
            day=day,
            corrected_on=_format_day(correction, policy.zone),
            new_code=correction.code,
            text=_shorten(correction.text),
        )
    return texts.GENUINE_OURS.format(code=code, unit=unit, day=day, text=_shorten(broadcast.text))


def _format_day(broadcast: Broadcast, zone: ZoneInfo) -> str:
    local = (broadcast.decided_at or broadcast.drafted_at).astimezone(zone)
    return f"{local.day}/{local.month}/{local.year}"


def _shorten(text: str) -> str:
    return text if len(text) <= EXCERPT_LENGTH else f"{text[:EXCERPT_LENGTH].rstrip()}…"


def check_text(
    text: str, scams: tuple[ScamPattern, ...], official: OfficialSites = NO_SITES
) -> str | None:
    """Return what to say about a pasted text, with the reasons, or None if nothing is known. Pure.

    The most serious finding comes first. Nothing is fetched.
    """
    judged = judge_links(text, official)
    is_suspicious = bool(judged) and judged[0].is_suspicious
    scam = max(scams, key=lambda kind: kind.score(normalize_for_match(text)), default=None)
    if (
        scam is not None
        and scam.score(normalize_for_match(text)) >= MIN_SIGNS
        and (is_suspicious or not judged)
    ):
        answer = texts.GENUINE_SCAM.format(title=scam.title, what=scam.explanation, do=scam.advice)
        return f"{answer}\n{judged[0].describe()}" if is_suspicious else answer
    if judged:
        return "\n".join((judged[0].describe(), *_describe_app(text, judged[0], official)))
    if asks_for_transfer(text):
        return texts.GENUINE_TRANSFER
    if phone := find_phone(text):
        return texts.GENUINE_PHONE.format(phone=phone)
    return None


def find_phone(text: str) -> str:
    """Return the first phone number in a text without spaces and dots, or ""."""
    phone = _PHONE.search(re.sub(r"(?<=\d)[ .-](?=\d)", "", text))
    return phone[0] if phone else ""


def asks_for_transfer(text: str) -> bool:
    """Return whether the text names an account that money shall be sent to.

    >>> asks_for_transfer("mẹ chuyển cho con 2tr vào stk 190123456789 nhé")
    True
    """
    folded = strip_tones(text)
    return _ACCOUNT.search(folded) is not None and _TRANSFER.search(folded) is not None


def looks_like_scam(text: str, scams: tuple[ScamPattern, ...]) -> bool:
    """Return whether the text has the signs of a known scam."""
    folded = normalize_for_match(text)
    return any(scam.score(folded) >= MIN_SIGNS for scam in scams)


def is_alarming(
    text: str, scams: tuple[ScamPattern, ...], official: OfficialSites = NO_SITES
) -> bool:
    """Return whether the answer to a text warns: then whom to ask stands below it."""
    judged = judge_links(text, official)
    if judged:
        return judged[0].is_suspicious
    return asks_for_transfer(text) or looks_like_scam(text, scams)


def _describe_app(text: str, finding: LinkFinding, official: OfficialSites) -> Iterator[str]:
    if finding.link.site is Site.STATE and not finding.warnings:
        return
    if app := official.find_app(normalize_for_match(text)):
        yield texts.GENUINE_APP.format(name=app.name, publisher=app.publisher)
