"""Preview of a broadcast: recipients, unreachable people, time, duration, samples and advice."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Subquery, case, func, select
from sqlmodel import Session, SQLModel

from bot.broadcasts import audience, lint
from bot.broadcasts.lint import Advice, Style
from bot.broadcasts.models import Broadcast, State, Urgency
from bot.broadcasts.sandbox import is_trial
from bot.broadcasts.sending import words_of
from bot.core.clock import QuietHours
from bot.messages.content import Reply
from bot.outbox.buttons import numbered
from bot.outbox.windows import Window, window
from bot.people.units import Unit
from bot.vietnamese.letters import natural_key

TABLES = SQLModel.metadata.tables
SAME_WITHIN = timedelta(hours=12)
SPOKEN = (State.APPROVED, State.SENDING, State.PAUSED, State.DONE)


@dataclass(frozen=True, slots=True)
class Pace:
    """When and how fast messages are sent, and how they are split.

    `rates` are messages a second and `splitters` cut a reply into messages, both by channel
    account.
    """

    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("Asia/Ho_Chi_Minh"))
    quiet: QuietHours = field(default_factory=lambda: QuietHours(time(21), time(6, 30)))
    rates: Mapping[str, float] = field(default_factory=dict)
    parts: Mapping[str, Callable[[Reply], Sequence[Reply]]] = field(default_factory=dict)
    style: Style = field(default_factory=Style)
    price: int = 0  # đồng for a message the platform charges for; 0: not known

    def seconds(self, counts: Mapping[str, int]) -> float:
        """Estimate how long so many messages take; the accounts send in parallel."""
        return max((count / self.rates.get(one, 25.0) for one, count in counts.items()), default=0)


PACE = Pace()


@dataclass(frozen=True, slots=True)
class Preview:
    """What sending a broadcast would do now."""

    villages: Sequence[tuple[str, int, int]]  # name, recipients, of them reachable
    accounts: Mapping[str, int]  # who would be told, by channel account
    unreachable: Mapping[str, int]  # by reason: blocked, stopped
    gathered: int  # of those told, who hear it in their digest
    paid: int  # of those told, where the platform charges for it now
    shut: int  # of those told, who hear it once they write
    begins_at: datetime
    deferred: bool  # because people sleep
    lasts: timedelta
    samples: Mapping[str, Sequence[str]]  # what is sent on each account, part by part
    advice: Sequence[Advice]
    twin: int | None  # an announcement with the same words to some of the same people
    trial: bool  # residents do not hear it yet

    @property
    def total(self) -> int:
        """All recipients."""
        return sum(count for _, count, _ in self.villages)

    @property
    def told(self) -> int:
        """The recipients who can be reached."""
        return sum(self.accounts.values())


def look(
    session: Session,
    one: Broadcast,
    *,
    pace: Pace,
    now: datetime,
) -> Preview:
    """Compute the preview of a draft. Raises UserError if its audience is invalid."""
    unit = session.get_one(Unit, one.unit_id)
    them = audience.recipients(session, one.audience, unit, trial=True).subquery("them")
    accounts, unreachable = _reached(session, them)
    windows = _windows(session, them, now)
    wanted = max(one.send_at or now, now)
    urgent = one.urgency == Urgency.URGENT
    begins_at = wanted if urgent else pace.quiet.defer(wanted, pace.zone)
    words = numbered(words_of(one))
    return Preview(
        villages=_villages(session, them),
        accounts=accounts,
        unreachable=unreachable,
        paid=windows[Window.PAID],
        shut=windows[Window.SHUT],
        gathered=_gathered(session, them) if one.urgency == Urgency.NORMAL else 0,
        begins_at=begins_at,
        deferred=begins_at != wanted,
        lasts=timedelta(seconds=pace.seconds(accounts)),
        samples={
            name: [part.text for part in pace.parts[name](words)]
            for name in sorted(accounts)
            if name in pace.parts
        },
        advice=lint.look(one.text, pace.style, now.astimezone(pace.zone).date(), words.choices),
        twin=find_twin(session, one, now=now),
        trial=is_trial(session, unit),
    )


def _reached(session: Session, them: Subquery) -> tuple[dict[str, int], dict[str, int]]:
    """Return the reachable recipients by account and the unreachable ones by reason."""
    accounts: dict[str, int] = {}
    unreachable: dict[str, int] = {}
    own = them.c
    groups = select(own.reach, own.account, func.count()).group_by(own.reach, own.account)
    for why, account, count in session.connection().execute(groups):
        if why:
            unreachable[why] = unreachable.get(why, 0) + count
        else:
            accounts[account] = count
    return accounts, unreachable


def _windows(session: Session, them: Subquery, now: datetime) -> Counter[str]:
    """Return how many reachable recipients are in each messaging window."""
    contact, which = TABLES["contact"], window(now)
    query = (
        select(which, func.count())
        .select_from(them)
        .join(contact, contact.c.id == them.c.contact_id)
        .where(them.c.reach == "")
        .group_by(which)
    )
    return Counter({name: count for name, count in session.connection().execute(query)})


def _villages(session: Session, them: Subquery) -> list[tuple[str, int, int]]:
    own, unit = them.c, TABLES["unit"].c
    query = (
        select(unit.code, unit.name, func.count(), func.sum(case((own.reach == "", 1), else_=0)))
        .select_from(them)
        .join(TABLES["unit"], unit.id == own.unit_id)
        .group_by(unit.code, unit.name)
    )
    rows = sorted(session.connection().execute(query), key=lambda row: natural_key(row.code))
    return [(name, count, told) for _, name, count, told in rows]


def _gathered(session: Session, them: Subquery) -> int:
    own, contact = them.c, TABLES["contact"].c
    query = (
        select(func.count())
        .select_from(them)
        .join(TABLES["contact"], contact.id == own.contact_id)
        .where(own.reach == "", contact.digest)
    )
    return session.connection().execute(query).scalar_one()


def find_twin(session: Session, one: Broadcast, *, now: datetime) -> int | None:
    """Return the id of a recent duplicate, or None.

    A duplicate was approved within the last hours and has the same text and a common recipient.
    """
    table, others = TABLES["broadcast"].c, TABLES["broadcast_recipient"].c
    unit = session.get_one(Unit, one.unit_id)
    same = (
        select(table.id)
        .where(
            table.likeness == one.likeness,
            table.id != one.id,
            table.state.in_(SPOKEN),
            table.decided_at > now - SAME_WITHIN,
        )
        .order_by(table.id.desc())
    )
    for number in session.connection().execute(same).scalars().all():
        them = audience.recipients(session, one.audience, unit, trial=True).subquery("them")
        both = (
            select(others.id)
            .where(others.broadcast_id == number, others.recipient.in_(select(them.c.recipient)))
            .limit(1)
        )
        if session.connection().execute(both).first() is not None:
            return int(number)
    return None
