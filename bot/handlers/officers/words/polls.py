"""What an officer is told about a poll: its draft, its approval, how it stands."""

from collections.abc import Sequence
from datetime import datetime

from bot import texts
from bot.core.policy import Policy
from bot.documents.office_files import DOCUMENT_WRITERS
from bot.handlers.button_labels import disambiguate_labels
from bot.handlers.officers import officer_drafts
from bot.messages.buttons import Action
from bot.messages.content import GENERATED, Attachment, AttachmentKind, Choice, Reply
from bot.notices.polls import list_actions, make_drop_button
from bot.people.units import Unit
from bot.polls import minutes
from bot.polls.closing import ClosingSummary
from bot.polls.models import DraftStep, Poll, VoterKind
from bot.vietnamese.dates.moments import AmbiguousMoment

Choices = tuple[Choice, ...]


def render_polls(unit: Unit, polls: Sequence[Poll]) -> Reply:
    """List a unit's polls, with a button to draft a new one."""
    numbers = [texts.NUMBERED.format(number=poll.id) for poll in polls]
    names = disambiguate_labels([poll.title for poll in polls], numbers)
    buttons = (
        Choice(name, Action.POLL.pack("see", poll.id))
        for name, poll in zip(names, polls, strict=True)
    )
    new = Choice(texts.BUTTON_POLL_NEW, Action.POLL.pack("new"))
    text = texts.POLL_OFFICE if polls else texts.POLL_OFFICE_EMPTY
    return Reply(text.format(unit=unit.name), (new, *buttons))


def render_step_question(poll: Poll, unit: Unit, buttons: Choices) -> Reply:
    """Ask for what the draft's step waits for; `unit` is whose poll it is."""
    match poll.step:
        case DraftStep.WHERE:
            return Reply(texts.POLL_ASK_PLACE, buttons)
        case DraftStep.WHEN:
            return Reply(texts.POLL_ASK_WHEN, buttons)
    return Reply(texts.POLL_ASK_FORM.format(unit=unit.name), buttons)


def list_step_buttons(poll: Poll, scope: Unit | None) -> Choices:
    """Return the buttons that can be pressed instead of typing at the current step.

    Only the question where to ask needs `scope`, the unit whose subtree may be asked.
    """
    match poll.step.removeprefix(officer_drafts.LEFT_PREFIX):
        case DraftStep.WHERE if scope is not None:
            return (
                Choice(
                    texts.BUTTON_AUDIENCE_ALL.format(unit=scope.name),
                    Action.POLL.pack("all", poll.id),
                ),
                Choice(texts.BUTTON_AUDIENCE_TEAM, Action.POLL.pack("team", poll.id)),
                make_drop_button(poll),
            )
        case DraftStep.READY:
            return _list_ready_buttons(poll)
    return (make_drop_button(poll),)


def _list_ready_buttons(poll: Poll) -> Choices:
    per = (
        texts.BUTTON_POLL_PERSONS
        if poll.per == VoterKind.HOUSEHOLD
        else texts.BUTTON_POLL_HOUSEHOLDS
    )
    return (
        Choice(texts.BUTTON_BROADCAST_ASK, Action.POLL.pack("ask", poll.id)),
        Choice(per, Action.POLL.pack("per", poll.id)),
        Choice(texts.BUTTON_POLL_WHERE, Action.POLL.pack("where", poll.id)),
        Choice(texts.BUTTON_POLL_WHEN, Action.POLL.pack("when", poll.id)),
        Choice(texts.BUTTON_POLL_FORM, Action.POLL.pack("form", poll.id)),
        make_drop_button(poll),
    )


def render_preview(poll: Poll, preview: str) -> Reply:
    """Show the draft's preview, with buttons to change it."""
    return Reply(preview, _list_ready_buttons(poll))


def render_which_unit(
    poll: Poll, typed: str, units: Sequence[Unit], names: Sequence[str], buttons: Choices
) -> Reply:
    """Ask which of several units the typed name means."""
    which = officer_drafts.unit_buttons(Action.POLL.pack("to", poll.id), units, names)
    question = texts.AUDIENCE_WHICH.format(name=typed, units=", ".join(names))
    return Reply(question, (*which, *buttons))


def render_which_moment(poll: Poll, doubt: AmbiguousMoment, *, policy: Policy) -> Reply:
    """Ask which of several moments the typed time means."""
    which = officer_drafts.moment_buttons(
        Action.POLL.pack("at", poll.id), doubt.moments, policy=policy
    )
    return Reply(str(doubt), (*which, make_drop_button(poll)))


def render_submission(poll: Poll, asked: str) -> Reply:
    """Say how many approvers are asked, with what the drafter can still do."""
    return Reply(asked, (_make_edit_button(poll), make_drop_button(poll)))


def render_waiting(poll: Poll, preview: str) -> Reply:
    """Show the drafter a poll that waits for approval."""
    waits = texts.POLL_WAITS.format(number=poll.id)
    return Reply(f"{waits}\n{preview}", (_make_edit_button(poll), make_drop_button(poll)))


def render_draft(poll: Poll, lines: Sequence[str], *, refused: bool, is_drafter: bool) -> Reply:
    """Show a draft, or a refused one; only its drafter gets the button to edit it."""
    label = texts.BUTTON_BROADCAST_MEND if refused else texts.BUTTON_BROADCAST_GO_ON
    buttons = (Choice(label, Action.POLL.pack("edit", poll.id)),) if is_drafter else ()
    return Reply("\n".join(lines), buttons)


def render_outdated_request(request: Reply) -> Reply:
    """Show the request as it is now, because the button was that of an older one."""
    return Reply(f"{texts.NOTICE_OLD}\n{request.text}", request.choices)


def _make_edit_button(poll: Poll) -> Choice:
    return Choice(texts.BUTTON_BROADCAST_EDIT, Action.POLL.pack("edit", poll.id))


def render_closing_question(poll: Poll, summary: ClosingSummary) -> Reply:
    """Ask for confirmation before the poll is closed, with the figures."""
    lines = [
        texts.POLL_CLOSE_SURE.format(
            number=poll.id,
            title=poll.title,
            count=summary.answered,
            left=summary.missing,
            per=texts.POLL_PER[poll.per],
        )
    ]
    if summary.waiting:
        lines.append(texts.POLL_CLOSE_WAITING.format(count=summary.waiting))
    yes = Choice(texts.BUTTON_POLL_SHUT, Action.POLL.pack("shut", poll.id))
    no = Choice(texts.BUTTON_POLL_NOT_SHUT, Action.POLL.pack("see", poll.id))
    return Reply("\n".join([*lines, texts.POLL_CLOSE_UNDO]), (no, yes))


def render_standing(poll: Poll, lines: Sequence[str], *, now: datetime) -> Reply:
    """Show what was done and how the poll stands, with buttons for what can be done next."""
    return Reply("\n".join(lines), list_actions(poll, now=now))


def render_minutes(poll: Poll) -> Reply:
    """Return the minutes as files that are made at the moment they are sent."""
    files = tuple(
        Attachment(
            AttachmentKind.DOCUMENT,
            ref=minutes.make_reference(poll, kind),
            name=texts.MINUTES_FILE.format(number=poll.id, kind=kind),
            account=GENERATED,
        )
        for kind in DOCUMENT_WRITERS
    )
    return Reply(texts.POLL_PAPER.format(title=poll.title), attachments=files)
