"""Leaving a flow: *menu*, *thoát*, *thôi*, *hủy*, *dừng lại*; the reply says what became of it.

Checked before everything else: inside a flow *hủy* means the flow, never the announcements.
A resident's *dừng* stops those too, as it does anywhere; an officer's means the draft.
"""

import re

from bot import texts
from bot.broadcasts.preview import Pace
from bot.handlers.flows import Flow, find_flow
from bot.handlers.residents import data, report
from bot.handlers.residents.menu import show_menu
from bot.handlers.understanding import Intents, means
from bot.inbox.routing import Handler, Question, Turn, any_of, choice, command, words
from bot.messages.content import Reply
from bot.vietnamese.letters import bare, nfc

LONGEST = 9  # words: who leaves says it shortly
# Belief that words nobody listed leave. Of 13 such wordings (tests/faq/intents.tsv) all have 0.3 or
# more, "lúc nào rảnh" (no hour) 0.18; where any words are an answer, "nhầm rồi ở thôn 4" has 0.32.
LIKELY, CERTAIN = 0.28, 0.6
NOT_NOW = ("nh:no", "lh:no", "gl:no")  # buttons that leave their flow
_VERBS = "|".join(map(bare, texts.SAID_LEAVE_VERBS))
_CORES = "|".join(map(bare, texts.SAID_LEAVE_FLOW))
_SOFT = "|".join(map(bare, texts.SAID_SOFTLY))
_LEAVES = re.compile(
    rf"(?:(?:{_SOFT}) )*(?:{_CORES}"
    rf"|(?:thoi )?(?:khong|ko|k|khoi|dung|chang)(?: muon| can)? (?:{_VERBS})(?: \w+)? nua"
    rf"|thoi (?:khong|ko|k|khoi|dung) (?:{_VERBS}))(?: (?:{_SOFT}))*"
)
# "Thối" folds alike, and a word of doubt in the middle ("mai thôi") leaves nothing.
_ENOUGH = "|".join(texts.SAID_ENOUGH)
_THOI = re.compile(
    rf"^(?:{_ENOUGH}|khoan)\b|[,.;] *(?:{_ENOUGH})(?: (?:{texts.SAID_AFTER_ENOUGH}))*$"
)
_STOPS = words(*texts.SAID_STOP)
_menu = any_of(command("menu", "help"), choice("menu"), words(*texts.SAID_MENU))
_cancels = any_of(command("huy", "thoat", "cancel"), words(texts.SAID_CANCEL))


def says_leave(turn: Turn) -> bool:
    """Return whether the whole text is a phrase for leaving."""
    if turn.choice or turn.attachments:
        return turn.choice in NOT_NOW
    short = 0 < len(turn.bare.split()) <= LONGEST
    return _cancels(turn) or (short and _LEAVES.fullmatch(turn.bare) is not None)


def _gives_up(turn: Turn) -> bool:
    """Return whether *thôi* stands first or last, spelt with its tone: "Thôi để hỏi bà đã"."""
    said = nfc(turn.text).lower().strip(f" {texts.SAID_TRAILING}")
    short = len(turn.bare.split()) <= LONGEST and not turn.choice and not turn.attachments
    return short and _THOI.search(said) is not None


def leaves(pace: Pace, intents: Intents) -> Question:
    """Return a predicate: whether the text leaves the open flow."""
    likely = means(intents, "cancel", "not-now", share=LIKELY)
    person = means(intents, "person")
    certain = means(intents, "cancel", "not-now", share=CERTAIN)

    def asks(turn: Turn) -> bool:
        plainly = says_leave(turn)
        if not plainly and person(turn):
            return False
        if not (plainly or _gives_up(turn) or likely(turn) or _menu(turn) or _STOPS(turn)):
            return False
        flow = find_flow(turn, pace)
        if flow is None or plainly:
            return flow is not None
        if report.skips_photo(turn):
            return False
        meant = certain(turn) if flow.free else _gives_up(turn) or likely(turn)
        return meant or _ends(turn, flow)

    return asks


def _ends(turn: Turn, flow: Flow) -> bool:
    """Return whether *menu* or *dừng* ends this flow."""
    if _menu(turn):
        return bool(flow.what)
    return _STOPS(turn) and (flow.asks or flow.office)


def leave(pace: Pace) -> Handler:
    """Leave the flow, say what became of it, and show the menu."""

    def left(turn: Turn) -> Reply:
        menu = show_menu(turn)
        flow = find_flow(turn, pace)
        if flow is None:
            return menu
        sentence = flow.leave(turn)
        if _menu(turn):
            return Reply(f"{menu.text}\n\n{sentence}", menu.choices)
        if _STOPS(turn) and not flow.office:
            sentence = f"{_said_at(data.stop_in(pace.zone), turn)}\n{sentence}"
        return Reply(sentence, menu.choices)

    return left


def says_nothing_more(turn: Turn) -> Reply:
    """Handle *hủy* or *thôi* while no flow is open: nothing changes, announcements included."""
    return Reply(texts.NOTHING_OPEN, show_menu(turn).choices)


def _said_at(handler: Handler, turn: Turn) -> str:
    """Return the text of a handler that answers with one message."""
    answer = handler(turn)
    return answer.text if isinstance(answer, Reply) else ""
