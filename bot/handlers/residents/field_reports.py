"""*Phản ánh hiện trường*: a form of category, photo, place and text; then status by its code.

Input that answers another step than the current one is kept. Nothing is sent while the person
hesitates or changes their mind, in whatever words.
"""

from bot import texts
from bot.core.policy import Policy
from bot.faq.matcher import match_question
from bot.handlers.knowledge_source import GetIndex
from bot.handlers.led_conversations import is_engaged
from bot.handlers.residents.faq_replies import REPORT_TOPIC_ID
from bot.handlers.residents.menu import reject_old_button, show_menu
from bot.handlers.residents.words import ticket_messages as words
from bot.handlers.residents.words.tickets import render_placement
from bot.inbox.routing import Answer, Handler, Turn, exact_phrase, list_replies
from bot.messages.buttons import Action
from bot.messages.content import Attachment, AttachmentKind, Choice, Reply
from bot.tickets import field_reports
from bot.tickets import service as handoff
from bot.tickets.assignment import Area, find_category_area
from bot.tickets.models import ReportDraft, ReportStep
from bot.tickets.phrases import gives_up, hesitates
from bot.tickets.relayed_content import annotate_text
from bot.tickets.ticket_references import parse_tracking_code

PHOTO_KINDS = (AttachmentKind.PHOTO, AttachmentKind.VIDEO)
VOICE_KIND = AttachmentKind.VOICE
IGNORED_KINDS = (AttachmentKind.STICKER, AttachmentKind.OTHER, AttachmentKind.CONTACT)
says_leave = exact_phrase(*texts.SAID_LEAVE)
says_no_photo = exact_phrase(*texts.SAID_NO_PHOTO)


def skips_photo(turn: Turn) -> bool:
    """Return whether the text skips the photo step ("bỏ qua ảnh"), rather than leaving the form."""
    is_asked = any(
        button["value"] == Action.FIELD_REPORT.pack("none") for button in turn.contact.offered
    )
    return is_asked and says_no_photo(turn)


def begin_report(turn: Turn) -> Reply:
    """Start the form, or resume it at the step where it was left."""
    draft, is_new = field_reports.start_draft(turn.session, turn.contact, now=turn.now)
    # The photo it is about came with these words, or just before.
    if attachments := _attachments_json(turn):
        field_reports.append_to_draft(turn.session, draft, attachments=attachments, now=turn.now)
    return words.render_report_step(draft, "" if is_new else texts.REPORT_RESUMED)


def press_report_button(policy: Policy) -> Handler:
    """Return a handler for the form's buttons: a category, no photo, send, stop."""

    def chosen(turn: Turn) -> Answer:
        draft = field_reports.find_draft(turn.session, turn.contact, now=turn.now)
        if draft is None:
            return reject_old_button(turn)
        match turn.argument:
            case "stop":
                return _leave_report(turn, draft)
            case "send" if draft.step == ReportStep.CONFIRM:
                return _send_report(turn, draft, policy, "")
            case "none" if draft.step == ReportStep.PHOTO:
                field_reports.save_answer(turn.session, draft, now=turn.now)
            case category if (
                draft.step == ReportStep.CATEGORY and category in texts.REPORT_CATEGORIES
            ):
                field_reports.save_answer(turn.session, draft, category=category, now=turn.now)
        return words.render_report_step(draft)

    return chosen


def drops_report(turn: Turn) -> bool:
    """Return whether the open form is to be discarded.

    Its route stands before those where *dừng* and *hủy* mean the announcements.
    """
    return not turn.choice and (says_leave(turn) or gives_up(turn.text)) and fills_form(turn)


def drop_report(turn: Turn) -> Reply:
    """Discard the form and give back what was written."""
    draft = field_reports.find_draft(turn.session, turn.contact, now=turn.now)
    return reject_old_button(turn) if draft is None else _leave_report(turn, draft)


def _leave_report(turn: Turn, draft: ReportDraft) -> Reply:
    return Reply(discard_report(turn, draft), show_menu(turn).choices)


def discard_report(turn: Turn, draft: ReportDraft) -> str:
    """Discard the draft; return a sentence that gives back what was written."""
    written = "\n".join(filter(None, (draft.words, draft.place)))
    back = texts.REPORT_GIVEN_BACK.format(text=written) if written else ""
    field_reports.discard_draft(turn.session, draft)
    return f"{texts.REPORT_LEFT}\n{back}".strip()


def fills_form(turn: Turn) -> bool:
    """Return whether the turn is text, a photo or a location while the form is open."""
    if turn.choice or not is_engaged(turn):
        return False
    return field_reports.find_draft(turn.session, turn.contact, now=turn.now) is not None


