"""*Hỏi người gửi thông báo*: residents' questions to the author of an announcement.

A question is sent after one press of a button or a phrase; if the same question was answered
before, that answer is given at once.
"""

import re
from dataclasses import replace

from bot import texts
from bot.broadcasts import questions, recent_broadcasts
from bot.broadcasts.models import Broadcast
from bot.core.errors import UserError
from bot.faq.knowledge_files import Outside, Smalltalk
from bot.handlers.knowledge_source import GetIndex
from bot.handlers.recognition import Intents, is_carried, is_unshown, means
from bot.handlers.residents.faq import QUESTION_KEY, understand_question
from bot.handlers.residents.menu import offer_menu_and_person, reject_old_button, show_menu
from bot.handlers.residents.words import notice_questions as words
from bot.handlers.residents.words.notice_questions import ASK_PREFIX, LEAVE_PREFIX
from bot.inbox.routing import SEPARATOR, Answer, Condition, Handler, Turn, choice, parse_id
from bot.messages.buttons import Action
from bot.messages.content import Choice, Reply
from bot.messages.history import Message
from bot.privacy import name_erasure

MAX_WORDS = 12  # words of "nhờ cháu hỏi lại cán bộ gửi thông báo giúp bác với nhé"
_SOFT = (
    "a|oi|da|vang|u|uh|chau|con|em|anh|chi|bac|toi|tui|minh|nho|xin|lam on|hay|muon|thi|the|vay"
    "|bot|cho|giup|ho|dum|gium|voi|nhe|nha|di|luon|cau (?:do|nay|ay)|cai (?:do|nay|ay)|ngay"
)
_WHOM = (
    "(?:ben |phia )?(?:xa|uy ban(?: xa)?|ubnd(?: xa)?"
    "|(?:nguoi|can bo|ai|ben|noi|cho)(?: xa)?(?: da)?(?: gui| ra| viet| dang| soan| phat)"
    "(?: cai)?(?: (?:thong bao|tin))?(?: (?:nay|do|ay))?)"
)
_ASKS_SENDER = re.compile(
    rf"(?:(?:{_SOFT}) )*(?:hoi|gui cau hoi|chuyen cau hoi|nhan)(?: (?:lai|them|thu|{_SOFT}))*"
    rf" (?:(?:cho|toi|den|voi) )?{_WHOM}(?: (?:{_SOFT}|xem(?: sao)?))*"
)
# What asks, at any place or at the end; "không có gì" and "không sao" ask nothing.
_NOTHING = re.compile(r"\b(?:khong|ko|k)(?: co)? (?:gi|sao|van de gi)(?: dau)?\b")
_ASKS = re.compile(
    r"\b(?:gi|nao|dau|o mo|sao|ai|may|bao (?:gio|nhieu|lau)|khi mo|ntn"
    r"|(?:co|phai|duoc|dc) \w+(?: \w+){0,9} (?:khong|ko|k|hong|hok)"
    r"|(?:duoc|dc|phai|co) (?:khong|ko|k|hong|hok)|cho hoi|xin hoi|hoi)\b"
    r"|\b(?:khong|ko|k|hong|hok|chua|ha|nhi|chi)(?: (?:a|chau|em|anh|chi|bac|oi|nhi|vay|the|ha))*$"
)
# All of the words, and one of them says it.
_ACKNOWLEDGES = frozenset({"nhan", "ro", "biet", "hieu", "on", "ok", "oke", "okie"})
_BESIDE = (
    "da vang thua u uh roi duoc cam xem doc nghe thong bao tin nay cua xa can bo to nhieu lam ca"
    " a nhe nha chau con em anh chi bac toi minh co chu oi thi"
)
_THANKFUL = _ACKNOWLEDGES.union(_BESIDE.split())
is_question_button = choice(Action.NOTICE_QUESTION)


def find_notice(turn: Turn) -> Broadcast | None:
    """Return the announcement replied to, or the latest one the text may be about; else None."""
    if "notice" not in turn.memo:
        latest = recent_broadcasts.list_received(turn.session, turn.contact.id, now=turn.now)
        turn.memo["notice"] = _find_quoted(turn) or recent_broadcasts.find_best_match(
            latest, turn.text
        )
    notice: Broadcast | None = turn.memo["notice"]
    return notice


