"""From a topic to the words a resident reads. Pure.

Commune facts stand in the knowledge as `{{name|fallback}}`: what the commune has not filled in is
said by the fallback, so that a resident never meets a placeholder.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta

from bot import texts
from bot.faq.details import Detail
from bot.faq.store import Topic

PLACEHOLDER = re.compile(r"\{\{\s*(?P<name>[a-z_]+)\s*(?:\|(?P<fallback>[^{}]*))?\}\}")

# What a commune can fill in; anything else in a placeholder is a slip of the writer.
FACTS = frozenset(
    {
        "centre_hours",
        "centre_address",
        "centre_phone",
        "commune_phone",
        "commune_address",
        "police_phone",
        "police_address",
        "police_hours",
        "clinic_phone",
        "clinic_address",
        "clinic_hours",
        "power_phone",
        "water_phone",
        "post_phone",
        "post_address",
        "post_hours",
        "village_head",
        "tax_office",
        "tax_phone",
        "insurance_office",
        "insurance_phone",
        "fee_resolution",
        "feedback_channel",
        "oa_name",
        "party_app_admin",
        "land_first_days",
        "land_tax_deadline",
        "land_transfer_days",
        "residential_quota",
        "pension_topup",
        "class_calendar",
        "team_contact",
        "radio_schedule",
    }
)


def fill(text: str, facts: Mapping[str, str]) -> str:
    """The text with the commune's facts, or the fallbacks, in place.

    >>> fill("Giờ: {{centre_hours|hỏi Trung tâm}}.", {})
    'Giờ: hỏi Trung tâm.'
    """
    return PLACEHOLDER.sub(lambda gap: facts.get(gap["name"]) or gap["fallback"] or "", text)


def has_gaps(topic: Topic) -> bool:
    """Whether the answer names anything a commune fills in; its points are filled where said."""
    texts_of = (topic.answer, topic.no_phone, topic.in_person, topic.scam, *topic.steps)
    return any("{{" in text for text in texts_of)


def compose(topic: Topic, facts: Mapping[str, str], today: date) -> str:
    """The whole answer: what to know, steps, other ways, the warning, the basis and its date.

    What is not sure, or not any more, begins with the sentence that says so.
    """
    blocks = [notice_of(topic, today), topic.answer.strip()]
    if topic.steps:
        numbered = (
            texts.STEP.format(number=number, step=step)
            for number, step in enumerate(topic.steps, 1)
        )
        blocks.append("\n".join([texts.STEPS_TITLE, *numbered]))
    blocks += [block for block in (topic.no_phone, topic.in_person, topic.scam) if block]
    blocks.append("\n".join([*map(_link, topic.links), *_basis(topic)]))
    return fill("\n\n".join(filter(None, blocks)), facts)


def is_expired(text: Topic | Detail, today: date) -> bool:
    """Whether its own day is over: the rule may be another one since."""
    return text.expires_on is not None and text.expires_on < today


def notice_of(topic: Topic, today: date) -> str:
    """The sentence before an answer that must be asked about first; "" before a sure one."""
    if topic.expires_on is not None and is_expired(topic, today):
        return texts.TOPIC_EXPIRED.format(day=spoken_date(topic.expires_on + timedelta(days=1)))
    return texts.TOPIC_UNSURE if topic.trust == "ask" else ""


def is_notice(text: str) -> bool:
    """Whether a paragraph is such a sentence."""
    return text == texts.TOPIC_UNSURE or text.startswith(texts.TOPIC_EXPIRED.partition("{")[0])


def state_detail(detail: Detail, today: date) -> str:
    """What is known of one point, its gaps not yet filled; of an expired one only that it is."""
    if detail.expires_on is not None and is_expired(detail, today):
        return texts.DETAIL_EXPIRED.format(day=spoken_date(detail.expires_on + timedelta(days=1)))
    return detail.answer.strip()


def _link(link: str) -> str:
    return texts.LINK.format(link=link)


def _basis(topic: Topic) -> Iterator[str]:
    if topic.basis and topic.checked_on:
        yield texts.BASIS.format(
            basis="; ".join(topic.basis), checked=spoken_date(topic.checked_on)
        )


def spoken_date(day: date) -> str:
    """A day as people write it: 1/7/2025."""
    return f"{day.day}/{day.month}/{day.year}"


def state_basis(details: Iterable[Detail]) -> str:
    """What the stated details stand on, and the earliest day they were checked; "" if nothing."""
    details = tuple(details)
    basis = dict.fromkeys(cited for detail in details for cited in detail.basis)
    days = [detail.checked_on for detail in details if detail.checked_on]
    if not (basis and days):
        return ""
    return texts.BASIS.format(basis="; ".join(basis), checked=spoken_date(min(days)))
