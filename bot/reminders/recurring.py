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
from bot.core.dialects import dialect_of, insert_unless_there
from bot.core.errors import UserError
from bot.core.policy import Policy
from bot.people.models import Contact
from bot.reminders.models import Kind, Reminder, State
from bot.vietnamese.dates.recurring import Repeat, read_rule

MOST_RULES = 30  # of one chat, those that are paused included
PAUSED = "paused"
INSTANT = timedelta(microseconds=1)


class ReminderRule(SQLModel, table=True):
    """A recurring reminder; `rule` has the format of `bot.when.recurrence`."""

    __tablename__ = "reminder_rule"

    id: int = identity()
    contact_id: int = reference("contact.id")
    text: str = Field(default="", max_length=300)
    rule: str = Field(max_length=120)
    state: str = Field(default=State.WAITING, max_length=10)  # waiting (it runs), paused, dropped
    version: int = 1  # raised by every change: an instant may come back under another one
    made_at: datetime
    # It rests: what falls between is left out, and the first after it says that it is back.
    rests_from: datetime | None = None
    rests_until: datetime | None = None

    @property
    def repeat(self) -> Repeat:
        """The parsed rule."""
        return read_rule(self.rule)


def keep_rule(
    session: Session,
    contact: Contact,
    matter: str,
    repeat: Repeat,
    *,
    now: datetime,
    policy: Policy,
) -> ReminderRule:
    """Create a rule; the same matter with the same recurrence resumes the existing one.

    Raises UserError for too many rules, or one that has no further occurrence.
    """
    known = list_rules(session, contact)
    for rule in known:
        if (rule.text, rule.rule) == (matter, str(repeat)):
            runs = rule.state == State.WAITING and not is_resting(rule, now)
            return rule if runs else resume(session, rule, now, policy)
    if len(known) >= MOST_RULES:
        raise UserError(texts.REMINDER_TOO_MANY.format(count=MOST_RULES))
    rule = ReminderRule(contact_id=contact.id, text=matter, rule=str(repeat), made_at=now)
    session.add(rule)
    session.flush()
    make_next(session, rule, after=now, now=now, policy=policy)
    return rule


def find_next(rule: ReminderRule, after: datetime, policy: Policy) -> datetime | None:
    """Return the rule's first instant after another, outside its suspension; None if exhausted."""
    coming = rule.repeat.find_next(after, policy.zone)
    if rule.rests_from is None or rule.rests_until is None or coming is None:
        return coming
    if rule.rests_from <= coming < rule.rests_until:
        return rule.repeat.find_next(rule.rests_until - INSTANT, policy.zone)
    return coming


def make_next(
    session: Session, rule: ReminderRule, *, after: datetime, now: datetime, policy: Policy
) -> None:
    """Insert the first occurrence after an instant, unless it exists. Ends an exhausted rule."""
    due_at = find_next(rule, after, policy)
    if due_at is None:
        rule.state = State.DROPPED
        return
    session.connection().execute(
        insert_unless_there(dialect_of(session), Reminder),
        {
            "key": _key(rule, due_at),
            "kind": Kind.OWN,
            "contact_id": rule.contact_id,
            "rule_id": rule.id,
            "text": rule.text,
            "due_at": due_at,
            "state": State.WAITING,
            "made_at": now,
        },
    )


def _key(rule: ReminderRule, due_at: datetime) -> str:
    return f"rule:{rule.id}:{rule.version}:{due_at.timestamp():.0f}"


def follow(session: Session, over: Reminder, *, now: datetime, policy: Policy) -> None:
    """After an occurrence is final, schedule the rule's next one; missed ones are skipped.

    An occurrence that was not sent is reused as the next one: a contact who is away for a year does
    not leave one row a day.
    """
    rule = session.get(ReminderRule, over.rule_id) if over.rule_id else None
    if rule is None or rule.state != State.WAITING:
        return
    after = max(now, over.due_at)
    if over.state == State.SENT:
        make_next(session, rule, after=after, now=now, policy=policy)
        return
    due_at = find_next(rule, after, policy)
    if due_at is None:
        rule.state = State.DROPPED
        return
    over.due_at = due_at
    over.key, over.meant_at = _key(rule, over.due_at), None
    over.state, over.fired_at = State.WAITING, None


