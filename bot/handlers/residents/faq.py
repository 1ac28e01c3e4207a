"""Free questions: an answer, up to three choices, or the statement that it is not known."""

from collections.abc import Callable, Sequence

from bot import texts
from bot.faq import context, correcting, recordings, service
from bot.faq.index import Index
from bot.faq.matcher import Match, match
from bot.faq.models import Question
from bot.faq.points import Asked
from bot.faq.questions import match_parts
from bot.faq.store import Smalltalk
from bot.handlers.residents import answering, repeated
from bot.handlers.residents.answering import Setting, reply_to
from bot.handlers.residents.menu import dead_end, old_button, show_menu
from bot.inbox.routing import Answer, Handler, Turn
from bot.messages.content import Choice, Reply
from bot.people import units

Shelf = Callable[[], Index]
QUESTION = "question"  # in a turn's memo: what was understood of it as a free question
AT_ONCE = 2  # questions of one message that are answered at once


def answer_from(shelf: Shelf) -> Handler:
    """Return the handler of free questions."""

    def answer_question(turn: Turn) -> Answer:
        index = shelf()
        found, before = understand(turn, index)
        turn.message.asked = is_asked(turn, found)
        parts = match_parts(index, turn.text, found)
        if len(parts) > 1:
            return _answer_parts(turn, index, parts)
        if before.missed and found.outcome == "none" and found.entry is None:
            _note(turn, found)
            return Reply(texts.NOT_UNDERSTOOD_TWICE, answering.pass_on_choices())
        lost = found.outcome != "answer" and _is_lost(turn, found)
        again = repeated.is_repeat(turn, index, found)
        said = _noted(turn, index, found)
        if again and found.topic is not None:
            return repeated.shorten(said, found.topic)
        return _person_first(said) if lost else said

    return answer_question


def _answer_parts(turn: Turn, index: Index, parts: Sequence[Match]) -> tuple[Reply, ...]:
    """Answer two questions of one message in order; offer the topic of a third."""
    said = [_noted(turn, index, part) for part in parts[:AT_ONCE]]
    for part in parts[AT_ONCE : AT_ONCE + 1]:
        if part.topic is not None:
            words = texts.ALSO_ASKED.format(title=part.topic.title)
            said.append(answering.offer(words, [part.topic]))
    return tuple(said)


def setting_of(turn: Turn) -> Setting:
    """Return what an answer depends on besides the question, for this turn's contact."""
    session, unit_id = turn.session, turn.contact.unit_id

    def place() -> str:
        unit = service.unit_for(session, unit_id)
        line = units.list_above(session, unit) if unit else []
        return ", ".join(above.name for above in reversed(line))

    return Setting(
        lambda: service.facts_for(session, unit_id),
        place,
        lambda: show_menu(turn).choices,
    )


def understand(turn: Turn, index: Index) -> tuple[Match, service.Before]:
    """Match a question in the context of the previous one; computed once a turn."""
    if QUESTION not in turn.memo:
        before = service.just_before(turn.session, turn.contact.id, now=turn.now)
        topic = index.knowledge.topics.get(before.topic_id)
        asked = (before.text, topic.title if topic else "")
        another = topic is not None and context.names_another(match(index, turn.text), topic)
        found = correcting.match_corrected(
            index, turn.text, asked, before.topic_id, another=another
        )
        if found is None and topic is None:
            found = context.match_after_choices(index, turn.text, before.text)
        found = found or context.match_after(index, turn.text, topic, before.text)
        turn.memo[QUESTION] = found, before
    understood: tuple[Match, service.Before] = turn.memo[QUESTION]
    return understood


def is_asked(turn: Turn, found: Match) -> bool:
    """Return whether the text states a matter that a member who takes over should read."""
    return not isinstance(found.entry, Smalltalk) and _has_letters(turn.text)