def _find_quoted(turn: Turn) -> Broadcast | None:
    if "quoted" not in turn.memo:
        platform_id = str(turn.message.payload.get("reply_to", ""))
        turn.memo["quoted"] = recent_broadcasts.find_quoted(
            turn.session, turn.contact.id, platform_id, turn.text
        )
    quoted: Broadcast | None = turn.memo["quoted"]
    return quoted


def _find_recent(turn: Turn) -> Broadcast | None:
    """Return an announcement of the last day, even if the question shares no word with it."""
    if (notice := find_notice(turn)) is not None and _is_fresh(turn, notice):
        return notice
    latest = recent_broadcasts.list_received(turn.session, turn.contact.id, now=turn.now)
    return next((broadcast for broadcast in latest if _is_fresh(turn, broadcast)), None)


def _is_fresh(turn: Turn, notice: Broadcast) -> bool:
    if notice is _find_quoted(turn):
        return True
    begun = max(filter(None, (notice.decided_at, notice.send_at)), default=None)
    return begun is not None and begun > turn.now - recent_broadcasts.FRESH


def is_question(turn: Turn) -> bool:
    """Return whether the text asks something; thanks, *đã nhận*, buttons and emoji do not."""
    if turn.choice or not turn.normalized_text or is_unshown(turn) or _is_thanks(turn):
        return False
    text = _NOTHING.sub("", turn.normalized_text).strip()
    return "?" in turn.text or _ASKS.search(text) is not None


def _is_thanks(turn: Turn) -> bool:
    said_words = set(turn.normalized_text.split())
    return "?" not in turn.text and said_words <= _THANKFUL and bool(said_words & _ACKNOWLEDGES)


def question_buttons(turn: Turn, notice: Broadcast) -> tuple[Choice, ...]:
    """Return the buttons under an offer: ask the author (if reachable), a person, the menu."""
    fallback_buttons = words.list_fallback_buttons()
    if not questions.list_authors(turn.session, notice):
        return fallback_buttons
    return words.make_ask_button(notice, turn.message.id), *fallback_buttons


def find_earlier_answer(turn: Turn, notice: Broadcast) -> Reply | None:
    """Return the author's answer to the same question of another resident, or None."""
    text = _mask_name(turn, turn.message.full_text)
    earlier_answer = questions.repeat_answer(
        turn.session, notice, turn.contact, turn.message, text, now=turn.now
    )
    return words.render_earlier_answer(notice, earlier_answer) if earlier_answer else None


def _mask_name(turn: Turn, text: str) -> str:
    return name_erasure.remove_full_name(text, turn.contact.name or turn.name)


def is_thanks_for_notice(turn: Turn) -> bool:
    """Return whether the text only acknowledges an announcement: *đã nhận*, *cảm ơn xã*."""
    return not turn.choice and _is_thanks(turn) and _find_quoted(turn) is not None


def accept_thanks(_turn: Turn) -> Reply:
    """Reply to an acknowledgement; the author is not notified."""
    return words.render_thanked()


def asks_about_quoted(get_index: GetIndex) -> Condition:
    """Return a predicate: a question that replies to an announcement and has no sure FAQ answer."""

    def asks(turn: Turn) -> bool:
        if not is_question(turn) or _find_quoted(turn) is None:
            return False
        return understand_question(turn, get_index(turn))[0].outcome != "answer"

    return asks


def offer_question(turn: Turn) -> Reply:
    """Give the author's earlier answer to this question, or offer to ask the author."""
    notice = find_notice(turn)
    assert notice is not None
    earlier_reply = find_earlier_answer(turn, notice)
    return earlier_reply or words.render_offer(notice, question_buttons(turn, notice))


def with_question_offer(answer: Handler) -> Handler:
    """Wrap the free-question handler: add a button to ask the author of a recent announcement.

    The button is added only if the answer is not sure.
    """

    def answer_or_offer(turn: Turn) -> Answer:
        reply = answer(turn)
        if not isinstance(reply, Reply) or not is_question(turn) or _is_sure(turn):
            return reply
        notice = _find_recent(turn)
        if notice is None:
            return reply
        if earlier_reply := find_earlier_answer(turn, notice):
            return earlier_reply
        if not questions.list_authors(turn.session, notice):
            return reply
        return words.add_offer(reply, notice, turn.message.id)

    return answer_or_offer


