"""Alarms in the officers' chats: what is wrong with the service, once, daily, and when it is over.

Nobody is woken: what begins in the quiet hours is told after them, if it still goes on then. A row
of `alarm` stands for each fault that goes on, so that two processes and a restart tell it once.
"""

import logging
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, or_, true
from sqlmodel import Session, col, func, select

from bot import texts
from bot.core.accounts import AccountKind, find_kind, name_account, write_consent_command
from bot.core.dialects import dialect_name, insert_or_ignore
from bot.core.policy import Policy
from bot.core.tokens import find_broken_since
from bot.messages.content import Reply
from bot.messages.history import Message
from bot.outbox.models import Priority
from bot.outbox.service import stage
from bot.people.account_units import find_account_unit
from bot.people.linking import map_contacts
from bot.people.models import Role, RoleKind
from bot.people.units import Unit, list_ancestor_ids, within
from bot.schedule.fault_rules import Fault, describe_age, describe_subject
from bot.schedule.models import CLOCK, Alarm, Heartbeat

log = logging.getLogger(__name__)

# The basic plan of Zalo's bot platform: messages a month, both ways (as its users report it).
MONTHLY_QUOTAS = {AccountKind.ZALO_BOT: 3000}
TELL_AGAIN_AFTER = timedelta(days=1)
OVER_AFTER = timedelta(minutes=15)  # what comes and goes is one fault
STOPPED_FOR = timedelta(minutes=10)  # longer than an upgrade takes
WARN_AT_PERCENT = (80, 100)  # per cent of the plan


def notify_consent_needed(session: Session, *, account: str, policy: Policy, now: datetime) -> int:
    """Alert the officers once that the account needs consent again. Returns how many."""
    since = find_broken_since(session, account)
    if since is None:
        return 0
    text = texts.ALARM_CONSENT.format(
        account=name_account(account), command=write_consent_command(account)
    )
    return _notify_officers(
        session,
        account,
        text,
        f"{since:%Y%m%dT%H%M%S}",
        due_at=policy.quiet.defer(now, policy.zone),
        now=now,
    )


def count_used_messages(session: Session, account: str, *, policy: Policy, now: datetime) -> int:
    """Return how many messages the account has sent and received this month."""
    first = now.astimezone(policy.zone).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    query = select(func.count(col(Message.id))).where(
        Message.account == account, Message.said_at >= first
    )
    return session.exec(query).one()


def notify_quota_usage(
    session: Session, *, accounts: Sequence[str], policy: Policy, now: datetime
) -> int:
    """Alert the officers when a monthly quota is nearly used up, once for each threshold.

    Returns how many were alerted.
    """
    notified = 0
    quotas = [
        (name, plan)
        for name in accounts
        for kind, plan in MONTHLY_QUOTAS.items()
        if find_kind(name) == kind
    ]
    for account, plan in quotas:
        count = count_used_messages(session, account, policy=policy, now=now)
        steps = [step for step in WARN_AT_PERCENT if 100 * count >= step * plan]
        if steps:
            text = texts.ALARM_PLAN.format(account=name_account(account), used=count, plan=plan)
            key = f"{now.astimezone(policy.zone):%Y-%m}:{steps[-1]}"
            notified += _notify_officers(
                session, account, text, key, due_at=policy.quiet.defer(now, policy.zone), now=now
            )
    return notified


def raise_due(session: Session, faults: Iterable[Fault], *, policy: Policy, now: datetime) -> int:
    """Tell the officers of faults that began, go on for a day or are over; return how many."""
    present = {fault.subject: fault for fault in faults}
    if policy.is_quiet(now):
        _open_alarms(session, present, now)
        return 0
    notified = 0
    for alarm in _open_alarms(session, present, now):
        notified += _settle_alarm(session, alarm, present.get(alarm.subject), now)
    return notified


