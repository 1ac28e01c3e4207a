"""*Phản ánh hiện trường*: a form of category, photo, place and text; then status by its code.

Input that answers another step than the current one is kept. Nothing is sent while the person
hesitates or changes their mind, in whatever words.
"""

from bot import texts
from bot.core.policy import Policy
from bot.faq.matcher import match
from bot.handlers.residents.answering import REPORTING
from bot.handlers.residents.faq import Shelf
from bot.handlers.residents.menu import old_button, show_menu
from bot.handlers.residents.ticket import engaged
from bot.inbox.routing import Answer, Handler, Turn, replies_of, words
from bot.messages.content import Attachment, AttachmentKind, Choice, Reply
from bot.tickets import field_reports
from bot.tickets import service as handoff
from bot.tickets.assignment import Area, area_of_category
from bot.tickets.models import ReportDraft
from bot.tickets.phrases import gives_up, hesitates
from bot.tickets.recalls import ticket_button
from bot.tickets.relayed_content import words_of

PHOTOS = (AttachmentKind.PHOTO, AttachmentKind.VIDEO)
SPOKEN = AttachmentKind.VOICE
IGNORED = (AttachmentKind.STICKER, AttachmentKind.OTHER, AttachmentKind.CONTACT)
leaves = words(*texts.SAID_LEAVE)
has_none = words(*texts.SAID_NO_PHOTO)
STOP = Choice(texts.BUTTON_STOP_REPORT, "pa:stop")


def skips_photo(turn: Turn) -> bool:
    """Return whether the text skips the photo step ("bỏ qua ảnh"), rather than leaving the form."""
    asked = any(button["value"] == "pa:none" for button in turn.contact.offered)
    return asked and has_none(turn)


def begin(turn: Turn) -> Reply:
    """Start the form, or resume it at the step where it was left."""
    draft, fresh = field_reports.start(turn.session, turn.contact, now=turn.now)
    if things := _things(turn):  # the photo it is about came with these words, or just before
        field_reports.add(turn.session, draft, things=things, now=turn.now)
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
        case field_reports.SURE:
            said = draft.words.rpartition("\n")[2]
            sure = Choice(texts.BUTTON_SEND_REPORT, "pa:send")
            question = Reply(texts.REPORT_SURE.format(text=said), (sure,))
        case _ if draft.category == field_reports.ABOUT_TEAM:
            question = Reply(texts.REPORT_WORDS_TEAM)
        case _:
            question = Reply(texts.REPORT_WORDS)
    return Reply(f"{note}\n{question.text}".strip(), (*question.choices, STOP))


def choose(policy: Policy) -> Handler:
    """Return a handler for the form's buttons: a category, no photo, send, stop."""

    def chosen(turn: Turn) -> Answer:
        draft = field_reports.find_draft(turn.session, turn.contact, now=turn.now)
        if draft is None:
            return old_button(turn)
        match turn.argument:
            case "stop":
                return _leave(turn, draft)
            case "send" if draft.step == field_reports.SURE:
                return _send(turn, draft, policy, "")
            case "none" if draft.step == "photo":
                field_reports.fill(turn.session, draft, now=turn.now)
            case category if draft.step == "category" and category in texts.REPORT_CATEGORIES:
                field_reports.fill(turn.session, draft, category=category, now=turn.now)
        return _ask(draft)

    return chosen


def drops(turn: Turn) -> bool:
    """Return whether the open form is to be discarded.

    Its route stands before those where *dừng* and *hủy* mean the announcements.
    """
    return not turn.choice and (leaves(turn) or gives_up(turn.text)) and fills(turn)


def drop(turn: Turn) -> Reply:
    """Discard the form and give back what was written."""
    draft = field_reports.find_draft(turn.session, turn.contact, now=turn.now)
    return old_button(turn) if draft is None else _leave(turn, draft)


def _leave(turn: Turn, draft: ReportDraft) -> Reply:
    return Reply(let_go(turn, draft), show_menu(turn).choices)


def let_go(turn: Turn, draft: ReportDraft) -> str:
    """Discard the draft; return a sentence that gives back what was written."""
    written = "\n".join(filter(None, (draft.words, draft.place)))
    back = texts.REPORT_GIVEN_BACK.format(text=written) if written else ""
    field_reports.leave(turn.session, draft)
    return f"{texts.REPORT_LEFT}\n{back}".strip()


def fills(turn: Turn) -> bool:
    """Return whether the turn is text, a photo or a location while the form is open."""
    if turn.choice or not engaged(turn):
        return False
    return field_reports.find_draft(turn.session, turn.contact, now=turn.now) is not None


