"""Announcements and polls of the invented year, all over: every delivery is settled."""

import hashlib
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from random import Random

from bot import texts
from bot.broadcasts.models import BroadcastState
from bot.core import codes
from bot.people.models import RoleKind
from bot.people.units import Unit
from bot.polls.models import BallotMethod, BallotProof, PollState, QuestionKind, VoterKind
from bot.schedule.demo_year.moments import Year
from bot.schedule.demo_year.office import add_audit
from bot.schedule.demo_year.people import Commune, Resident
from bot.schedule.demo_year.rows import RowWriter
from bot.schedule.demo_year.talk import add_delivery, add_outgoing
from bot.vietnamese.letters import normalize_for_match

TO_ALL_EVERY = 30  # days between announcements to the whole commune
TO_VILLAGE_EVERY = 6
FAILED = 0.004
POLL_EVERY, POLL_LASTS = 60, timedelta(days=7)
TURNOUT = 0.22
MORNING = time(8, 0)


@dataclass(frozen=True, slots=True)
class Office:
    """Who drafts and who approves, and where everything is written down."""

    rows: RowWriter
    rng: Random
    year: Year
    commune: Commune

    @property
    def drafter_id(self) -> int:
        """The person who drafts."""
        return self.commune.get_helper(RoleKind.OFFICER).person_id

    @property
    def approver_id(self) -> int:
        """The person who approves."""
        return self.commune.get_helper(RoleKind.APPROVER).person_id


def add_broadcasts(office: Office, residents: list[Resident]) -> None:
    """Add announcements to the whole commune each month, and to a village each week."""
    last = len(office.year.list_days()) - 2
    for day in range(10, last, TO_ALL_EVERY):
        _add_broadcast(office, office.commune.unit, day, residents)
    for number, day in enumerate(range(4, last, TO_VILLAGE_EVERY)):
        unit = office.commune.villages[number % len(office.commune.villages)]
        neighbours = [resident for resident in residents if resident.unit_id == unit.id]
        _add_broadcast(office, unit, day, neighbours)


def _add_broadcast(office: Office, unit: Unit, day: int, audience: list[Resident]) -> None:
    rows, rng = office.rows, office.rng
    at = office.year.at(office.year.list_days()[day], MORNING)
    people = {resident.person_id: resident for resident in audience if resident.since < at}
    text = rng.choice(texts.YEAR_BROADCASTS)
    accounts = sorted({resident.account for resident in people.values()})
    messages = {account: add_outgoing(rows, None, account, text, at) for account in accounts}
    batch_id, broadcast_id = rows.reserve_id("batch"), rows.reserve_id("broadcast")
    counts = Counter(
        _add_recipient(office, broadcast_id, batch_id, resident, messages, at)
        for resident in people.values()
    )
    rows.add_keyed(
        "batch",
        id=batch_id,
        created_at=at,
        messages=messages,
        staged=counts["sent"] + counts["failed"],
        sent=counts["sent"],
        failed=counts["failed"],
    )
    _add_broadcast_row(
        office, unit, text, at, broadcast_id=broadcast_id, batch_id=batch_id, counts=counts
    )
    for deed, person_id, hours in (
        ("draft", office.drafter_id, 20),
        ("ask", office.drafter_id, 19),
        ("approve", office.approver_id, 18),
    ):
        done_at = at - timedelta(hours=hours)
        add_audit(rows, f"broadcast.{deed}", f"broadcast:{broadcast_id}", person_id, done_at)
    rows.flush_many()


