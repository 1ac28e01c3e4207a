"""Render the reply to a question: first the points asked, then the next actions.

Used by the chat and by `bot ask`. What depends on the asker (facts of the commune, its
name, the menu) is read through an `AnswerContext`, and only when an answer needs it.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from bot import texts
from bot.faq import contacts, recordings
from bot.faq.answers import (
    FACTS,
    compose,
    fill,
    has_gaps,
    is_expired,
    notice_of,
    state_basis,
    state_detail,
)
from bot.faq.details import Point, value_of
from bot.faq.index import Index
from bot.faq.matcher import Candidate, Match
from bot.faq.points import Asked
from bot.faq.store import Outside, Smalltalk, Topic, Vague
from bot.handlers.residents.menu import dead_end
from bot.messages.content import Choice, Reply
from bot.vietnamese.letters import plain

REPORTING = "phan-anh-hien-truong"  # the topic whose answer leads to the form
LABEL = 60  # characters of a button that a small phone still shows
TOLD = 2  # choices whose point is stated at once: more do not fit a small phone
LONG_STORY = 25  # words: who tells so much and is not understood is brought to a person


@dataclass(frozen=True, slots=True)
class Setting:
    """What an answer depends on besides the question; each field is called only when needed."""

    facts: Callable[[], Mapping[str, str]]
    place: Callable[[], str]  # the asker's commune and what is above it; "" when not known
    menu: Callable[[], tuple[Choice, ...]]


def reply_to(index: Index, found: Match, text: str, setting: Setting, question_id: int) -> Reply:
    """Return the reply to one question; `question_id` identifies it in the feedback buttons."""
    match found.entry:
        case Topic() as topic if found.outcome == "answer":
            return _answer(index, topic, found, setting, question_id)
        case Vague() as vague if found.outcome == "choices":
            offered = [index.knowledge.topics[name] for name in vague.topics]
            return offer(vague.ask, offered or topics_of(found.candidates))
        case None if found.outcome == "choices":
            return _lost(text, texts.SAY_MORE)
        case _ if found.outcome == "choices":
            return _choices(index, found.candidates, setting)
        case Smalltalk() as small:
            return Reply(small.reply, setting.menu())
        case Outside() as outside:
            return dead_end(_outside(outside))
    return _lost(text, texts.ONLY_VIETNAMESE if _foreign(text) else texts.NOT_UNDERSTOOD)


def show_whole(index: Index, topic: Topic, setting: Setting, question_id: int) -> Reply:
    """Return a topic's whole answer, as its button shows it."""
    text = compose(topic, _facts(topic, setting), index.knowledge.day)
    return Reply(text, (*_ways(index, topic), *verdict(question_id)))


def show_points(
    index: Index, topic: Topic, asked: Asked, setting: Setting, question_id: int
) -> Reply:
    """Return a short block for each point asked, the legal basis, and a whole-answer button."""
    blocks = [state_detail(detail, index.knowledge.day) for detail in asked.details]
    doubt = () if asked.sure else (texts.POINT_DOUBT,)
    title = texts.POINT_TITLE.format(title=topic.title)
    words = "\n\n".join(filter(None, [title, *blocks, *doubt, state_basis(asked.details)]))
    text = fill(words, setting.facts() if "{{" in words else {})
    whole = Choice(texts.BUTTON_ALL, f"topic:{topic.id}")
    return Reply(text, (whole, *_ways(index, topic), *verdict(question_id)))


def _answer(index: Index, topic: Topic, found: Match, setting: Setting, question_id: int) -> Reply:
    asked = found.asked
    if topic.id.startswith(contacts.PREFIX):
        return _contact(index, topic, setting, question_id)
    if asked.missing is not None:
        return _missing(index, topic, asked.missing, setting, question_id)
    if not asked.details:
        return show_whole(index, topic, setting, question_id)
    if not asked.general:
        return show_points(index, topic, asked, setting, question_id)
    day = index.knowledge.day
    current = (detail for detail in asked.details if not is_expired(detail, day))
    blocks = [state_detail(detail, day) for detail in current]
    blocks += () if asked.sure else (texts.POINT_DOUBT,)
    with_points = replace(topic, answer="\n\n".join([topic.answer.strip(), *blocks]))
    said = show_whole(index, with_points, setting, question_id)
    # What can be heard is the answer as it is without the points.
    return replace(said, choices=(*_ways(index, topic), *verdict(question_id)))


def _missing(index: Index, topic: Topic, kind: Point, setting: Setting, question_id: int) -> Reply:
    """Say that the point asked is not known, followed by what is known about the topic."""
    words = texts.POINT_MISSING.format(kind=index.cues.names[kind], title=topic.title)
    answer = fill(topic.answer, _facts(topic, setting))
    known = texts.POINT_KNOWN.format(answer=answer)
    notice = notice_of(topic, index.knowledge.day)
    person = Choice(texts.BUTTON_PERSON, "person")
    whole = Choice(texts.BUTTON_ALL, f"topic:{topic.id}")
    text = "\n\n".join(filter(None, (words, notice, known)))
    return Reply(text, (person, whole, *verdict(question_id)[:2]))