def _open_alarms(session: Session, present: Mapping[str, Fault], now: datetime) -> Sequence[Alarm]:
    """Note which faults there are; return the alarms of all that are not over."""
    insert = insert_or_ignore(dialect_name(session), Alarm)
    for subject in present:
        session.connection().execute(insert, {"subject": subject, "began_at": now})
    query = select(Alarm).order_by(Alarm.subject).with_for_update(skip_locked=True)
    alarms = session.exec(query.execution_options(populate_existing=True)).all()
    for alarm in alarms:
        alarm.fine_since = None if alarm.subject in present else alarm.fine_since or now
    return alarms


def _settle_alarm(session: Session, alarm: Alarm, fault: Fault | None, now: datetime) -> int:
    """Tell what is to be told of one alarm. Returns how many officers get it."""
    if fault is None:
        if alarm.fine_since is None or now - alarm.fine_since < OVER_AFTER:
            return 0
        session.delete(alarm)
        return _tell_over(session, alarm, now) if alarm.told_at else 0
    if alarm.told_at is not None and now - alarm.told_at < TELL_AGAIN_AFTER:
        return 0
    text = fault.text
    if alarm.told_at is not None:
        text = texts.ALARM_AGAIN.format(age=describe_age(now - alarm.began_at), text=text)
    alarm.told_at = now
    return _tell(session, alarm, text, f"{now:%Y%m%dT%H%M%S}", now)


def _tell_over(session: Session, alarm: Alarm, now: datetime) -> int:
    lasted = describe_age((alarm.fine_since or now) - alarm.began_at)
    text = texts.ALARM_OVER.format(age=lasted, name=describe_subject(alarm.subject))
    return _tell(session, alarm, text, f"over:{alarm.began_at:%Y%m%dT%H%M%S}", now)


def _tell(session: Session, alarm: Alarm, text: str, key: str, now: datetime) -> int:
    kind, _, account = alarm.subject.partition(":")
    # An account that sends nothing does not carry its own alarm.
    return _notify_officers(session, account or kind, text, f"{kind}:{key}", due_at=now, now=now)


def beat(session: Session, *, policy: Policy, now: datetime) -> int:
    """Note that the clock looked; tell the officers when it had not for long. Returns how many."""
    row = session.get(Heartbeat, CLOCK, with_for_update=True)
    if row is None:
        insert = insert_or_ignore(dialect_name(session), Heartbeat)
        values = {"name": CLOCK, "began_at": now, "beat_at": now}
        session.connection().execute(insert, values)
        return 0
    last = row.beat_at
    row.beat_at = now
    if now - last < STOPPED_FOR:
        return 0
    start, end = (f"{at.astimezone(policy.zone):%H:%M %d/%m}" for at in (last, now))
    return _notify_officers(
        session,
        CLOCK,
        texts.ALARM_STOPPED.format(start=start, end=end),
        f"stopped:{last:%Y%m%dT%H%M%S}",
        due_at=policy.quiet.defer(now, policy.zone),
        now=now,
    )


def _notify_officers(
    session: Session, account: str, text: str, key: str, *, due_at: datetime, now: datetime
) -> int:
    """Queue the text for the officers of the account's unit and of those above it; for all officers
    of an account that serves all. They read it on another account than the one it is about.

    Returns how many officers get it; `key` deduplicates.
    """
    home = find_account_unit(session, account)
    near: ColumnElement[bool] = true()
    if home is not None:
        near = or_(col(Role.unit_id).in_(list_ancestor_ids(home)), within(Unit.path, home.path))
    query = select(Role.person_id).join(Unit, col(Unit.id) == Role.unit_id)
    officers = set(session.exec(query.where(Role.kind == RoleKind.OFFICER, near)))
    notified = 0
    for contact in map_contacts(session, officers, except_account=account).values():
        delivery_key = f"alarm:{account}:{key}:{contact.id}"
        if stage(
            session,
            contact,
            Reply(text),
            now=now,
            due_at=due_at,
            priority=Priority.NOTICE,
            key=delivery_key,
        ):
            notified += 1
    if notified:
        log.warning("officers were told about %s", account, extra={"action": "alarm"})
    return notified
