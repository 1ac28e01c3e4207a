"""Leaving a flow: *menu*, *thoát*, *thôi*, *hủy*, *dừng lại*; the reply says what became of it.

Checked before everything else: inside a flow *hủy* means the flow, never the announcements.
A resident's *dừng* stops those too, as it does anywhere; an officer's means the draft.
"""

import re

from bot import texts
from bot.broadcasts.preview import SendingPolicy
from bot.handlers.flows import Flow, find_flow
from bot.handlers.recognition import Intents, means
from bot.handlers.residents import field_reports, personal_data
from bot.handlers.residents.menu import show_menu
from bot.inbox.routing import Condition, Handler, Turn, any_of, choice, command, exact_phrase
from bot.messages.buttons import Action
from bot.messages.content import Reply
from bot.vietnamese.letters import nfc, normalize_for_match

MAX_WORDS = 9  # words: who leaves says it shortly
# Belief that words nobody listed leave. Of 13 such wordings (tests/faq/intents.tsv) all have 0.3 or
# more, "lúc nào rảnh" (no hour) 0.18; where any words are an answer, "nhầm rồi ở thôn 4" has 0.32.
LIKELY, CERTAIN = 0.28, 0.6
NOT_NOW_VALUES = (
    Action.REMINDER.pack("no"),
    Action.CLASS.pack("no"),
    Action.CALL_BACK.pack("no"),
)  # buttons that leave their flow
_LEAVE_VERBS = "|".join(map(normalize_for_match, texts.SAID_LEAVE_VERBS))
_LEAVE_PHRASES = "|".join(map(normalize_for_match, texts.SAID_LEAVE_FLOW))
_FILLERS = "|".join(map(normalize_for_match, texts.SAID_SOFTLY))
_LEAVE_PATTERN = re.compile(
    rf"(?:(?:{_FILLERS}) )*(?:{_LEAVE_PHRASES}"
    rf"|(?:thoi )?(?:khong|ko|k|khoi|dung|chang)(?: muon| can)? (?:{_LEAVE_VERBS})(?: \w+)? nua"
    rf"|thoi (?:khong|ko|k|khoi|dung) (?:{_LEAVE_VERBS}))(?: (?:{_FILLERS}))*"
)
# "Thối" folds alike, and a word of doubt in the middle ("mai thôi") leaves nothing.
_ENOUGH = "|".join(texts.SAID_ENOUGH)
_ENOUGH_PATTERN = re.compile(
    rf"^(?:{_ENOUGH}|khoan)\b|[,.;] *(?:{_ENOUGH})(?: (?:{texts.SAID_AFTER_ENOUGH}))*$"
)
_says_stop = exact_phrase(*texts.SAID_STOP)
_asks_menu = any_of(command("menu", "help"), choice("menu"), exact_phrase(*texts.SAID_MENU))
_cancels = any_of(command("huy", "thoat", "cancel"), exact_phrase(texts.SAID_CANCEL))


def says_leave(turn: Turn) -> bool:
    """Return whether the whole text is a phrase for leaving."""
    if turn.choice or turn.attachments:
        return turn.choice in NOT_NOW_VALUES
    short = 0 < len(turn.normalized_text.split()) <= MAX_WORDS
    return _cancels(turn) or (short and _LEAVE_PATTERN.fullmatch(turn.normalized_text) is not None)


def _gives_up(turn: Turn) -> bool:
    """Return whether *thôi* stands first or last, spelt with its tone: "Thôi để hỏi bà đã"."""
    said = nfc(turn.text).lower().strip(f" {texts.SAID_TRAILING}")
    short = (
        len(turn.normalized_text.split()) <= MAX_WORDS and not turn.choice and not turn.attachments
    )
    return short and _ENOUGH_PATTERN.search(said) is not None


def leaves_flow(pace: SendingPolicy, intents: Intents) -> Condition:
    """Return a predicate: whether the text leaves the open flow."""
    likely = means(intents, "cancel", "not-now", share=LIKELY)
    person = means(intents, "person")
    certain = means(intents, "cancel", "not-now", share=CERTAIN)

    def asks(turn: Turn) -> bool:
        plainly = says_leave(turn)
        if not plainly and person(turn):
            return False
        if not (plainly or _gives_up(turn) or likely(turn) or _asks_menu(turn) or _says_stop(turn)):
            return False
        flow = find_flow(turn, pace)
        if flow is None or plainly:
            return flow is not None
        if field_reports.skips_photo(turn):
            return False
        meant = certain(turn) if flow.accepts_any_text else _gives_up(turn) or likely(turn)
        return meant or _ends_flow(turn, flow)

    return asks


def _ends_flow(turn: Turn, flow: Flow) -> bool:
    """Return whether *menu* or *dừng* ends this flow."""
    if _asks_menu(turn):
        return bool(flow.description)
    return _says_stop(turn) and (flow.awaits_text or flow.is_office_work)


def leave_flow(pace: SendingPolicy) -> Handler:
    """Leave the flow, say what became of it, and show the menu."""

    def left(turn: Turn) -> Reply:
        menu = show_menu(turn)
        flow = find_flow(turn, pace)
        if flow is None:
            return menu
        sentence = flow.leave(turn)
        if _asks_menu(turn):
            return Reply(f"{menu.text}\n\n{sentence}", menu.choices)
        if _says_stop(turn) and not flow.is_office_work:
            sentence = (
                f"{_reply_text(personal_data.stop_announcements(pace.policy), turn)}\n{sentence}"
            )
        return Reply(sentence, menu.choices)

    return left


def cancel_without_flow(turn: Turn) -> Reply:
    """Handle *hủy* or *thôi* while no flow is open: nothing changes, announcements included."""
    return Reply(texts.NOTHING_OPEN, show_menu(turn).choices)


def _reply_text(handler: Handler, turn: Turn) -> str:
    """Return the text of a handler that answers with one message."""
    answer = handler(turn)
    return answer.text if isinstance(answer, Reply) else ""
