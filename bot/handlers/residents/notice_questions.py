"""*Hỏi người gửi thông báo*: residents' questions to the author of an announcement.

A question is sent after one press of a button or a phrase; if the same question was answered
before, that answer is given at once.
"""

import re
from dataclasses import replace

from bot import texts
from bot.broadcasts import questions, received
from bot.broadcasts.models import Broadcast
from bot.core.errors import UserError
from bot.faq.store import Outside, Smalltalk
from bot.handlers.residents.faq import QUESTION, Shelf, understand
from bot.handlers.residents.menu import dead_end, old_button, show_menu
from bot.handlers.understanding import Intents, is_carried, is_unshown, means
from bot.inbox.routing import SEPARATOR, Answer, Handler, Question, Turn, choice, id_in
from bot.messages.content import Choice, Reply
from bot.messages.history import Message
from bot.privacy import names

ASK, LEAVE = "ht:ask:", "ht:no:"
LONGEST = 12  # words of "nhờ cháu hỏi lại cán bộ gửi thông báo giúp bác với nhé"
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
presses = choice("ht")


def find_notice(turn: Turn) -> Broadcast | None:
    """Return the announcement replied to, or the latest one the text may be about; else None."""
    if "notice" not in turn.memo:
        latest = received.list_received(turn.session, turn.contact.id, now=turn.now)
        turn.memo["notice"] = _find_quoted(turn) or received.find_about(latest, turn.text)
    notice: Broadcast | None = turn.memo["notice"]
    return notice


def _find_quoted(turn: Turn) -> Broadcast | None:
    if "quoted" not in turn.memo:
        platform_id = str(turn.message.payload.get("reply_to", ""))
        turn.memo["quoted"] = received.find_quoted(
            turn.session, turn.contact.id, platform_id, turn.text
        )
    quoted: Broadcast | None = turn.memo["quoted"]
    return quoted


def _find_recent(turn: Turn) -> Broadcast | None:
    """Return an announcement of the last day, even if the question shares no word with it."""
    if (notice := find_notice(turn)) is not None and _is_fresh(turn, notice):
        return notice
    latest = received.list_received(turn.session, turn.contact.id, now=turn.now)
    return next((one for one in latest if _is_fresh(turn, one)), None)


def _is_fresh(turn: Turn, notice: Broadcast) -> bool:
    if notice is _find_quoted(turn):
        return True
    begun = max(filter(None, (notice.decided_at, notice.send_at)), default=None)
    return begun is not None and begun > turn.now - received.SOON


def is_question(turn: Turn) -> bool:
    """Return whether the text asks something; thanks, *đã nhận*, buttons and emoji do not."""
    if turn.choice or not turn.bare or is_unshown(turn) or _thanks(turn):
        return False
    asked = _NOTHING.sub("", turn.bare).strip()
    return "?" in turn.text or _ASKS.search(asked) is not None


def _thanks(turn: Turn) -> bool:
    said = set(turn.bare.split())
    return "?" not in turn.text and said <= _THANKFUL and bool(said & _ACKNOWLEDGES)


def ways(turn: Turn, notice: Broadcast) -> tuple[Choice, ...]:
    """Return the buttons under an offer: ask the author (if reachable), a person, the menu."""
    person = Choice(texts.BUTTON_PERSON, "person"), Choice(texts.BUTTON_MENU, "menu")
    if not questions.find_authors(turn.session, notice):
        return person
    return ask_button(turn, notice), *person


def ask_button(turn: Turn, notice: Broadcast) -> Choice:
    """Return the button that sends the current message to the author as a question."""
    return Choice(texts.BUTTON_ASK_SENDER, f"{ASK}{notice.id}:{turn.message.id}")


def answer_before(turn: Turn, notice: Broadcast) -> Reply | None:
    """Return the author's answer to the same question of another resident, or None."""
    text = _masked(turn, turn.message.whole)
    known = questions.note_answered(
        turn.session, notice, turn.contact, turn.message, text, now=turn.now
    )
    return _answered(notice, known) if known else None


def _answered(notice: Broadcast, answer: str) -> Reply:
    more = Choice(texts.BUTTON_ASK_MORE, f"ht:more:{notice.id}")
    words = texts.NOTICE_ANSWERED_BEFORE.format(title=questions.title_of(notice), text=answer)
    return Reply(words, (more, Choice(texts.BUTTON_MENU, "menu")))


def _masked(turn: Turn, text: str) -> str:
    return names.without_full_name(text, turn.contact.name or turn.name)


def thanks_for_notice(turn: Turn) -> bool:
    """Return whether the text only acknowledges an announcement: *đã nhận*, *cảm ơn xã*."""
    return not turn.choice and _thanks(turn) and _find_quoted(turn) is not None


def say_welcome(_turn: Turn) -> Reply:
    """Reply to an acknowledgement; the author is not notified."""
    return Reply(texts.NOTICE_THANKED)