def fill_form(policy: Policy, get_index: GetIndex, answer: Handler) -> Handler:
    """Return a handler that stores the input of the current step and asks the next one.

    Input for another step is kept; a question of its own is answered, then the step asked again. An
    emergency is answered before the form continues.
    """

    def filled(turn: Turn) -> Answer:
        draft = field_reports.find_draft(turn.session, turn.contact, now=turn.now)
        if draft is None:
            return reject_old_button(turn)
        if draft.step in field_reports.STEPS[:-1] and _is_other_matter(turn, draft, get_index):
            return (
                *list_replies(answer(turn)),
                words.render_report_step(draft, texts.REPORT_STILL_OPEN),
            )
        if draft.step not in (ReportStep.TEXT, ReportStep.CONFIRM):
            return words.render_report_step(draft, _take_step_answer(turn, draft))
        return _finish_report(turn, draft, policy)

    return filled


def _finish_report(turn: Turn, draft: ReportDraft, policy: Policy) -> Answer:
    """Handle the last step: text or voice sends the report, photos alone are added."""
    spoken = any(attachment.kind is VOICE_KIND for attachment in turn.attachments)
    if not turn.normalized_text and not spoken:
        return words.render_report_step(draft, _add_to_report(turn, draft))
    field_reports.append_to_draft(
        turn.session, draft, attachments=_attachments_json(turn), now=turn.now
    )
    if hesitates(turn.text):
        field_reports.append_to_draft(turn.session, draft, text=turn.text, now=turn.now)
        draft.step = ReportStep.CONFIRM
        return words.render_report_step(draft)
    text = annotate_text(turn.message) if turn.normalized_text else texts.REPORT_SPOKEN
    return _send_report(turn, draft, policy, text)


def _take_step_answer(turn: Turn, draft: ReportDraft) -> str:
    """Store the input of the current step; return a remark if it belongs to another one."""
    kinds = {attachment.kind for attachment in turn.attachments}
    if draft.step == ReportStep.PHOTO and (kinds & {*PHOTO_KINDS} or says_no_photo(turn)):
        field_reports.append_to_draft(
            turn.session, draft, text=turn.text if kinds else "", now=turn.now
        )
        field_reports.save_answer(
            turn.session, draft, attachments=_attachments_json(turn), now=turn.now
        )
        return ""
    place = turn.text if turn.normalized_text and not hesitates(turn.text) else ""
    if AttachmentKind.LOCATION in kinds:
        place = place or texts.REPORT_LOCATION
    if draft.step == ReportStep.PLACE and place:
        field_reports.save_answer(
            turn.session, draft, place=place, attachments=_attachments_json(turn), now=turn.now
        )
        return ""
    return _add_to_report(turn, draft)


def _add_to_report(turn: Turn, draft: ReportDraft) -> str:
    """Add input that came early or late to the report; return a remark about it."""
    if hesitates(turn.text):
        return texts.REPORT_HOW_TO_STOP
    attachments = _attachments_json(turn)
    field_reports.append_to_draft(
        turn.session,
        draft,
        text=turn.text if turn.normalized_text else "",
        attachments=attachments,
        now=turn.now,
    )
    if any(attachment.kind in PHOTO_KINDS for attachment in turn.attachments):
        return texts.REPORT_PHOTOS.format(count=field_reports.count_photos(draft))
    return texts.REPORT_NOTED if turn.normalized_text or attachments else ""


def _attachments_json(turn: Turn) -> list[dict[str, object]]:
    return [
        attachment.as_json() for attachment in turn.attachments if _belongs_to_report(attachment)
    ]


def _belongs_to_report(attachment: Attachment) -> bool:
    return attachment.kind not in IGNORED_KINDS and not attachment.is_risky


def _is_other_matter(turn: Turn, draft: ReportDraft, get_index: GetIndex) -> bool:
    """Return whether the text is surely a question of its own, and not the step's answer.

    At the place step only an emergency counts.
    """
    if turn.attachments or len(turn.normalized_text.split()) < 3:
        return False
    question_match = match_question(get_index(turn), turn.text)
    if (
        question_match.outcome != "answer"
        or question_match.topic is None
        or question_match.topic.id == REPORT_TOPIC_ID
    ):
        return False
    return (
        draft.step != ReportStep.PLACE
        or find_category_area(question_match.topic.category) is Area.SAFETY
    )


def _send_report(turn: Turn, draft: ReportDraft, policy: Policy, text: str) -> Answer:
    ticket = field_reports.submit_report(
        turn.session, turn.contact, draft, text, now=turn.now, policy=policy
    )
    placement = handoff.dispatch_ticket(turn.session, ticket, now=turn.now, policy=policy)
    where = render_placement(turn, placement, policy)
    return words.render_report_sent(ticket, where.text, show_menu(turn).choices)


def is_report_code(turn: Turn) -> bool:
    """Return whether the text is a tracking code and nothing else."""
    return not turn.choice and bool(parse_tracking_code(turn.text))


def show_status(turn: Turn) -> Reply:
    """Show the status of the report with this code."""
    text = field_reports.render_status(turn.session, parse_tracking_code(turn.text))
    return Reply(text, show_menu(turn).choices)


def show_own_reports(turn: Turn) -> Reply:
    """Show the status of the resident's latest reports, or how to send one."""
    lines = field_reports.list_statuses(turn.session, turn.contact)
    if not lines:
        return Reply(texts.REPORTS_NONE, (Choice(texts.BUTTON_REPORT, "report"),))
    return Reply("\n".join(lines), show_menu(turn).choices)
