"""Alerts to officers about a channel: consent is needed again, the monthly quota is nearly used."""

import logging
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, or_, true
from sqlmodel import Session, col, func, select

from bot import texts
from bot.core.accounts import AccountKind, find_kind, name_account, write_consent_command
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

log = logging.getLogger(__name__)

# The basic plan of Zalo's bot platform: messages a month, both ways (as its users report it).
MONTHLY_QUOTAS = {AccountKind.ZALO_BOT: 3000}
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
