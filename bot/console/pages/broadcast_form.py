"""The form of an announcement: its values, what is read of it, and the draft made of it."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session

from bot import texts
from bot.broadcasts import audience, drafts, overview, service
from bot.broadcasts.audience_choice import (
    AudienceChoice,
    Way,
    read_expression,
    write_expression,
)
from bot.broadcasts.buttons import parse_button, write_button
from bot.broadcasts.content import decode_buttons, decode_files
from bot.broadcasts.models import Broadcast, Urgency
from bot.broadcasts.service import BroadcastDraft
from bot.console.forms import FormData, FormErrors
from bot.core.errors import UserError
from bot.messages.content import Attachment, Choice
from bot.messages.masking.mask import mask
from bot.people import approvals
from bot.people.actor import Actor
from bot.people.units import Unit
from bot.vietnamese.dates.moments import parse_single_moment


@dataclass(frozen=True, slots=True)
class Choices:
    """What can be ticked: the unit that speaks, and the villages under it."""

    unit: Unit
    villages: Sequence[Unit]

    @property
    def codes(self) -> list[str]:
        """The codes of the villages."""
        return [village.code for village in self.villages]


@dataclass(frozen=True, slots=True)
class BroadcastForm:
    """The values of the form as they were typed."""

    text: str = ""
    audience: AudienceChoice = field(default_factory=AudienceChoice)
    when: str = "now"
    day: str = ""
    hour: str = ""
    before_day: str = ""
    before_hour: str = ""
    urgency: str = Urgency.NORMAL
    paid: bool = False
    buttons: str = ""  # one a line
    files: tuple[Attachment, ...] = ()  # those it has already
    choices: tuple[Choice, ...] = ()  # the buttons, read
    send_at: datetime | None = None
    send_before: datetime | None = None


def load_choices(session: Session, unit_id: int | None = None, *, actor: Actor) -> Choices:
    """Return what can be ticked for an announcement of the unit, or of the actor's."""
    if unit_id is not None:
        unit = session.get_one(Unit, unit_id)
        service.check_in_scope(unit, actor)
    else:
        unit = approvals.get_scope_unit(session, actor)
    return Choices(unit, overview.list_villages(session, unit))


def make_form(broadcast: Broadcast, choices: Choices, zone: ZoneInfo) -> BroadcastForm:
    """Return the form of a draft."""
    day, hour = _split(broadcast.send_at, zone)
    before_day, before_hour = _split(broadcast.send_before, zone)
    return BroadcastForm(
        broadcast.text,
        read_expression(broadcast.audience, choices.unit.code, choices.codes),
        "later" if broadcast.send_at else "now",
        day,
        hour,
        before_day,
        before_hour,
        broadcast.urgency,
        broadcast.paid,
        "\n".join(map(write_button, decode_buttons(broadcast))),
        decode_files(broadcast),
    )


def _split(at: datetime | None, zone: ZoneInfo) -> tuple[str, str]:
    local = at.astimezone(zone) if at else None
    return (f"{local:%d/%m/%Y}", f"{local:%H:%M}") if local else ("", "")


def read_broadcast_form(
    sent: FormData, kept: Sequence[Attachment], *, now: datetime, zone: ZoneInfo
) -> tuple[BroadcastForm, FormErrors, bool]:
    """Return the form as it was sent, its faults, and whether a secret in its text was covered.

    Of `kept`, the files it had, those whose boxes are ticked stay.
    """
    errors = FormErrors()
    covered = mask(sent.get("text"))
    stay = set(sent.numbers("keep"))
    way = sent.get("way")
    form = BroadcastForm(
        text=covered.text,
        audience=AudienceChoice(
            Way(way) if way in list(Way) else Way.ALL,
            tuple(sent.values("villages")),
            sent.get("group"),
            sent.get("written"),
        ),
        when="later" if sent.get("when") == "later" else "now",
        day=sent.get("day"),
        hour=sent.get("hour"),
        before_day=sent.get("before_day"),
        before_hour=sent.get("before_hour"),
        urgency=_read_urgency(sent.get("urgency")),
        paid=sent.has("paid"),
        buttons=sent.get("buttons"),
        files=tuple(file for place, file in enumerate(kept) if place in stay),
    )
    _check(errors, "text", lambda: service.check_text(form.text))
    if form.audience.way is not Way.ALL and not sent.has("fixed"):
        _check(errors, form.audience.way, lambda: write_expression(form.audience, ""))
    return _read_times(_read_buttons(form, errors), errors, now, zone), errors, covered.has_secret


def _read_urgency(written: str) -> str:
    return written if written in list(Urgency) else Urgency.NORMAL


def _check(errors: FormErrors, name: str, check: object) -> None:
    try:
        check()  # type: ignore[operator]
    except UserError as error:
        errors.add(name, str(error))


def _read_buttons(form: BroadcastForm, errors: FormErrors) -> BroadcastForm:
    choices: list[Choice] = []
    for line in filter(None, map(str.strip, form.buttons.split("\n"))):
        try:
            choices.append(parse_button(line))
        except UserError as error:
            errors.add("buttons", str(error))
    return replace(form, choices=tuple(choices))


def _read_times(
    form: BroadcastForm, errors: FormErrors, now: datetime, zone: ZoneInfo
) -> BroadcastForm:
    send_at = None
    if form.when == "later":
        send_at = _read_moment(form.day, form.hour, "day", errors, now, zone)
    send_before = None
    if form.before_day or form.before_hour:
        send_before = _read_moment(
            form.before_day, form.before_hour, "before_day", errors, now, zone
        )
    if not errors.get("day") and not errors.get("before_day"):
        name = "day" if send_at is not None and send_at <= now else "before_day"
        _check(errors, name, lambda: service.check_time(send_at, send_before, now=now))
    return replace(form, send_at=send_at, send_before=send_before)


def _read_moment(
    day: str, hour: str, name: str, errors: FormErrors, now: datetime, zone: ZoneInfo
) -> datetime | None:
    if not (day and hour):
        errors.add(name, texts.BROADCAST_BAD_TIME)
        return None
    try:
        return parse_single_moment(f"{hour} {day}", now=now, zone=zone)
    except UserError as error:
        errors.add(name, str(error))
        return None


def save_draft(
    session: Session,
    form: BroadcastForm,
    uploads: tuple[Attachment, ...],
    *,
    number: int | None,
    actor: Actor,
    now: datetime,
) -> int:
    """Create a draft of the form, or change draft `number`; return its number.

    A correction keeps its recipients. Raises UserError that names the first fault.
    """
    old = service.get_broadcast(session, number, actor=actor, lock=True) if number else None
    unit = session.get_one(Unit, old.unit_id) if old else approvals.get_scope_unit(session, actor)
    if old is not None and old.corrects_id is not None:
        line = old.audience
    else:
        line = write_expression(form.audience, unit.code)
        line = audience.resolve_audience(session, unit, line)
    draft = BroadcastDraft(
        form.text,
        line,
        files=(*form.files, *uploads),
        buttons=form.choices,
        urgency=Urgency(form.urgency),
        send_at=form.send_at,
        send_before=form.send_before,
        paid=form.paid,
    )
    if old is None:
        return service.create_draft(session, unit, draft, actor=actor, now=now).id
    drafts.edit_draft(session, old, draft, actor=actor, now=now)
    return old.id