def fill(policy: Policy, shelf: Shelf, answer: Handler) -> Handler:
    """Return a handler that stores the input of the current step and asks the next one.

    Input for another step is kept; a question of its own is answered, then the step asked again. An
    emergency is answered before the form continues.
    """

    def filled(turn: Turn) -> Answer:
        draft = field_reports.find_draft(turn.session, turn.contact, now=turn.now)
        if draft is None:
            return old_button(turn)
        if draft.step in ("category", "photo", "place") and _other_matter(turn, draft, shelf):
            return (*replies_of(answer(turn)), _ask(draft, texts.REPORT_STILL_OPEN))
        if draft.step not in ("words", field_reports.SURE):
            return _ask(draft, _take(turn, draft))
        return _finish(turn, draft, policy)

    return filled


def _finish(turn: Turn, draft: ReportDraft, policy: Policy) -> Answer:
    """Handle the last step: text or voice sends the report, photos alone are added."""
    spoken = any(one.kind is SPOKEN for one in turn.attachments)
    if not turn.bare and not spoken:
        return _ask(draft, _keep(turn, draft))
    field_reports.add(turn.session, draft, things=_things(turn), now=turn.now)
    if hesitates(turn.text):
        field_reports.add(turn.session, draft, words=turn.text, now=turn.now)
        draft.step = field_reports.SURE
        return _ask(draft)
    said = words_of(turn.message) if turn.bare else texts.REPORT_SPOKEN
    return _send(turn, draft, policy, said)


def _take(turn: Turn, draft: ReportDraft) -> str:
    """Store the input of the current step; return a remark if it belongs to another one."""
    kinds = {one.kind for one in turn.attachments}
    if draft.step == "photo" and (kinds & {*PHOTOS} or has_none(turn)):
        field_reports.add(turn.session, draft, words=turn.text if kinds else "", now=turn.now)
        field_reports.fill(turn.session, draft, things=_things(turn), now=turn.now)
        return ""
    place = turn.text if turn.bare and not hesitates(turn.text) else ""
    if AttachmentKind.LOCATION in kinds:
        place = place or texts.REPORT_LOCATION
    if draft.step == "place" and place:
        field_reports.fill(turn.session, draft, place=place, things=_things(turn), now=turn.now)
        return ""
    return _keep(turn, draft)


def _keep(turn: Turn, draft: ReportDraft) -> str:
    """Add input that came early or late to the report; return a remark about it."""
    if hesitates(turn.text):
        return texts.REPORT_HOW_TO_STOP
    things = _things(turn)
    field_reports.add(
        turn.session, draft, words=turn.text if turn.bare else "", things=things, now=turn.now
    )
    if any(one.kind in PHOTOS for one in turn.attachments):
        return texts.REPORT_PHOTOS.format(count=field_reports.count_photos(draft))
    return texts.REPORT_NOTED if turn.bare or things else ""


def _things(turn: Turn) -> list[dict[str, object]]:
    return [one.as_json() for one in turn.attachments if _belongs(one)]


def _belongs(one: Attachment) -> bool:
    return one.kind not in IGNORED and not one.is_risky


def _other_matter(turn: Turn, draft: ReportDraft, shelf: Shelf) -> bool:
    """Return whether the text is surely a question of its own, and not the step's answer.

    At the place step only an emergency counts.
    """
    if turn.attachments or len(turn.bare.split()) < 3:
        return False
    found = match(shelf(), turn.text)
    if found.outcome != "answer" or found.topic is None or found.topic.id == REPORTING:
        return False
    return draft.step != "place" or area_of_category(found.topic.category) is Area.SAFETY


def _send(turn: Turn, draft: ReportDraft, policy: Policy, words: str) -> Answer:
    ticket = field_reports.send(turn.session, turn.contact, draft, words, now=turn.now)
    told = handoff.hand_over(turn.session, ticket, now=turn.now, policy=policy)
    sent = texts.REPORT_SENT.format(code=ticket.code)
    choices = told.choices or show_menu(turn).choices
    return Reply(f"{sent}\n{told.text}", (*choices, ticket_button(ticket)))


def is_code(turn: Turn) -> bool:
    """Return whether the text is a tracking code and nothing else."""
    return not turn.choice and bool(field_reports.code_in(turn.text))


def show_status(turn: Turn) -> Reply:
    """Show the status of the report with this code."""
    text = field_reports.status(turn.session, field_reports.code_in(turn.text))
    return Reply(text, show_menu(turn).choices)


def show_own(turn: Turn) -> Reply:
    """Show the status of the resident's latest reports, or how to send one."""
    found = field_reports.list_own(turn.session, turn.contact)
    if not found:
        return Reply(texts.REPORTS_NONE, (Choice(texts.BUTTON_REPORT, "report"),))
    return Reply("\n".join(found), show_menu(turn).choices)
