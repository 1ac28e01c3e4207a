"""Recurring reminders: a stored rule of which one occurrence waits at a time.

The next occurrence is inserted in the transaction that fires, moves or drops the previous one. Its
key holds rule, version and instant, so that two ticks, or a process killed in between, make one.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import update
from sqlmodel import Field, Session, SQLModel, col, select

from bot import texts
from bot.core.db import identity, reference
from bot.core.dialects import dialect_name, insert_or_ignore
from bot.core.errors import UserError
from bot.core.policy import Policy
from bot.people.models import Contact
from bot.reminders.models import KEPT_RULES, Reminder, ReminderKind, ReminderState, RuleState
from bot.vietnamese.dates.recurrence import Recurrence, parse_stored_rule

MOST_RULES = 30  # of one chat, those that are paused included
INSTANT = timedelta(microseconds=1)


class ReminderRule(SQLModel, table=True):
    """A recurring reminder; `rule` has the format of `bot.when.recurrence`."""

    __tablename__ = "reminder_rule"

    id: int = identity()
    contact_id: int = reference("contact.id")
    text: str = Field(default="", max_length=300)
    rule: str = Field(max_length=120)
    state: str = Field(default=RuleState.RUNNING, max_length=10)
    version: int = 1  # raised by every change: an instant may come back under another one
    made_at: datetime
    # It rests: what falls between is left out, and the first after it says that it is back.
    rests_from: datetime | None = None
    rests_until: datetime | None = None

    @property
    def recurrence(self) -> Recurrence:
        """The parsed rule."""
        return parse_stored_rule(self.rule)


def create_rule(
    session: Session,
    contact: Contact,
    matter: str,
    recurrence: Recurrence,
    *,
    now: datetime,
    policy: Policy,
) -> ReminderRule:
    """Create a rule; the same matter with the same recurrence resumes the existing one.

    Raises UserError for too many rules, or one that has no further occurrence.
    """
    known = list_rules(session, contact)
    for rule in known:
        if (rule.text, rule.rule) == (matter, str(recurrence)):
            runs = rule.state == RuleState.RUNNING and not is_suspended(rule, now)
            return rule if runs else resume_rule(session, rule, now, policy)
    if len(known) >= MOST_RULES:
        raise UserError(texts.REMINDER_TOO_MANY.format(count=MOST_RULES))
    rule = ReminderRule(contact_id=contact.id, text=matter, rule=str(recurrence), made_at=now)
    session.add(rule)
    session.flush()
    create_next_occurrence(session, rule, after=now, now=now, policy=policy)
    return rule


def find_next_due(rule: ReminderRule, after: datetime, policy: Policy) -> datetime | None:
    """Return the rule's first instant after another, outside its suspension; None if exhausted."""
    coming = rule.recurrence.find_next(after, policy.zone)
    if rule.rests_from is None or rule.rests_until is None or coming is None:
        return coming
    if rule.rests_from <= coming < rule.rests_until:
        return rule.recurrence.find_next(rule.rests_until - INSTANT, policy.zone)
    return coming


def create_next_occurrence(
    session: Session, rule: ReminderRule, *, after: datetime, now: datetime, policy: Policy
) -> None:
    """Insert the first occurrence after an instant, unless it exists. Ends an exhausted rule."""
    due_at = find_next_due(rule, after, policy)
    if due_at is None:
        rule.state = RuleState.ENDED
        return
    session.connection().execute(
        insert_or_ignore(dialect_name(session), Reminder),
        {
            "key": _occurrence_key(rule, due_at),
            "kind": ReminderKind.PERSONAL,
            "contact_id": rule.contact_id,
            "rule_id": rule.id,
            "text": rule.text,
            "due_at": due_at,
            "state": ReminderState.WAITING,
            "made_at": now,
        },
    )


def _occurrence_key(rule: ReminderRule, due_at: datetime) -> str:
    return f"rule:{rule.id}:{rule.version}:{due_at.timestamp():.0f}"


def schedule_following(
    session: Session, occurrence: Reminder, *, now: datetime, policy: Policy
) -> None:
    """After an occurrence is final, schedule the rule's next one; missed ones are skipped.

    An occurrence that was not sent is reused as the next one: a contact who is away for a year does
    not leave one row a day.
    """
    rule = session.get(ReminderRule, occurrence.rule_id) if occurrence.rule_id else None
    if rule is None or rule.state != RuleState.RUNNING:
        return
    after = max(now, occurrence.due_at)
    if occurrence.state == ReminderState.SENT:
        create_next_occurrence(session, rule, after=after, now=now, policy=policy)
        return
    due_at = find_next_due(rule, after, policy)
    if due_at is None:
        rule.state = RuleState.ENDED
        return
    occurrence.due_at = due_at
    occurrence.key, occurrence.meant_at = _occurrence_key(rule, occurrence.due_at), None
    occurrence.state, occurrence.fired_at = ReminderState.WAITING, None


