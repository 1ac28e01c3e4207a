"""Debounced messages: held messages are merged with the next one, or answered separately.

`unsure_messages` decides which messages are held; `bot.debounce` for how long, and stores them so
that a crash does not lose them.
"""

from collections.abc import Sequence
from dataclasses import replace

from bot.faq.context import is_follow_up
from bot.faq.index import Index
from bot.faq.joining import choose_words
from bot.faq.matcher import Match, match
from bot.faq.store import Smalltalk, Topic
from bot.handlers.residents import start
from bot.handlers.residents.faq import QUESTION, Shelf
from bot.handlers.residents.unsure import hold_piece, is_faint_wish
from bot.handlers.understanding import INTENTS, NOTHING, Intents
from bot.inbox.fragments import DUE, attachments_of, is_full, let_go, list_held
from bot.inbox.routing import Answer, Handler, Route, Turn, find_handler, replies_of
from bot.messages import history
from bot.messages.content import Event, Reply
from bot.messages.history import HELD, WHOLE, Message

READ = "read"  # in a turn's memo: it was looked at together with what waited


def continues(turn: Turn) -> bool:
    """Return whether held messages of this chat must be handled together with this turn."""
    if turn.contact.held_from is None or READ in turn.memo:
        return False
    return turn.message.event == Event.MESSAGE or _changes_piece(turn)


def _changes_piece(turn: Turn) -> bool:
    """Return whether the turn edits a message that is held."""
    edited = turn.message.event == Event.EDITED
    original = history.find_original(turn.session, turn.message) if edited else None
    return original is not None and original.route == HELD


def read_on(known: Sequence[Route], shelf: Shelf, intents: Intents, danger: Handler) -> Handler:
    """Return a handler that answers the held messages merged with this one, or separately."""

    def read(turn: Turn) -> Answer:
        pieces = list_held(turn.session, turn.contact)
        turn.memo[READ] = True
        if DUE in turn.memo:
            if is_faint_wish(turn, intents, shelf()):
                turn.memo[INTENTS] = NOTHING  # nothing followed: the knowledge has these very words
            return _answer_together(turn, pieces, known, shelf)
        if turn.message.event == Event.EDITED:
            _replace_piece(turn, pieces)
        return _read_with(turn, pieces, known, shelf, danger)

    return read


def _replace_piece(turn: Turn, pieces: list[Message]) -> None:
    """Replace a held message by its edited text."""
    original = history.find_original(turn.session, turn.message)
    if original is not None and original in pieces:
        pieces.remove(original)
        original.route, original.asked = "edited", False


def _read_with(
    turn: Turn, pieces: list[Message], known: Sequence[Route], shelf: Shelf, danger: Handler
) -> Answer:
    handler = find_handler(known, turn)
    together = _join(turn, pieces, shelf())
    meant = find_handler(known, together)
    if meant is danger or start.never_met(turn):
        return _finish(together, pieces, meant)
    if handler is hold_piece:
        if meant is not hold_piece and QUESTION not in together.memo:
            return _finish(together, pieces, meant)
        if turn.text and is_full(pieces, now=turn.now):
            return _answer_together(turn, [*pieces, turn.message], known, shelf)
        return _answer(turn, handler)
    if QUESTION not in turn.memo:  # a button, a command, a wish: another matter
        return _finish(replace(turn, attachments=together.attachments), pieces, handler)
    if _says_more(turn, together) and not _is_another(turn, pieces, shelf()):
        return _finish(together, pieces, meant)
    return (*_answer_first(turn, pieces, known, shelf), *replies_of(_finish(turn, pieces, handler)))


def _says_more(turn: Turn, together: Turn) -> bool:
    """Return whether a text that is sure alone gets another meaning when merged."""
    (alone, _), known = turn.memo[QUESTION], together.memo.get(QUESTION)
    if together.text == turn.text or known is None:
        return True
    whole: Match = known[0]
    if alone.outcome != "answer" or alone.topic is None:
        return not isinstance(alone.entry, Smalltalk)
    if whole.outcome != "answer":
        return False
    same = whole.topic is not None and whole.topic.id == alone.topic.id
    surer = whole.candidates[0].score >= alone.candidates[0].score
    return same or surer or is_follow_up(turn.text)


def _is_another(turn: Turn, pieces: Sequence[Message], index: Index) -> bool:
    """Return whether the held messages and this one are each a sure question of their own."""
    (alone, _) = turn.memo[QUESTION]
    waited = match(index, choose_words(index, [piece.text for piece in pieces]))
    sure = alone.outcome == "answer" and waited.outcome == "answer"
    return sure and waited.topic != alone.topic and not is_follow_up(turn.text)


def _answer_first(
    turn: Turn, pieces: list[Message], known: Sequence[Route], shelf: Shelf
) -> tuple[Reply, ...]:
    """Answer the held messages before this one, if they are another question."""
    found = match(shelf(), choose_words(shelf(), [piece.text for piece in pieces]))
    asked = isinstance(found.entry, Topic) and found.outcome != "none"
    alone, _ = turn.memo[QUESTION]
    if not asked or found.topic == alone.topic:
        return ()
    last = next(piece for piece in reversed(pieces) if piece.text)
    before = replace(turn, message=last, text=last.text, attachments=(), memo={DUE: True})
    return replies_of(_answer_together(before, pieces, known, shelf))


def _answer_together(
    turn: Turn, pieces: list[Message], known: Sequence[Route], shelf: Shelf
) -> Answer:
    others = [piece for piece in pieces if piece.id != turn.message.id]
    together = _join(turn, others, shelf())
    together.memo[DUE] = True
    return _finish(together, others, find_handler(known, together))


def _join(turn: Turn, pieces: Sequence[Message], index: Index) -> Turn:
    """Return a turn that contains the text and the attachments of all messages."""
    text = choose_words(index, [*(piece.text for piece in pieces), turn.text])
    things = tuple(thing for piece in pieces for thing in attachments_of(piece))
    late = attachments_of(turn.message) if DUE in turn.memo else turn.attachments
    alone = turn.memo if text == turn.text else {}
    kept = {key: alone[key] for key in (INTENTS,) if key in alone}
    return replace(turn, text=text, attachments=(*things, *late), memo={READ: True, **kept})


def _finish(turn: Turn, pieces: Sequence[Message], handler: Handler) -> Answer:
    """Run the handler and release the held messages."""
    message = turn.message
    together = turn.text != message.text
    if together:
        message.payload = {**message.payload, WHOLE: turn.text}
        for piece in pieces:
            piece.asked = False  # its words stand in the last one's
    let_go(turn.contact, pieces, handler.__qualname__[:60])
    return _answer(turn, handler)


def _answer(turn: Turn, handler: Handler) -> Answer:
    turn.message.route = handler.__qualname__[:60]
    return handler(turn)