def _is_lost(turn: Turn, found: Match) -> bool:
    """Return whether this is the third question in a row without an answer."""
    if isinstance(found.entry, Smalltalk):
        return False
    return service.missed_before(turn.session, turn.contact.id, now=turn.now)


def _person_first(said: Reply) -> Reply:
    """Return the reply with a person as its first button."""
    others = tuple(one for one in said.choices if one.value != "person")
    return Reply(said.text, (answering.pass_on_choices()[0], *others), said.attachments)


def _note(turn: Turn, found: Match) -> int:
    note = service.note_question(turn.session, turn.contact, turn.message, found, now=turn.now)
    return note.id


def _noted(turn: Turn, index: Index, found: Match) -> Reply:
    """Record one question and return its reply."""
    return reply_to(index, found, turn.text, setting_of(turn), _note(turn, found))


def _has_letters(text: str) -> bool:
    return any(letter.isalpha() for letter in text)


def show_topic(shelf: Shelf) -> Handler:
    """Handle a topic's button: "topic:<id>"."""

    def show(turn: Turn) -> Reply:
        index = shelf()
        topic = index.knowledge.topics.get(turn.argument)
        if topic is None:
            return old_button(turn)
        question = service.note_chosen(
            turn.session, turn.contact, turn.message, topic.id, now=turn.now
        )
        return answering.show_whole(index, topic, setting_of(turn), question.id)

    return show


def show_point(shelf: Shelf) -> Handler:
    """Handle the button of one point of a topic: "point:<topic>.<detail>"."""

    def show(turn: Turn) -> Reply:
        index = shelf()
        name, _, point = turn.argument.partition(".")
        topic = index.knowledge.topics.get(name)
        details = tuple(d for d in topic.details if d.id == point) if topic else ()
        if topic is None or not details:
            return old_button(turn)
        question = service.note_chosen(
            turn.session, turn.contact, turn.message, topic.id, now=turn.now
        )
        asked = Asked(details, sure=True)
        return answering.show_points(index, topic, asked, setting_of(turn), question.id)

    return show


def play_topic(shelf: Shelf) -> Handler:
    """*Nghe*: send the recording of an answer read aloud: "nghe:<topic>"."""

    def play(turn: Turn) -> Reply:
        knowledge = shelf().knowledge
        topic = knowledge.topics.get(turn.argument)
        recording = recordings.find_recording(knowledge, topic)
        if recording is None:
            return old_button(turn)
        ways = Choice(texts.BUTTON_AGAIN, "again"), Choice(texts.BUTTON_PERSON, "person")
        spoken = recordings.attachment_of(recording)
        return Reply(texts.LISTEN_TO.format(title=recording.topic.title), ways, (spoken,))

    return play


def praise(turn: Turn) -> Reply:
    """👍: record that the answer helped."""
    _judge(turn, helped=True)
    return Reply(texts.FEEDBACK_GOOD, show_menu(turn).choices)


def complain_to(shelf: Shelf) -> Handler:
    """👎: record that the answer did not help; offer the next-best topics, then a person."""

    def complain(turn: Turn) -> Reply:
        question, words = _judge(turn, helped=False)
        candidates = answering.topics_of(match(shelf(), words).candidates)
        others = [topic for topic in candidates if topic.id != question.topic_id]
        if not others:
            return dead_end(texts.FEEDBACK_BAD_NOTHING)
        offered = answering.offer(texts.FEEDBACK_BAD, others)
        return Reply(offered.text, (*offered.choices, Choice(texts.BUTTON_PERSON, "person")))

    return complain


def _judge(turn: Turn, *, helped: bool) -> tuple[Question, str]:
    """Store the verdict; return the question it is about and the text that asked it."""
    number = int(turn.argument) if turn.argument.isdecimal() else 0
    return service.judge(turn.session, turn.contact, number, helped=helped, now=turn.now)


def none_of_these(_turn: Turn) -> Reply:
    """Handle the button for none of the offered topics."""
    return dead_end(texts.NONE_OF_THESE)