def get_requested_at(session: Session, reminder: Reminder) -> datetime:
    """Return when the reminder, or its recurring rule, was requested."""
    rule = session.get(ReminderRule, reminder.rule_id) if reminder.rule_id else None
    return rule.made_at if rule else reminder.made_at


def list_rules(session: Session, contact: Contact) -> Sequence[ReminderRule]:
    """Return the contact's running and paused rules, oldest first."""
    query = select(ReminderRule).where(
        ReminderRule.contact_id == contact.id,
        col(ReminderRule.state).in_(KEPT_RULES),
        ReminderRule.text != "",
    )
    return session.exec(query.order_by(col(ReminderRule.id))).all()


def get_rule(session: Session, contact: Contact, rule_id: int) -> ReminderRule:
    """Return the contact's rule, locked. Raises UserError if it ended or is not theirs."""
    rule = session.get(ReminderRule, rule_id, with_for_update=True)
    if rule is None or rule.contact_id != contact.id or rule.state == RuleState.ENDED:
        raise UserError(texts.BUTTON_OLD)
    return rule


def end_rule(session: Session, rule: ReminderRule) -> None:
    """End the rule for good and drop its waiting occurrence."""
    _set_state(session, rule, RuleState.ENDED)


def pause_rule(session: Session, rule: ReminderRule) -> None:
    """Pause the rule until it is resumed."""
    _set_state(session, rule, RuleState.PAUSED)


def suspend_rule(
    session: Session,
    rule: ReminderRule,
    *,
    begins: datetime,
    ends: datetime,
    now: datetime,
    policy: Policy,
) -> bool:
    """Suspend the rule between two instants. Returns False if nothing would come afterwards."""
    if rule.recurrence.find_next(ends - INSTANT, policy.zone) is None:
        return False
    _set_state(session, rule, RuleState.RUNNING)
    rule.rests_from, rule.rests_until, rule.made_at = begins, ends, now
    create_next_occurrence(session, rule, after=now, now=now, policy=policy)
    return True


def is_suspended(rule: ReminderRule, now: datetime) -> bool:
    """Return whether a suspension is running or planned."""
    waits = rule.state == RuleState.RUNNING
    return waits and rule.rests_until is not None and rule.rests_until > now


def end_suspension(session: Session, rule: ReminderRule, due_at: datetime) -> bool:
    """End the suspension if `due_at` is after it. Returns whether it did."""
    if rule.rests_until is None or due_at < rule.rests_until:
        return False
    rule.rests_from = rule.rests_until = None
    session.flush()
    return True


def is_last(rule: ReminderRule, due_at: datetime, now: datetime, policy: Policy) -> bool:
    """Return whether nothing comes after this occurrence."""
    return find_next_due(rule, max(now, due_at), policy) is None


def resume_rule(
    session: Session, rule: ReminderRule, now: datetime, policy: Policy
) -> ReminderRule:
    """Run the rule again from `now` on. Raises UserError if nothing comes any more."""
    if rule.recurrence.find_next(now, policy.zone) is None:
        raise UserError(texts.REMINDER_OVER.format(matter=rule.text))
    _set_state(session, rule, RuleState.RUNNING)
    rule.made_at = now  # a stop said meanwhile was said before this
    create_next_occurrence(session, rule, after=now, now=now, policy=policy)
    return rule


def change_rule(
    session: Session, rule: ReminderRule, recurrence: Recurrence, *, now: datetime, policy: Policy
) -> ReminderRule:
    """Store another recurrence and run it from `now` on. Raises UserError if nothing comes."""
    rule.rule = str(recurrence)
    return resume_rule(session, rule, now, policy)


def _set_state(session: Session, rule: ReminderRule, state: RuleState) -> None:
    rule.state, rule.version = state, rule.version + 1
    rule.rests_from = rule.rests_until = None
    session.flush()
    session.execute(
        update(Reminder)
        .where(col(Reminder.rule_id) == rule.id, col(Reminder.state) == ReminderState.WAITING)
        .values(state=ReminderState.DROPPED)
        .execution_options(synchronize_session="fetch")
    )
