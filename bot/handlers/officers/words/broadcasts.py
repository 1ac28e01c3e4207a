"""What an officer is told about an announcement: its draft, its approval, how it stands."""

from collections.abc import Sequence

from bot import texts
from bot.broadcasts import print_layouts, wording
from bot.broadcasts.audience import AmbiguousUnit
from bot.broadcasts.models import Broadcast
from bot.broadcasts.preview import Preview, SendingPolicy
from bot.broadcasts.results import Unreached
from bot.core.policy import Policy
from bot.handlers.officers import officer_drafts
from bot.handlers.officers.broadcast_buttons import ready_buttons, stop_button
from bot.messages.buttons import Action
from bot.messages.content import Choice, Reply
from bot.messages.labels import shorten_label
from bot.notices.broadcasts import list_actions
from bot.people.units import Unit
from bot.vietnamese.dates.moments import AmbiguousMoment

Choices = tuple[Choice, ...]
MAX_UNREACHED = 30  # people of the list in one message


def render_text_question(unit: Unit, buttons: Choices) -> Reply:
    """Ask for the text of the unit's announcement."""
    return Reply(texts.BROADCAST_ASK_TEXT.format(unit=unit.name), buttons)


def render_audience_question(buttons: Choices) -> Reply:
    """Ask who is to hear it."""
    return Reply(texts.BROADCAST_ASK_AUDIENCE, buttons)


def render_time_question(buttons: Choices) -> Reply:
    """Ask when it is to be sent."""
    return Reply(texts.BROADCAST_ASK_WHEN, buttons)


def render_which_unit(broadcast: Broadcast, doubt: AmbiguousUnit, buttons: Choices) -> Reply:
    """Ask which of several units the typed name means."""
    which = officer_drafts.unit_buttons(
        Action.BROADCAST.pack("to", broadcast.id), doubt.matches, doubt.names, doubt.resolved_codes
    )
    return Reply(str(doubt), (*which, *buttons))


def render_which_moment(broadcast: Broadcast, doubt: AmbiguousMoment, *, policy: Policy) -> Reply:
    """Ask which of several moments the typed time means."""
    which = officer_drafts.moment_buttons(
        Action.BROADCAST.pack("at", broadcast.id), doubt.moments, policy=policy
    )
    return Reply(str(doubt), (*which, stop_button(broadcast)))


def render_preview(broadcast: Broadcast, preview: Preview, policy: SendingPolicy) -> Reply:
    """Show the preview with buttons to change each part and to submit it."""
    label = texts.BUTTON_BROADCAST_UNPAID if broadcast.paid else texts.BUTTON_BROADCAST_PAID
    paid_choices = (
        (Choice(label, Action.BROADCAST.pack("paid", broadcast.id)),) if preview.paid else ()
    )
    return Reply(
        wording.render_preview(broadcast, preview, policy=policy),
        (*ready_buttons(broadcast, paid_choices), stop_button(broadcast)),
    )


def render_duplicate(broadcast: Broadcast, duplicate_of: int) -> Reply:
    """Ask whether to submit it although the same was announced just now."""
    button = Choice(
        texts.BUTTON_BROADCAST_AGAIN, Action.BROADCAST.pack("ask", broadcast.id, "again")
    )
    text = texts.PREVIEW_TWIN.format(number=duplicate_of)
    return Reply(text, (button, stop_button(broadcast)))


def render_submission(broadcast: Broadcast, approver_count: int) -> Reply:
    """Say how many approvers are asked, with what the drafter can still do."""
    text = wording.render_submission_result(broadcast, approver_count)
    return Reply(text, list_actions(broadcast))


def render_waiting(broadcast: Broadcast, preview: str) -> Reply:
    """Show the drafter an announcement that waits for approval."""
    waits = texts.BROADCAST_WAITS.format(number=broadcast.id)
    return Reply(f"{waits}\n{preview}", list_actions(broadcast))


def render_outdated_request(request: Reply) -> Reply:
    """Show the request as it is now, because the button was that of an older one."""
    return Reply(f"{texts.NOTICE_OLD}\n{request.text}", request.choices, request.attachments)


def render_draft(broadcast: Broadcast, refusal: str, preview: str, *, is_drafter: bool) -> Reply:
    """Show a draft, or a refused one with its `refusal`; only its drafter gets buttons to edit."""
    state = texts.BROADCAST_STATES[broadcast.state]
    head = refusal or texts.BROADCAST_STANDS.format(number=broadcast.id, state=state)
    text = f"{head}\n{preview or texts.BROADCAST_EMPTY}"
    return Reply(text, list_actions(broadcast) if is_drafter else ())


def render_papers(broadcast: Broadcast) -> Reply:
    """Return its poster and loudspeaker script, made at the moment they are sent."""
    text = texts.BROADCAST_PAPER.format(number=broadcast.id)
    return Reply(text, attachments=print_layouts.make_attachments(broadcast))


def render_dropped(broadcast: Broadcast, menu: Choices) -> Reply:
    """Say that a draft nobody was told of is dropped."""
    return Reply(texts.BROADCAST_DROPPED.format(number=broadcast.id), menu)


def render_result(broadcast: Broadcast, result: str, answer_buttons: Choices) -> Reply:
    """Show how it stands, with the buttons to answer questions and for what can be done."""
    return Reply(result, (*answer_buttons, *list_actions(broadcast)))


def render_broadcasts(unit: Unit, lines: Sequence[tuple[Broadcast, str]]) -> Reply:
    """List the unit's drafts and announcements, each with its line, and a button for a new one."""
    new = Choice(texts.BUTTON_BROADCAST_NEW, Action.BROADCAST.pack("new"))
    if not lines:
        return Reply(texts.BROADCASTS_NONE.format(unit=unit.name), (new,))
    buttons = (
        Choice(shorten_label(line), Action.BROADCAST.pack("see", broadcast.id))
        for broadcast, line in lines
    )
    return Reply(texts.BROADCASTS_LIST.format(unit=unit.name), (*buttons, new))


def render_unreached(broadcast: Broadcast, unreached: Sequence[Unreached]) -> str:
    """Return the list of people an announcement did not reach, and why."""
    if not unreached:
        return texts.LEFT_NOBODY.format(number=broadcast.id)
    lines = [
        texts.LEFT_TITLE.format(number=broadcast.id, count=len(unreached), text=broadcast.text[:80])
    ]
    for person in unreached[:MAX_UNREACHED]:
        who = person.name or texts.LEFT_UNNAMED.format(number=person.number)
        lines.append(
            texts.LEFT_LINE.format(who=who, unit=person.unit, why=texts.LEFT_WHY[person.reason])
        )
    if len(unreached) > MAX_UNREACHED:
        lines.append(texts.LEFT_MORE.format(count=len(unreached) - MAX_UNREACHED))
    return "\n".join(lines)
