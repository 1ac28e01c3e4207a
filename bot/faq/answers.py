"""Render a topic as the text a resident reads. Pure.

Facts of a commune are placeholders in the knowledge, `{{name|fallback}}`. A fact that the commune
has not filled in is replaced by its fallback, so a resident never sees a placeholder.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta

from bot import texts
from bot.faq.details import Detail
from bot.faq.knowledge_files import Topic

PLACEHOLDER = re.compile(r"\{\{\s*(?P<name>[a-z_]+)\s*(?:\|(?P<fallback>[^{}]*))?\}\}")

# What a commune can fill in; anything else in a placeholder is a slip of the writer.
FACT_NAMES = frozenset(
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

# What stands on documents instead of in answers (usecases/letterheads).
DOCUMENT_FACTS = frozenset({"document_place", "document_signer_title", "document_signer"})


def fill_placeholders(text: str, facts: Mapping[str, str]) -> str:
    """Replace placeholders with the commune's facts, or with their fallbacks.

    >>> fill_placeholders("Giờ: {{centre_hours|hỏi Trung tâm}}.", {})
    'Giờ: hỏi Trung tâm.'
    """
    return PLACEHOLDER.sub(lambda gap: facts.get(gap["name"]) or gap["fallback"] or "", text)


def has_placeholders(topic: Topic) -> bool:
    """Return whether the topic's own text has placeholders. Details are not looked at."""
    passages = (topic.answer, topic.no_phone, topic.in_person, topic.scam, *topic.steps)
    return any("{{" in text for text in passages)


def compose_answer(topic: Topic, facts: Mapping[str, str], today: date) -> str:
    """Render a whole answer: text, steps, alternatives, warning, links, basis and date of review.

    An answer that is uncertain or expired begins with the caveat that says so.
    """
    blocks = [render_caveat(topic, today), topic.answer.strip()]
    if topic.steps:
        numbered = (
            texts.STEP.format(number=number, step=step)
            for number, step in enumerate(topic.steps, 1)
        )
        blocks.append("\n".join([texts.STEPS_TITLE, *numbered]))
    blocks += [block for block in (topic.no_phone, topic.in_person, topic.scam) if block]
    blocks.append("\n".join([*map(_render_link, topic.links), *_render_topic_basis(topic)]))
    return fill_placeholders("\n\n".join(filter(None, blocks)), facts)


def is_expired(text: Topic | Detail, today: date) -> bool:
    """Return whether the last day of validity has passed."""
    return text.expires_on is not None and text.expires_on < today


def render_caveat(topic: Topic, today: date) -> str:
    """Return the caveat for an uncertain or expired answer; "" when it needs none."""
    if topic.expires_on is not None and is_expired(topic, today):
        return texts.TOPIC_EXPIRED.format(day=format_date(topic.expires_on + timedelta(days=1)))
    return texts.TOPIC_UNSURE if topic.trust == "ask" else ""


def is_caveat(text: str) -> bool:
    """Return whether a paragraph is a caveat made by `render_caveat`."""
    return text == texts.TOPIC_UNSURE or text.startswith(texts.TOPIC_EXPIRED.partition("{")[0])


def render_detail(detail: Detail, today: date) -> str:
    """Return a detail's answer with its placeholders; of an expired one only the expiry notice."""
    if detail.expires_on is not None and is_expired(detail, today):
        return texts.DETAIL_EXPIRED.format(day=format_date(detail.expires_on + timedelta(days=1)))
    return detail.answer.strip()


def compose_points(topic: Topic, details: Iterable[Detail], today: date, *, is_sure: bool) -> str:
    """Render points of a topic with its title, their basis and, if not sure, a doubt.

    Placeholders are left for `fill_placeholders`.
    """
    details = tuple(details)
    blocks = [texts.POINT_TITLE.format(title=topic.title)]
    blocks += [render_detail(detail, today) for detail in details]
    blocks += () if is_sure else (texts.POINT_DOUBT,)
    return "\n\n".join(filter(None, [*blocks, render_basis(details)]))


def _render_link(link: str) -> str:
    return texts.LINK.format(link=link)


def _render_topic_basis(topic: Topic) -> Iterator[str]:
    if topic.basis and topic.checked_on:
        yield texts.BASIS.format(
            basis="; ".join(topic.basis), checked=format_date(topic.checked_on)
        )


def format_date(day: date) -> str:
    """Format a date as people write it, without leading zeros: 1/7/2025."""
    return f"{day.day}/{day.month}/{day.year}"


def render_basis(details: Iterable[Detail]) -> str:
    """Render the legal basis of the details and their earliest review date; "" without either."""
    details = tuple(details)
    basis = dict.fromkeys(cited for detail in details for cited in detail.basis)
    days = [detail.checked_on for detail in details if detail.checked_on]
    if not (basis and days):
        return ""
    return texts.BASIS.format(basis="; ".join(basis), checked=format_date(min(days)))
