"""A free question: the answer, up to three choices, or an honest no."""

from collections.abc import Callable, Sequence
from datetime import date
from functools import lru_cache

from bot import texts, units
from bot.faq import contacts, correcting, memory, recordings, service
from bot.faq.answers import FACTS, compose, has_gaps
from bot.faq.index import Index
from bot.faq.matcher import Candidate, Match, match
from bot.faq.models import Question
from bot.faq.questions import match_parts
from bot.faq.store import Knowledge, Outside, Smalltalk, Topic, Vague
from bot.handlers import repeated
from bot.handlers.menu import dead_end, old_button, show_menu
from bot.messages import Choice, Reply
from bot.routing import Answer, Handler, Turn
from bot.vietnamese import plain

Shelf = Callable[[], Index]
REPORTING = "phan-anh-hien-truong"  # the topic whose answer leads to the form
QUESTION = "question"  # in a turn's memo: what was understood of it as a free question
LABEL = 60  # characters of a button that a small phone still shows


def answer_from(shelf: Shelf) -> Handler:
    """The handler of free questions."""

    def answer_question(turn: Turn) -> Answer:
        index = shelf()
        found, before = understand(turn, index)
        turn.message.asked = is_asked(turn, found)
        parts = match_parts(index, turn.text, found)
        if len(parts) > 1:
            return tuple(_noted(turn, index, part) for part in parts)
        if before.missed and found.outcome == "none" and found.entry is None:
            _note(turn, found)
            return Reply(texts.NOT_UNDERSTOOD_TWICE, pass_on_choices())
        lost = found.outcome != "answer" and _is_lost(turn, found)
        again = repeated.is_repeat(turn, index, found)
        said = _noted(turn, index, found)
        if again and found.topic is not None:
            return repeated.shorten(said, found.topic)
        return _person_first(said) if lost else said

    return answer_question


def understand(turn: Turn, index: Index) -> tuple[Match, service.Before]:
    """What a free question means in the light of the one before it; worked out once a turn."""
    if QUESTION not in turn.memo:
        before = service.just_before(turn.session, turn.contact.id, now=turn.now)
        topic = index.knowledge.topics.get(before.topic_id)
        asked = (before.text, topic.title if topic else "")
        another = topic is not None and memory.names_another(match(index, turn.text), topic)
        found = correcting.match_corrected(
            index, turn.text, asked, before.topic_id, another=another
        )
        if found is None and topic is None:
            found = memory.match_after_choices(index, turn.text, before.text)
        found = found or memory.match_after(index, turn.text, topic, before.text)
        turn.memo[QUESTION] = found, before
    understood: tuple[Match, service.Before] = turn.memo[QUESTION]
    return understood


def is_asked(turn: Turn, found: Match) -> bool:
    """Whether a person who is called next should read these words as what was asked."""
    return not isinstance(found.entry, Smalltalk) and _has_letters(turn.text)


def _is_lost(turn: Turn, found: Match) -> bool:
    """The third question in a row without an answer."""
    if isinstance(found.entry, Smalltalk):
        return False
    return service.missed_before(turn.session, turn.contact.id, now=turn.now)


def _person_first(said: Reply) -> Reply:
    """The same with a person as the first button."""
    others = tuple(one for one in said.choices if one.value != "person")
    return Reply(said.text, (pass_on_choices()[0], *others), said.attachments)


def _note(turn: Turn, found: Match) -> int:
    note = service.note_question(turn.session, turn.contact, turn.message, found, now=turn.now)
    return note.id


def _noted(turn: Turn, index: Index, found: Match) -> Reply:
    """The reply to one question, which is written down."""
    return _reply(turn, index, found, _note(turn, found))


def _has_letters(text: str) -> bool:
    return any(letter.isalpha() for letter in text)


def pass_on_choices() -> tuple[Choice, ...]:
    """After two misses: a person first, then the menu."""
    return Choice(texts.BUTTON_PASS_ON, "person"), Choice(texts.BUTTON_MENU, "menu")


def _reply(turn: Turn, index: Index, found: Match, question_id: int) -> Reply:
    match found.entry:
        case Topic() as topic if found.outcome == "answer":
            return _answered(turn, index.knowledge, topic, question_id)
        case Vague() as vague if found.outcome == "choices":
            offered = [index.knowledge.topics[one] for one in vague.topics]
            return offer(vague.ask, offered or _topics(found.candidates))
        case None if found.outcome == "choices":
            return dead_end(texts.SAY_MORE)
        case _ if found.outcome == "choices":
            return offer(texts.DID_YOU_MEAN, _topics(found.candidates))
        case Smalltalk() as small:
            return Reply(small.reply, show_menu(turn).choices)
        case Outside() as outside:
            return dead_end(_outside(outside))
    return dead_end(texts.ONLY_VIETNAMESE if _foreign(turn.text) else texts.NOT_UNDERSTOOD)


