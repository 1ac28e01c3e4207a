"""A list that an officer sends as a file: which one it is, what it would do, then *Nhập*.

Everything is tied to the message that brought the file: "import:<verb>:<message>:<place>:…". The
list is read and planned anew at each press, so that neither a restart nor a second press harms.
"""

from datetime import timedelta

from bot import texts
from bot.core.errors import UserError
from bot.core.policy import Policy
from bot.documents import list_attachments
from bot.documents.import_plans import ImportPlan, ListChanged
from bot.handlers.officers import console_link
from bot.handlers.officers.words import list_import as words
from bot.handlers.officers.words.list_import import SentList
from bot.handlers.residents.menu import reject_old_button, show_menu
from bot.inbox.routing import SEPARATOR, Handler, Turn, parse_id
from bot.messages.content import Attachment, Reply
from bot.messages.history import Message
from bot.people import approvals
from bot.usecases import chat_imports
from bot.usecases.chat_imports import ListDesk, RecognisedList

LOST_AFTER = timedelta(minutes=10)  # a file that has not come by then will not


def sends_list(turn: Turn) -> bool:
    """Return whether an officer or approver sends a file that can hold a list."""
    if turn.choice or not any(map(list_attachments.is_list_file, turn.attachments)):
        return False
    return approvals.find_decider(turn.session, turn.contact.person_id) is not None


def offer_import(desk: ListDesk | None, policy: Policy) -> Handler:
    """Return a handler that reads the first list of a message, or says that it is coming."""

    def offer(turn: Turn) -> Reply:
        place = next(
            at for at, one in enumerate(turn.attachments) if list_attachments.is_list_file(one)
        )
        sent = SentList(turn.message.id, place, turn.attachments[place].name)
        if desk is None or chat_imports.find_stored_list(
            desk.files, turn.message, turn.attachments[place]
        ) is None:  # fmt: skip
            return words.render_coming(sent)
        return _read_list(turn, sent, turn.message, desk, policy)

    return offer


def press_import_button(desk: ListDesk | None, policy: Policy) -> Handler:
    """Return a handler of "import:<verb>:<message>:<place>[:<kind>[:<fingerprint>]]"."""

    def pressed(turn: Turn) -> Reply:
        verb, number, place, kind, shown = (*turn.argument.split(SEPARATOR, 4), *[""] * 5)[:5]
        approvals.get_decider(turn.session, turn.contact.person_id)
        message, attachment = _find_list(turn, number, place)
        if message is None or attachment is None or desk is None:
            return reject_old_button(turn)
        sent = SentList(message.id, int(place), attachment.name)
        if verb == "no":
            return Reply(texts.IMPORT_STOPPED.format(file=sent.file), show_menu(turn).choices)
        return _read_list(turn, sent, message, desk, policy, kind, shown)

    return pressed


def _find_list(turn: Turn, number: str, place: str) -> tuple[Message | None, Attachment | None]:
    """Return the message and its file; somebody else's message does not exist."""
    message = turn.session.get(Message, parse_id(number))
    if message is None or message.contact_id != turn.contact.id or not place.isdecimal():
        return None, None
    return message, list_attachments.get_list_file(message, int(place[:3]))


def _read_list(
    turn: Turn,
    sent: SentList,
    message: Message,
    desk: ListDesk,
    policy: Policy,
    kind: str = "",
    shown: str = "",
) -> Reply:
    """Read the file; show its plan, or import it when it is still what was shown."""
    recognised = _recognise(turn, sent, message, desk)
    if isinstance(recognised, Reply):
        return recognised
    if not recognised.kinds:
        return Reply(texts.IMPORT_FILE_UNKNOWN.format(file=sent.file), show_menu(turn).choices)
    kind = kind if kind in recognised.kinds else recognised.kinds[0]
    if shown:
        return _apply(turn, sent, recognised, kind, shown, policy)
    actor = approvals.get_decider(turn.session, turn.contact.person_id)
    plan = desk.get_plan(turn.session, recognised, kind, actor=actor, policy=policy, now=turn.now)
    return _show_plan(turn, sent, recognised, plan, policy)


def _recognise(
    turn: Turn, sent: SentList, message: Message, desk: ListDesk
) -> RecognisedList | Reply:
    attachment = list_attachments.get_list_file(message, sent.place)
    if attachment is None:
        return reject_old_button(turn)
    stored = chat_imports.find_stored_list(desk.files, message, attachment)
    if stored is None:
        is_lost = turn.now - message.said_at > LOST_AFTER
        return words.render_lost(sent) if is_lost else words.render_still_coming(sent)
    try:
        return desk.get_list(stored, sent.file)
    except UserError as error:
        fault = texts.IMPORT_FILE_FAULT.format(file=sent.file, fault=error)
        return Reply(fault, show_menu(turn).choices)


def _show_plan(
    turn: Turn,
    sent: SentList,
    recognised: RecognisedList,
    plan: ImportPlan,
    policy: Policy,
    *,
    has_changed: bool = False,
) -> Reply:
    others = [other for other in recognised.kinds if other != plan.kind]
    is_long = words.is_long(plan)
    way = console_link.offer_console(turn, policy, texts.IMPORT_LONG_WAY) if is_long else ""
    return words.render_plan(sent, plan, others, way, has_changed=has_changed)


def _apply(
    turn: Turn, sent: SentList, recognised: RecognisedList, kind: str, shown: str, policy: Policy
) -> Reply:
    actor = approvals.get_decider(turn.session, turn.contact.person_id)
    try:
        plan = chat_imports.apply_list(
            turn.session, recognised, kind, shown=shown, actor=actor, policy=policy, now=turn.now
        )
    except ListChanged as changed:
        return _show_plan(turn, sent, recognised, changed.plan, policy, has_changed=True)
    return words.render_applied(sent, plan, show_menu(turn).choices)
