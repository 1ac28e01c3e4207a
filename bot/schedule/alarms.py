"""Alerts to officers about a channel: consent is needed again, the monthly quota is nearly used."""

import logging
from datetime import datetime

from sqlmodel import Session, col, func, select

from bot import texts
from bot.core.policy import Policy
from bot.core.tokens import find_broken_since
from bot.messages.content import Reply
from bot.messages.history import Message
from bot.outbox.models import Priority
from bot.outbox.service import stage
from bot.people.linking import map_contacts
from bot.people.models import Role, RoleKind

log = logging.getLogger(__name__)

# The basic plan of Zalo's bot platform: messages a month, both ways (as its users report it).
MONTHLY_QUOTAS = {"zalo-bot": 3000}
WARN_AT_PERCENT = (80, 100)  # per cent of the plan


def notify_consent_needed(session: Session, *, account: str, policy: Policy, now: datetime) -> int:
    """Alert the officers once that the account needs consent again. Returns how many."""
    since = find_broken_since(session, account)
    if since is None:
        return 0
    text = texts.ALARM_CONSENT
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


def notify_quota_usage(session: Session, *, policy: Policy, now: datetime) -> int:
    """Alert the officers when a monthly quota is nearly used up, once for each threshold.

    Returns how many were alerted.
    """
    notified = 0
    for account, plan in MONTHLY_QUOTAS.items():
        count = count_used_messages(session, account, policy=policy, now=now)
        steps = [step for step in WARN_AT_PERCENT if 100 * count >= step * plan]
        if steps:
            text = texts.ALARM_PLAN.format(used=count, plan=plan)
            key = f"{now.astimezone(policy.zone):%Y-%m}:{steps[-1]}"
            notified += _notify_officers(
                session, account, text, key, due_at=policy.quiet.defer(now, policy.zone), now=now
            )
    return notified


def _notify_officers(
    session: Session, account: str, text: str, key: str, *, due_at: datetime, now: datetime
) -> int:
    """Queue the text for every officer, in a chat on another account than the one it is about.

    Returns how many officers get it; `key` deduplicates.
    """
    officers = set(session.exec(select(Role.person_id).where(Role.kind == RoleKind.OFFICER)))
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
