"""*Phản ánh hiện trường*: category, photo, place, one sentence; then its code tells where it is."""

from bot import texts
from bot.handlers.menu import old_button, show_menu
from bot.handlers.resident_ticket import engaged
from bot.handoff import reports
from bot.handoff import service as handoff
from bot.handoff.models import ReportDraft
from bot.handoff.rules import Rules
from bot.messages import AttachmentKind, Choice, Reply
from bot.routing import Answer, Handler, Turn, words

PHOTOS = (AttachmentKind.PHOTO, AttachmentKind.VIDEO)
leaves = words(*texts.SAID_LEAVE)


def begin(turn: Turn) -> Reply:
    """The first question, or the one where they stopped."""
    draft, fresh = reports.start(turn.session, turn.contact, now=turn.now)
    return _ask(draft, "" if fresh else texts.REPORT_RESUMED)


def _ask(draft: ReportDraft, note: str = "") -> Reply:
    match draft.step:
        case "category":
            choices = [Choice(name, f"pa:{key}") for key, name in texts.REPORT_CATEGORIES.items()]
            question = Reply(texts.REPORT_CATEGORY, tuple(choices))
        case "photo":
            question = Reply(texts.REPORT_PHOTO, (Choice(texts.BUTTON_NO_PHOTO, "pa:none"),))
        case "place":
            question = Reply(texts.REPORT_PLACE)
        case _ if draft.category == reports.ABOUT_TEAM:
            question = Reply(texts.REPORT_WORDS_TEAM)
        case _:
            question = Reply(texts.REPORT_WORDS)
    return Reply(f"{note}\n{question.text}".strip(), question.choices)


def choose(turn: Turn) -> Reply:
    """A button of the form: a category, or no photo."""
    draft = reports.find_draft(turn.session, turn.contact, now=turn.now)
    if draft is None:
        return old_button(turn)
    if draft.step == "category" and turn.argument in texts.REPORT_CATEGORIES:
        reports.fill(turn.session, draft, category=turn.argument, now=turn.now)
    elif draft.step == "photo" and turn.argument == "none":
        reports.fill(turn.session, draft, now=turn.now)
    return _ask(draft)


def fills(turn: Turn) -> bool:
    """Words, a photo or a place while the form waits for them."""
    if turn.choice or not engaged(turn):
        return False
    return reports.find_draft(turn.session, turn.contact, now=turn.now) is not None


def fill(rules: Rules) -> Handler:
    """Take the answer; what does not fit the question is asked again."""

    def filled(turn: Turn) -> Answer:
        draft = reports.find_draft(turn.session, turn.contact, now=turn.now)
        if draft is None:
            return old_button(turn)
        if leaves(turn):
            reports.leave(turn.session, draft)
            return Reply(texts.REPORT_LEFT, show_menu(turn).choices)
        if draft.step == "words" and turn.bare:
            return _send(turn, draft, rules)
        _take(turn, draft)
        return _ask(draft)

    return filled


def _take(turn: Turn, draft: ReportDraft) -> None:
    things = [one.as_json() for one in turn.attachments]
    kinds = {one.kind for one in turn.attachments}
    if draft.step == "photo" and kinds & {*PHOTOS}:
        reports.fill(turn.session, draft, things=things, now=turn.now)
    elif draft.step == "place" and AttachmentKind.LOCATION in kinds:
        place = texts.REPORT_LOCATION
        reports.fill(turn.session, draft, place=place, things=things, now=turn.now)
    elif draft.step == "place" and turn.bare:
        reports.fill(turn.session, draft, place=turn.text, things=things, now=turn.now)


def _send(turn: Turn, draft: ReportDraft, rules: Rules) -> Answer:
    ticket = reports.send(turn.session, turn.contact, draft, turn.text, now=turn.now)
    told = handoff.hand_over(turn.session, ticket, now=turn.now, rules=rules)
    sent = texts.REPORT_SENT.format(code=ticket.code)
    return Reply(f"{sent}\n{told.text}", told.choices or show_menu(turn).choices)


def is_code(turn: Turn) -> bool:
    """A tracking code and nothing else."""
    return not turn.choice and bool(reports.code_in(turn.text))


def show_status(turn: Turn) -> Reply:
    """Where the report of this code stands."""
    text = reports.status(turn.session, reports.code_in(turn.text))
    return Reply(text, show_menu(turn).choices)