def asks_about_quoted(shelf: Shelf) -> Question:
    """Return a predicate: a question that replies to an announcement and has no sure FAQ answer."""

    def asks(turn: Turn) -> bool:
        if not is_question(turn) or _find_quoted(turn) is None:
            return False
        return understand(turn, shelf())[0].outcome != "answer"

    return asks


def offer(turn: Turn) -> Reply:
    """Give the author's earlier answer to this question, or offer to ask the author."""
    notice = find_notice(turn)
    assert notice is not None
    before = answer_before(turn, notice)
    words = texts.NOTICE_ASK_OFFER.format(title=questions.title_of(notice))
    return before or Reply(words, ways(turn, notice))


def offering(answer: Handler) -> Handler:
    """Wrap the free-question handler: add a button to ask the author of a recent announcement.

    The button is added only if the answer is not sure.
    """

    def answer_or_offer(turn: Turn) -> Answer:
        said = answer(turn)
        if not isinstance(said, Reply) or not is_question(turn) or _is_sure(turn):
            return said
        notice = _find_recent(turn)
        if notice is None:
            return said
        if before := answer_before(turn, notice):
            return before
        if not questions.find_authors(turn.session, notice):
            return said
        more = texts.NOTICE_ASK_TOO.format(title=questions.title_of(notice))
        choices = (*said.choices, ask_button(turn, notice))
        return Reply(f"{said.text}\n{more}", choices, said.attachments)

    return answer_or_offer


def _is_sure(turn: Turn) -> bool:
    known = turn.memo.get(QUESTION)
    if known is None:
        return True
    return known[0].outcome == "answer" or isinstance(known[0].entry, Smalltalk | Outside)


def _offered(turn: Turn, mark: str) -> str:
    """Return the first offered value that starts with `prefix`; "" if there is none."""
    values = (button["value"] for button in turn.contact.offered)
    return next((value for value in values if value.startswith(mark)), "")


def asks_sender(intents: Intents) -> Question:
    """Return a predicate: *hỏi lại xã*, *hỏi người gửi*, or a yes while the button is offered."""
    agrees = means(intents, "yes")

    def asks(turn: Turn) -> bool:
        if turn.choice or not 0 < len(turn.bare.split()) <= LONGEST:
            return False
        offered = bool(_offered(turn, ASK))
        if _ASKS_SENDER.fullmatch(turn.bare) is None:
            return offered and not _offered(turn, "agree") and agrees(turn)
        return offered or (not is_carried(turn) and _find_recent(turn) is not None)

    return asks


def ask_sender(turn: Turn) -> Answer:
    """Send the last message to the author; if there is none, ask for the question."""
    if value := _offered(turn, ASK):
        return press(replace(turn, choice=value))
    notice = _find_recent(turn)
    assert notice is not None
    return _wait_for_words(turn, notice)


def press(turn: Turn) -> Answer:
    """Handle a button: "ht:ask:<announcement>:<message>", "ht:more:<announcement>", "ht:no:…"."""
    verb, number, more = (*turn.argument.split(SEPARATOR), "", "")[:3]
    notice = questions.find_own(turn.session, turn.contact, id_in(number))
    if notice is None:
        return old_button(turn)
    match verb:
        case "ask":
            message = turn.session.get(Message, id_in(more))
            if message is None or message.contact_id != turn.contact.id or not message.text:
                return old_button(turn)
            return _ask(turn, notice, message)
        case "more":
            return _wait_for_words(turn, notice)
    return Reply(texts.NOTICE_NOT_ASKED, show_menu(turn).choices)


def _wait_for_words(turn: Turn, notice: Broadcast) -> Reply:
    if not questions.find_authors(turn.session, notice):
        return dead_end(texts.NOTICE_NO_SENDER)
    words = texts.NOTICE_ASK_WORDS.format(title=questions.title_of(notice))
    return Reply(words, (Choice(texts.BUTTON_NEVER_MIND, f"{LEAVE}{notice.id}"),))


def writes(turn: Turn) -> bool:
    """Return whether the turn is text while a question to an author is awaited."""
    spoken = bool(turn.bare) and not turn.choice and not turn.text.startswith("/")
    return spoken and bool(_offered(turn, LEAVE)) and not _thanks(turn)


def take(turn: Turn) -> Answer:
    """Send the awaited question to the author."""
    number = id_in(_offered(turn, LEAVE).removeprefix(LEAVE))
    notice = questions.find_own(turn.session, turn.contact, number)
    return old_button(turn) if notice is None else _ask(turn, notice, turn.message)


def _ask(turn: Turn, notice: Broadcast, message: Message) -> Reply:
    if not questions.find_authors(turn.session, notice):
        return dead_end(texts.NOTICE_NO_SENDER)
    text = _masked(turn, message.whole)
    if not any(map(str.isalnum, text)):
        raise UserError(texts.GOT_NOTHING)
    asked = questions.ask(turn.session, notice, turn.contact, message, text, now=turn.now)
    if asked.answer:
        return _answered(notice, asked.answer)
    words = texts.NOTICE_ASKED_BEFORE if asked.again else texts.NOTICE_QUESTION_KEPT
    return Reply(words, show_menu(turn).choices)
