"""What officers, teams and members read by itself: the month's draft, the week's note, thanks."""

from collections.abc import Sequence
from datetime import timedelta

from sqlmodel import Session, col, select

from bot import texts
from bot.messages.buttons import Action
from bot.messages.content import GENERATED, Attachment, AttachmentKind, Choice, Reply
from bot.outbox.notify import notify_contact
from bot.people.linking import list_officer_contacts, map_contacts
from bot.people.models import Person, Role, RoleKind
from bot.people.units import Unit
from bot.usecases.letterheads import lower_unit_name
from bot.usecases.note_events import MonthDrafted, MonthFigures, TeamNoteDue, ThanksDue
from bot.usecases.report_references import make_reference
from bot.usecases.team_advice import ChosenAdvice, choose_advice
from bot.vietnamese.dates.formatting import format_moment

MEMBERS = (RoleKind.MEMBER, RoleKind.LEADER)
NOTE_LIFETIME = timedelta(days=3)  # after which a weekly note says what is no longer so
MOST_NAMES = 30  # in one message; the page of helpers has them all


def send_month_draft(session: Session, event: MonthDrafted) -> None:
    """Send the draft to each officer of the commune, with its file."""
    unit = session.get_one(Unit, event.unit_id)
    text = "\n".join(
        (
            texts.MONTH_DRAFT_TITLE.format(
                unit=lower_unit_name(unit.name), first=event.first, last=event.last
            ),
            *describe_month(event.figures),
            texts.MONTH_DRAFT_NEXT,
            texts.MONTH_DRAFT_PAGE.format(url=event.address)
            if event.address
            else texts.MONTH_DRAFT_NO_PAGE,
        )
    )
    file = Attachment(
        AttachmentKind.DOCUMENT,
        ref=make_reference(unit.id, event.first, event.last),
        name=texts.MONTH_DRAFT_FILE.format(code=unit.code, first=event.first),
        account=GENERATED,
    )
    for contact in list_officer_contacts(session, unit):
        key = f"month-draft:{unit.id}:{event.first}:{contact.person_id}"
        notify_contact(session, contact, Reply(text, (), (file,)), now=event.at, key=key)


def describe_month(figures: MonthFigures) -> tuple[str, ...]:
    """Return the five lines of a month: asked, answered, helped, classes, change."""
    before = figures.asked_before
    difference = 0 if before is None else figures.asked - before
    if before is None:
        change = texts.MONTH_DRAFT_NO_CHANGE
    elif difference == 0:
        change = texts.MONTH_DRAFT_SAME
    else:
        words = texts.MONTH_DRAFT_MORE if difference > 0 else texts.MONTH_DRAFT_LESS
        change = words.format(count=abs(difference), before=before)
    return (
        texts.MONTH_DRAFT_ASKED.format(count=figures.asked),
        texts.MONTH_DRAFT_ANSWERED.format(count=figures.answered),
        texts.MONTH_DRAFT_HELPED.format(
            solved=figures.solved, households=figures.households_helped
        ),
        texts.MONTH_DRAFT_CLASSES.format(count=figures.classes, attended=figures.attended),
        change,
    )


def send_team_note(session: Session, event: TeamNoteDue) -> None:
    """Send the week's note to every member of the unit's team."""
    unit = session.get_one(Unit, event.unit_id)
    query = select(Role.person_id).where(Role.unit_id == unit.id, col(Role.kind).in_(MEMBERS))
    reply = Reply(render_team_note(unit.name, event))
    for person_id, contact in sorted(map_contacts(session, set(session.exec(query))).items()):
        key = f"team-note:{unit.id}:{event.monday}:{person_id}"
        notify_contact(
            session, contact, reply, now=event.at, key=key, send_before=event.at + NOTE_LIFETIME
        )


def render_team_note(unit_name: str, event: TeamNoteDue) -> str:
    """Return the three lines: last week, this week, the one thing to do."""
    week = event.week
    figures = (
        (texts.TEAM_NOTE_ASKED, week.asked),
        (texts.TEAM_NOTE_SOLVED, week.solved),
        (texts.TEAM_NOTE_FACE, week.households_helped),
    )
    known = [words.format(count=count) for words, count in figures if count]
    return "\n".join(
        (
            texts.TEAM_NOTE_FIGURES.format(
                unit=unit_name,
                first=event.monday - timedelta(days=7),
                last=event.monday - timedelta(days=1),
                figures=", ".join(known) or texts.TEAM_NOTE_QUIET,
            ),
            _tell_classes(event),
            render_advice(choose_advice(week)),
        )
    )


def _tell_classes(event: TeamNoteDue) -> str:
    starts_at = event.week.next_class_at
    if starts_at is None:
        return texts.TEAM_NOTE_NO_CLASS
    time = format_moment(starts_at, now=event.at, zone=event.zone)
    return texts.TEAM_NOTE_CLASSES.format(count=event.week.classes, time=time)


def render_advice(chosen: ChosenAdvice) -> str:
    """Return the thing to do in one sentence."""
    days = [
        texts.WISH_DAY.format(weekday=texts.WEEKDAYS[day.weekday()], day=f"{day.day}/{day.month}")
        for day in chosen.days
    ]
    listed = days[0] if len(days) == 1 else ""
    if len(days) > 1:
        listed = texts.DAYS_AND.format(days=", ".join(days[:-1]), last=days[-1])
    return texts.TEAM_ADVICE[chosen.advice].format(count=chosen.count, days=listed)


def send_thanks(session: Session, event: ThanksDue) -> None:
    """Thank each helper, and tell the commune's officers who was thanked."""
    unit = session.get_one(Unit, event.unit_id)
    contacts = map_contacts(session, [person_id for person_id, _ in event.helps])
    stop = Choice(texts.BUTTON_NO_THANKS, Action.THANKS.pack("stop"))
    sent: list[str] = []
    unsent: list[str] = []
    for person_id, count in event.helps:
        text = texts.THANKS.format(month=event.month.month, count=count)
        key = f"thanks:{unit.id}:{event.month}:{person_id}"
        contact = contacts.get(person_id)
        is_sent = contact is not None and notify_contact(
            session, contact, Reply(text, (stop,)), now=event.at, key=key, may_wait=True
        )
        (sent if is_sent else unsent).append(session.get_one(Person, person_id).name)
    text = render_thanked(event.month.month, sent, unsent)
    for contact in list_officer_contacts(session, unit):
        key = f"thanked:{unit.id}:{event.month}:{contact.person_id}"
        notify_contact(session, contact, Reply(text), now=event.at, key=key, may_wait=True)


def render_thanked(month: int, sent: Sequence[str], unsent: Sequence[str]) -> str:
    """Return who was thanked, and who has no chat to be thanked in."""
    if not sent:
        lines = [texts.THANKS_SENT_NONE.format(month=month)]
    else:
        names = _join_names(sent)
        lines = [texts.THANKS_SENT.format(month=month, count=len(sent), names=names)]
    if unsent:
        lines.append(texts.THANKS_UNSENT.format(names=_join_names(unsent)))
    return "\n".join(lines)


def _join_names(names: Sequence[str]) -> str:
    listed = ", ".join(names[:MOST_NAMES])
    more = len(names) - MOST_NAMES
    return texts.THANKS_MORE.format(names=listed, count=more) if more > 0 else listed