def _add_broadcast_row(
    office: Office,
    unit: Unit,
    text: str,
    at: datetime,
    *,
    broadcast_id: int,
    batch_id: int,
    counts: Counter[str],
) -> None:
    office.rows.add_keyed(
        "broadcast",
        id=broadcast_id,
        unit_id=unit.id,
        audience=unit.code,
        text=text,
        code=_make_code(broadcast_id),
        content_hash=hashlib.sha256(normalize_for_match(text).encode()).hexdigest(),
        files=[],
        buttons=[],
        send_at=at,
        state=BroadcastState.DONE,
        drafted_by=office.drafter_id,
        drafted_at=at - timedelta(hours=20),
        decided_by=office.approver_id,
        decided_at=at - timedelta(hours=18),
        asks=1,
        total=counts.total(),
        reachable=counts["sent"] + counts["failed"],
        batch_id=batch_id,
        ended_at=at + timedelta(seconds=max(60, counts.total() // 25)),
    )


def _make_code(number: int) -> str:
    """Return a code of four letters made from the number."""
    size = len(codes.ALPHABET)
    mixed = (number * 7_919 + 31) % size**4
    return "".join(codes.ALPHABET[mixed // size**place % size] for place in range(4))


def _add_recipient(
    office: Office,
    broadcast_id: int,
    batch_id: int,
    resident: Resident,
    messages: dict[str, int],
    at: datetime,
) -> str:
    """Add a recipient and the delivery; returns how it ended."""
    rows, recipient = office.rows, f"p{resident.person_id}"
    rows.add(
        "broadcast_recipient",
        broadcast_id=broadcast_id,
        recipient=recipient,
        contact_id=resident.id,
        account=resident.account,
        unit_id=resident.unit_id,
        reach=resident.reach,
    )
    if resident.reach:
        return "unreachable"
    has_failed = office.rng.random() < FAILED
    add_delivery(
        rows,
        resident.id,
        resident.account,
        messages[resident.account],
        at + timedelta(seconds=office.rng.randint(1, 300)),
        batch_id=batch_id,
        key=f"b{batch_id}:{recipient}",
        reason="failed" if has_failed else "",
    )
    return "failed" if has_failed else "sent"


def add_polls(office: Office, residents: list[Resident]) -> None:
    """Add a poll every two months; the last one is closed before today."""
    days = office.year.list_days()
    for number, day in enumerate(range(20, len(days) - 10, POLL_EVERY)):
        title, question, options = texts.YEAR_POLLS[number % len(texts.YEAR_POLLS)]
        opens_at = office.year.at(days[day], MORNING)
        known = [resident for resident in residents if resident.since < opens_at]
        people = {resident.person_id: resident for resident in known}
        poll_id = _add_poll(office, title, opens_at, eligible=len(people))
        question_id = office.rows.add(
            "poll_question",
            poll_id=poll_id,
            place=0,
            text=question,
            kind=QuestionKind.SINGLE,
            options=list(options),
        )
        for resident in people.values():
            if office.rng.random() < TURNOUT:
                _add_ballot(office, poll_id, question_id, resident, opens_at)
        office.rows.flush_many()


def _add_poll(office: Office, title: str, opens_at: datetime, *, eligible: int) -> int:
    closed_at = opens_at + POLL_LASTS
    poll_id = office.rows.add(
        "poll",
        unit_id=office.commune.unit.id,
        title=title,
        per=VoterKind.PERSON,
        state=PollState.CLOSED,
        opens_at=opens_at,
        opened_at=opens_at,
        closes_at=closed_at,
        closed_at=closed_at,
        made_at=opens_at - timedelta(days=2),
        drafted_by=office.drafter_id,
        decided_by=office.approver_id,
        asks=1,
        eligible=eligible,
    )
    subject = f"poll:{poll_id}"
    for deed, person_id, hours in (
        ("draft", office.drafter_id, -48),
        ("ask", office.drafter_id, -47),
        ("approve", office.approver_id, -40),
        ("open", office.approver_id, 0),
    ):
        at = opens_at + timedelta(hours=hours)
        add_audit(office.rows, f"poll.{deed}", subject, person_id, at)
    return poll_id


def _add_ballot(
    office: Office, poll_id: int, question_id: int, resident: Resident, opens_at: datetime
) -> None:
    rng = office.rng
    is_written = rng.random() < 0.1
    ballot_id = office.rows.reserve_id("ballot")
    size = len(codes.ALPHABET)
    receipt = (ballot_id * 104_729 + 11) % size**7
    office.rows.add_keyed(
        "ballot",
        id=ballot_id,
        poll_id=poll_id,
        voter=f"p{resident.person_id}",
        contact_id=None if is_written else resident.id,
        unit_id=resident.unit_id,
        receipt="".join(codes.ALPHABET[receipt // size**place % size] for place in range(7)),
        how=BallotMethod.PAPER if is_written else BallotMethod.CHAT,
        proof=BallotProof.WRITTEN if is_written else BallotProof.CHAT,
        cast_at=opens_at + POLL_LASTS * rng.random() ** 2,
    )
    office.rows.add(
        "vote",
        ballot_id=ballot_id,
        question_id=question_id,
        options=[0 if rng.random() < 0.64 else 1],
        reason="",
    )