def _is_sure(turn: Turn) -> bool:
    question = turn.memo.get(QUESTION_KEY)
    if question is None:
        return True
    return question[0].outcome == "answer" or isinstance(question[0].entry, Smalltalk | Outside)


def _find_offered_value(turn: Turn, prefix: str) -> str:
    """Return the first offered value that starts with `prefix`; "" if there is none."""
    values = (button["value"] for button in turn.contact.offered)
    return next((value for value in values if value.startswith(prefix)), "")


def wants_to_ask_sender(intents: Intents) -> Condition:
    """Return a predicate: *hỏi lại xã*, *hỏi người gửi*, or a yes while the button is offered."""
    agrees = means(intents, "yes")

    def asks(turn: Turn) -> bool:
        if turn.choice or not 0 < len(turn.normalized_text.split()) <= MAX_WORDS:
            return False
        offered = bool(_find_offered_value(turn, ASK_PREFIX))
        if _ASKS_SENDER.fullmatch(turn.normalized_text) is None:
            return offered and not _find_offered_value(turn, "agree") and agrees(turn)
        return offered or (not is_carried(turn) and _find_recent(turn) is not None)

    return asks


def ask_sender(turn: Turn) -> Answer:
    """Send the last message to the author; if there is none, ask for the question."""
    if value := _find_offered_value(turn, ASK_PREFIX):
        return press_question_button(replace(turn, choice=value))
    notice = _find_recent(turn)
    assert notice is not None
    return _await_question(turn, notice)


def press_question_button(turn: Turn) -> Answer:
    """Handle a button: "notice-question:ask:<announcement>:<message>",
    "notice-question:more:<announcement>", "notice-question:no:…"."""
    verb, number, more = (*turn.argument.split(SEPARATOR), "", "")[:3]
    notice = questions.find_received_broadcast(turn.session, turn.contact, parse_id(number))
    if notice is None:
        return reject_old_button(turn)
    match verb:
        case "ask":
            message = turn.session.get(Message, parse_id(more))
            if message is None or message.contact_id != turn.contact.id or not message.text:
                return reject_old_button(turn)
            return _submit_question(turn, notice, message)
        case "more":
            return _await_question(turn, notice)
    return words.render_not_asked(show_menu(turn).choices)


def _await_question(turn: Turn, notice: Broadcast) -> Reply:
    if not questions.list_authors(turn.session, notice):
        return offer_menu_and_person(texts.NOTICE_NO_SENDER)
    return words.render_question_request(notice)


def is_writing_question(turn: Turn) -> bool:
    """Return whether the turn is text while a question to an author is awaited."""
    spoken = bool(turn.normalized_text) and not turn.choice and not turn.text.startswith("/")
    return spoken and bool(_find_offered_value(turn, LEAVE_PREFIX)) and not _is_thanks(turn)


def take_question(turn: Turn) -> Answer:
    """Send the awaited question to the author."""
    number = parse_id(_find_offered_value(turn, LEAVE_PREFIX).removeprefix(LEAVE_PREFIX))
    notice = questions.find_received_broadcast(turn.session, turn.contact, number)
    return (
        reject_old_button(turn) if notice is None else _submit_question(turn, notice, turn.message)
    )


def _submit_question(turn: Turn, notice: Broadcast, message: Message) -> Reply:
    if not questions.list_authors(turn.session, notice):
        return offer_menu_and_person(texts.NOTICE_NO_SENDER)
    text = _mask_name(turn, message.full_text)
    if not any(map(str.isalnum, text)):
        raise UserError(texts.GOT_NOTHING)
    question = questions.ask_author(turn.session, notice, turn.contact, message, text, now=turn.now)
    if question.answer:
        return words.render_earlier_answer(notice, question.answer)
    return words.render_question_kept(
        repeated=question.repeated, menu_choices=show_menu(turn).choices
    )