def _answered(turn: Turn, knowledge: Knowledge, topic: Topic, question_id: int) -> Reply:
    """The answer, and what can come after it: the steps one by one, a verdict, a person."""
    if topic.id.startswith(contacts.PREFIX):
        return _contact(turn, topic, question_id, knowledge.day)
    unit_id = turn.contact.unit_id
    facts = service.facts_for(turn.session, unit_id) if has_gaps(topic) else {}
    steps = (Choice(texts.BUTTON_GUIDE, f"guide:{topic.id}"),) if topic.steps else ()
    report = (Choice(texts.BUTTON_REPORT, "report"),) if topic.id == REPORTING else ()
    spoken = recordings.find_recording(knowledge, topic) is not None
    listen = (Choice(texts.BUTTON_LISTEN, f"nghe:{topic.id}"),) if spoken else ()
    return Reply(
        compose(topic, facts, knowledge.day),
        (
            *listen,
            *steps,
            *report,
            Choice(texts.BUTTON_GOOD, f"good:{question_id}"),
            Choice(texts.BUTTON_BAD, f"bad:{question_id}"),
            Choice(texts.BUTTON_PERSON, "person"),
        ),
    )


def _contact(turn: Turn, topic: Topic, question_id: int, today: date) -> Reply:
    """An office of the asker's own commune; which one that is must be known, and is said."""
    unit = service.unit_for(turn.session, turn.contact.unit_id)
    verdict = (
        Choice(texts.BUTTON_GOOD, f"good:{question_id}"),
        Choice(texts.BUTTON_BAD, f"bad:{question_id}"),
        Choice(texts.BUTTON_PERSON, "person"),
    )
    if unit is None:
        text = compose(topic, dict.fromkeys(FACTS, texts.CONTACT_CHOOSE), today)
        return Reply(text, (Choice(texts.BUTTON_VILLAGE, "places"), *verdict))
    place = ", ".join(above.name for above in reversed(units.list_above(turn.session, unit)))
    told = compose(topic, service.facts_for(turn.session, unit.id), today)
    return Reply(f"{told}\n{texts.CONTACT_OF.format(place=place)}", verdict)


def _topics(candidates: Sequence[Candidate]) -> list[Topic]:
    return [candidate.topic for candidate in candidates]


def offer(text: str, topics: Sequence[Topic]) -> Reply:
    """Up to three topics to choose from, and a way out."""
    buttons = [Choice(short(topic.title), f"topic:{topic.id}") for topic in topics]
    return Reply(text, (*buttons, Choice(texts.BUTTON_NONE_OF_THESE, "notthese")))


def _outside(outside: Outside) -> str:
    if outside.reply:
        return outside.reply
    if outside.ask:
        return texts.OUTSIDE_ASK.format(subject=outside.subject, ask=outside.ask)
    return texts.OUTSIDE.format(subject=outside.subject)


@lru_cache(maxsize=4096)
def short(title: str) -> str:
    """A title that fits a button, cut at a word."""
    if len(title) <= LABEL:
        return title
    return title[: LABEL - 1].rsplit(" ", 1)[0] + "…"


def _foreign(text: str) -> bool:
    """Words in letters no Vietnamese uses: another script."""
    letters = [letter for letter in plain(text) if letter.isalpha()]
    return bool(letters) and sum(ord(letter) > 0x1EFF for letter in letters) * 2 > len(letters)


def show_topic(shelf: Shelf) -> Handler:
    """A topic's button: "topic:<id>"."""

    def show(turn: Turn) -> Reply:
        knowledge = shelf().knowledge
        topic = knowledge.topics.get(turn.argument)
        if topic is None:
            return old_button(turn)
        question = service.note_chosen(
            turn.session, turn.contact, turn.message, topic.id, now=turn.now
        )
        return _answered(turn, knowledge, topic, question.id)

    return show


def play_topic(shelf: Shelf) -> Handler:
    """*Nghe*: the answer as somebody read it aloud: "nghe:<topic>"."""

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
    """👍: the answer was right."""
    _judge(turn, helped=True)
    return Reply(texts.FEEDBACK_GOOD, show_menu(turn).choices)


def complain_to(shelf: Shelf) -> Handler:
    """👎: offer the next-best topics, then a person."""

    def complain(turn: Turn) -> Reply:
        question, words = _judge(turn, helped=False)
        candidates = _topics(match(shelf(), words).candidates)
        others = [topic for topic in candidates if topic.id != question.topic_id]
        if not others:
            return dead_end(texts.FEEDBACK_BAD_NOTHING)
        offered = offer(texts.FEEDBACK_BAD, others)
        return Reply(offered.text, (*offered.choices, Choice(texts.BUTTON_PERSON, "person")))

    return complain


def _judge(turn: Turn, *, helped: bool) -> tuple[Question, str]:
    """Keep the verdict; the question it is about and the words that asked it."""
    number = int(turn.argument) if turn.argument.isdecimal() else 0
    return service.judge(turn.session, turn.contact, number, helped=helped, now=turn.now)


def none_of_these(_turn: Turn) -> Reply:
    """None of the offered topics was meant."""
    return dead_end(texts.NONE_OF_THESE)