def _facts(topic: Topic, setting: Setting) -> Mapping[str, str]:
    return setting.facts() if has_gaps(topic) else {}


def _ways(index: Index, topic: Topic) -> Iterator[Choice]:
    """Yield the actions that fit a topic: listen, go step by step, file a field report."""
    if recordings.find_recording(index.knowledge, topic) is not None:
        yield Choice(texts.BUTTON_LISTEN, f"nghe:{topic.id}")
    if topic.steps:
        yield Choice(texts.BUTTON_GUIDE, f"guide:{topic.id}")
    if topic.id == REPORTING:
        yield Choice(texts.BUTTON_REPORT, "report")


def verdict(question_id: int) -> tuple[Choice, Choice, Choice]:
    """Return the feedback buttons: helped, did not help, a person."""
    return (
        Choice(texts.BUTTON_GOOD, f"good:{question_id}"),
        Choice(texts.BUTTON_BAD, f"bad:{question_id}"),
        Choice(texts.BUTTON_PERSON, "person"),
    )


def _contact(index: Index, topic: Topic, setting: Setting, question_id: int) -> Reply:
    """Return an office of the asker's own commune and name it; ask for the village if unknown."""
    place = setting.place()
    if not place:
        text = compose(topic, dict.fromkeys(FACTS, texts.CONTACT_CHOOSE), index.knowledge.day)
        return Reply(text, (Choice(texts.BUTTON_VILLAGE, "places"), *verdict(question_id)))
    text = compose(topic, setting.facts(), index.knowledge.day)
    return Reply(f"{text}\n{texts.CONTACT_OF.format(place=place)}", verdict(question_id))


def _choices(index: Index, candidates: Sequence[Candidate], setting: Setting) -> Reply:
    """Offer up to three topics; when a point was asked, each comes with its own value of it."""
    lines = [
        texts.CHOICE_POINT.format(
            title=topic.title, answer=state_detail(detail, index.knowledge.day)
        )
        for topic, detail in ((one.topic, one.detail) for one in candidates)
        if detail is not None
    ][:TOLD]
    if not lines:
        return offer(texts.DID_YOU_MEAN, topics_of(candidates))
    words = "\n\n".join([texts.DID_YOU_MEAN_POINTS, *lines, texts.POINT_DOUBT])
    text = fill(words, setting.facts() if "{{" in words else {})
    none_of_these = Choice(texts.BUTTON_NONE_OF_THESE, "notthese")
    person = Choice(texts.BUTTON_PERSON, "person")
    return Reply(text, (*(_choice_of(index, one) for one in candidates), none_of_these, person))


def _choice_of(index: Index, candidate: Candidate) -> Choice:
    """Return a topic's button, naming the point asked: "Mức phạt: Khai sinh quá hạn"."""
    topic, detail = candidate.topic, candidate.detail
    if detail is None:
        return Choice(short(topic.title), f"topic:{topic.id}")
    label = texts.CHOICE_KIND.format(kind=index.cues.names.get(detail.kind, ""), title=topic.title)
    return Choice(short(label), value_of(topic.id, detail.id))


def topics_of(candidates: Sequence[Candidate]) -> list[Topic]:
    """Return the topics of the candidates."""
    return [candidate.topic for candidate in candidates]


def offer(text: str, topics: Sequence[Topic]) -> Reply:
    """Offer topics to choose from, and a button for none of them."""
    buttons = [Choice(short(topic.title), f"topic:{topic.id}") for topic in topics]
    return Reply(text, (*buttons, Choice(texts.BUTTON_NONE_OF_THESE, "notthese")))


def _lost(text: str, words: str) -> Reply:
    """Reply that nothing was understood: offer a person for a long text, else ask to rephrase."""
    if len(text.split()) < LONG_STORY:
        return dead_end(words)
    return Reply(texts.STORY_NOT_UNDERSTOOD, pass_on_choices())


def pass_on_choices() -> tuple[Choice, ...]:
    """Return two buttons: a person first, then the menu."""
    return Choice(texts.BUTTON_PASS_ON, "person"), Choice(texts.BUTTON_MENU, "menu")


def _outside(outside: Outside) -> str:
    if outside.reply:
        return outside.reply
    if outside.ask:
        return texts.OUTSIDE_ASK.format(subject=outside.subject, ask=outside.ask)
    return texts.OUTSIDE.format(subject=outside.subject)


@lru_cache(maxsize=4096)
def short(title: str) -> str:
    """Shorten a title to the length of a button label, at a word boundary."""
    if len(title) <= LABEL:
        return title
    return title[: LABEL - 1].rsplit(" ", 1)[0] + "…"


def _foreign(text: str) -> bool:
    """Return whether most letters belong to a script that Vietnamese does not use."""
    letters = [letter for letter in plain(text) if letter.isalpha()]
    return bool(letters) and sum(ord(letter) > 0x1EFF for letter in letters) * 2 > len(letters)
