"""What the second person reads of a draft of an answer."""

from collections.abc import Sequence
from typing import Any

from bot import texts
from bot.core.policy import Policy
from bot.faq.knowledge_files import Topic
from bot.faq.models import Revision
from bot.faq.overlay import topic_to_content
from bot.messages.buttons import Action
from bot.messages.content import Choice, Reply
from bot.messages.labels import shorten_label
from bot.notices.answer_drafts import name_person, name_title
from bot.people.units import Unit
from bot.vietnamese.dates.formatting import format_moment

LONGEST = 1500  # characters that are read in a chat
LONGEST_PART = 600  # of the old and of the new words


def describe_draft(
    revision: Revision, current: Topic | None, unit: Unit | None, policy: Policy
) -> list[str]:
    """Return the paragraphs of an approval request: whose, for whom, what changes, from when."""
    title = current.title if current and revision.content is None else name_title(revision)
    where = unit.name if unit else texts.DRAFT_EVERYWHERE
    time = format_moment(revision.created_at, now=revision.created_at, zone=policy.zone)
    lines = [
        texts.ANSWER_ASK.format(title=title, number=revision.id, where=where),
        texts.ANSWER_DRAFTER.format(name=name_person(revision.author), time=time),
        texts.ANSWER_NOTE.format(note=revision.note) if revision.note else "",
        *_describe_content(revision, current),
        *_describe_days(revision),
    ]
    if revision.question_ids:
        lines.append(texts.ANSWER_ASKERS.format(count=len(revision.question_ids)))
    return [line for line in lines if line]


def _describe_days(revision: Revision) -> list[str]:
    """Return from when to when it holds, when that is limited."""
    days = (
        (texts.ANSWER_VALID_FROM, revision.valid_from),
        (texts.ANSWER_VALID_TO, revision.valid_to),
    )
    return [sentence.format(day=day) for sentence, day in days if day]


def _describe_content(revision: Revision, current: Topic | None) -> list[str]:
    """Return what changes: the parts by name, the words before and after."""
    new = revision.content
    if new is None:
        return [texts.ANSWER_HIDES]
    before = topic_to_content(current) if current else {}
    parts = _list_changed_parts(before, new)
    is_new_answer = before.get("answer", "") != new["answer"]
    old = before.get("answer", "") if is_new_answer else ""
    has_new_steps = not _is_same(before.get("steps"), new.get("steps"))
    steps = (new.get("steps") or ()) if has_new_steps else ()
    return [
        texts.ANSWER_CHANGES.format(parts=", ".join(parts)) if before else texts.ANSWER_IS_NEW,
        texts.ANSWER_BEFORE.format(text=_cut(old)) if old else "",
        texts.ANSWER_AFTER.format(text=_cut(new["answer"])),
        texts.ANSWER_STEPS.format(steps=" → ".join(steps)) if steps else "",
    ]


def _list_changed_parts(before: dict[str, Any], new: dict[str, Any]) -> list[str]:
    """Return the names of the parts that differ; a draft without details keeps them."""
    names = [name for name in {**before, **new} if name != "detail" or "detail" in new]
    changed = [
        texts.ANSWER_PARTS.get(name, texts.ANSWER_OTHER_PART)
        for name in names
        if not _is_same(before.get(name), new.get(name))
    ]
    return list(dict.fromkeys(changed))


def _is_same(before: Any, new: Any) -> bool:
    """Whether two values say the same; nothing, "" and an empty list do."""
    if isinstance(before, list | tuple) and isinstance(new, list | tuple):
        return list(before) == list(new)
    return (before or None) == (new or None)


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST_PART else f"{text[:LONGEST_PART].rstrip()}…"


def is_long(lines: Sequence[str]) -> bool:
    """Whether it is more than is read in a chat."""
    return sum(map(len, lines)) > LONGEST or any(line.endswith("…»") for line in lines)


def shorten(lines: Sequence[str]) -> list[str]:
    """Return the paragraphs that fit; the rest is read in the console."""
    shown: list[str] = []
    for line in lines:
        if sum(map(len, shown)) + len(line) > LONGEST:
            break
        shown.append(line)
    return shown


def render_draft(revision: Revision, lines: Sequence[str], *, is_own: bool) -> Reply:
    """Show a draft; who drafted it gets no buttons."""
    if is_own:
        return Reply("\n".join((*lines, texts.ANSWER_OWN)))
    return Reply(
        "\n".join(lines),
        (
            Choice(texts.BUTTON_ANSWER_APPROVE, Action.REVISION.pack("yes", revision.id)),
            Choice(texts.BUTTON_REFUSE, Action.REVISION.pack("no", revision.id)),
        ),
    )


def render_reason_question(revision: Revision) -> Reply:
    """Ask why a draft is turned down; nothing is decided yet."""
    reasons = (
        Choice(reason, Action.REVISION.pack("why", revision.id, place))
        for place, reason in enumerate(texts.ANSWER_REFUSAL_REASONS)
    )
    keep = Choice(texts.BUTTON_ANSWER_KEEP, Action.REVISION.pack("see", revision.id))
    text = texts.ANSWER_REFUSE_WHY.format(title=name_title(revision))
    return Reply(text, (*reasons, keep))


def find_ready_reason(place: str) -> str:
    """Return the reason of a button, or ""."""
    reasons = texts.ANSWER_REFUSAL_REASONS
    return reasons[int(place)] if place.isdecimal() and int(place[:3]) < len(reasons) else ""


def render_published(revision: Revision, count: int, choices: tuple[Choice, ...]) -> Reply:
    """Say that it is published, and how many who had asked are told."""
    lines = [texts.CHAT_ANSWER_PUBLISHED.format(title=name_title(revision))]
    if count:
        lines.append(texts.CHAT_ANSWER_PUBLISHED_TOLD.format(count=count))
    return Reply(" ".join(lines), choices)


def render_refused(revision: Revision, why: str, choices: tuple[Choice, ...]) -> Reply:
    """Say that it was turned down, and what its drafter reads."""
    title = name_title(revision)
    return Reply(texts.ANSWER_REFUSED.format(title=title, number=revision.id, why=why), choices)


def make_see_button(revision: Revision) -> Choice:
    """Return the button that shows a draft."""
    label = texts.BUTTON_WAITING_ANSWER.format(number=revision.id, title=name_title(revision))
    return Choice(shorten_label(label), Action.REVISION.pack("see", revision.id))