def promised_at(session: Session, reminder: Reminder) -> datetime:
    """Return when the reminder, or its recurring rule, was requested."""
    rule = session.get(ReminderRule, reminder.rule_id) if reminder.rule_id else None
    return rule.made_at if rule else reminder.made_at


def list_rules(session: Session, contact: Contact) -> Sequence[ReminderRule]:
    """Return the contact's running and paused rules, oldest first."""
    query = select(ReminderRule).where(
        ReminderRule.contact_id == contact.id,
        col(ReminderRule.state).in_((State.WAITING, PAUSED)),
        ReminderRule.text != "",
    )
    return session.exec(query.order_by(col(ReminderRule.id))).all()


def get_rule(session: Session, contact: Contact, rule_id: int) -> ReminderRule:
    """Return the contact's rule, locked. Raises UserError if it ended or is not theirs."""
    rule = session.get(ReminderRule, rule_id, with_for_update=True)
    if rule is None or rule.contact_id != contact.id or rule.state == State.DROPPED:
        raise UserError(texts.BUTTON_OLD)
    return rule


def end(session: Session, rule: ReminderRule) -> None:
    """End the rule for good and drop its waiting occurrence."""
    _halt(session, rule, State.DROPPED)


def pause(session: Session, rule: ReminderRule) -> None:
    """Pause the rule until it is resumed."""
    _halt(session, rule, PAUSED)


def rest(
    session: Session,
    rule: ReminderRule,
    *,
    begins: datetime,
    ends: datetime,
    now: datetime,
    policy: Policy,
) -> bool:
    """Suspend the rule between two instants. Returns False if nothing would come afterwards."""
    if rule.repeat.find_next(ends - INSTANT, policy.zone) is None:
        return False
    _halt(session, rule, State.WAITING)
    rule.rests_from, rule.rests_until, rule.made_at = begins, ends, now
    make_next(session, rule, after=now, now=now, policy=policy)
    return True


def is_resting(rule: ReminderRule, now: datetime) -> bool:
    """Return whether a suspension is running or planned."""
    waits = rule.state == State.WAITING
    return waits and rule.rests_until is not None and rule.rests_until > now


def comes_back(session: Session, rule: ReminderRule, due_at: datetime) -> bool:
    """End the suspension if `due_at` is after it. Returns whether it did."""
    if rule.rests_until is None or due_at < rule.rests_until:
        return False
    rule.rests_from = rule.rests_until = None
    session.flush()
    return True


def is_last(rule: ReminderRule, due_at: datetime, now: datetime, policy: Policy) -> bool:
    """Return whether nothing comes after this occurrence."""
    return find_next(rule, max(now, due_at), policy) is None


def resume(session: Session, rule: ReminderRule, now: datetime, policy: Policy) -> ReminderRule:
    """Run the rule again from `now` on. Raises UserError if nothing comes any more."""
    if rule.repeat.find_next(now, policy.zone) is None:
        raise UserError(texts.REMINDER_OVER.format(matter=rule.text))
    _halt(session, rule, State.WAITING)
    rule.made_at = now  # a stop said meanwhile was said before this
    make_next(session, rule, after=now, now=now, policy=policy)
    return rule


def change(
    session: Session, rule: ReminderRule, repeat: Repeat, *, now: datetime, policy: Policy
) -> ReminderRule:
    """Store another recurrence and run it from `now` on. Raises UserError if nothing comes."""
    rule.rule = str(repeat)
    return resume(session, rule, now, policy)


def _halt(session: Session, rule: ReminderRule, state: str) -> None:
    rule.state, rule.version = state, rule.version + 1
    rule.rests_from = rule.rests_until = None
    session.flush()
    session.execute(
        update(Reminder)
        .where(col(Reminder.rule_id) == rule.id, col(Reminder.state) == State.WAITING)
        .values(state=State.DROPPED)
        .execution_options(synchronize_session="fetch")
    )
