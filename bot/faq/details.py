"""A detail: one point of a topic that people ask for by itself, and what is known about it.

Its phrasings teach the topic too: whoever asks "thẻ mất mà đang ở tỉnh khác thì làm ở đâu" names
the topic by one of its points.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from bot import texts
from bot.faq.fields import Fields
from bot.faq.legal import Register
from bot.messages.content import MAX_CHOICE_BYTES

LONGEST = 40  # words of an answer: two of them fit the first screen of a small phone
TRUST = ("verified", "secondary", "ask")


class Point(StrEnum):
    """What is asked of a matter."""

    FEE = "phi"
    DEADLINE = "thoi-han"
    FINE = "phat"
    PAPERS = "giay-to"
    DURATION = "bao-lau"
    VALIDITY = "hieu-luc"
    WHO = "ai-duoc"
    WHERE = "o-dau"
    REFUSAL = "tu-choi"
    CASE = "truong-hop"
    BENEFIT = "muc-huong"
    OTHER = "khac"


@dataclass(frozen=True, slots=True)
class Detail:
    """One point. Two with one id follow each other in time: the day decides (`validity`)."""

    id: str
    kind: Point
    answer: str
    questions: tuple[str, ...]
    basis: tuple[str, ...] = ()
    checked_on: date | None = None
    expires_on: date | None = None
    valid_from: date | None = None
    trust: str = "ask"


def read_detail(fields: Fields, register: Register) -> Detail:
    """One `[[topic.detail]]`. Raises DataError."""
    fields.only(*Detail.__dataclass_fields__)
    kind = fields.text("kind")
    if kind not in list(Point):
        raise fields.fault(texts.DETAIL_KIND.format(kind=kind, kinds=", ".join(Point)))
    answer = fields.text("answer")
    if (words := len(answer.split())) > LONGEST:
        raise fields.fault(texts.DETAIL_LONG.format(words=words, longest=LONGEST))
    return Detail(
        id=fields.text("id"),
        kind=Point(kind),
        answer=answer,
        questions=fields.texts("questions", needed=True),
        basis=read_basis(fields, register),
        checked_on=fields.day("checked_on"),
        expires_on=fields.day("expires_on"),
        valid_from=fields.day("valid_from"),
        trust=read_trust(fields),
    )


def read_trust(fields: Fields) -> str:
    """How sure a text is. Of one that does not say: a commune's own was approved by two people."""
    trust = fields.text("trust", needed=False) or ("verified" if fields.local else "ask")
    if trust not in TRUST:
        raise fields.fault(texts.FAQ_TRUST.format(trust=trust))
    return trust


def read_basis(fields: Fields, register: Register) -> tuple[str, ...]:
    """The basis as residents read it; DataError for a document that is not in the register."""
    cited = []
    for written in fields.texts("basis"):
        readable = register.cite(written)
        if readable is None and not fields.local:
            raise fields.fault(texts.LEGAL_NOT_REGISTERED.format(basis=written))
        cited.append(readable or written)
    return tuple(cited)


def value_of(topic_id: str, detail_id: str) -> str:
    """What the button of a point holds."""
    return f"point:{topic_id}.{detail_id}"


def read_details(fields: Fields, register: Register) -> tuple[Detail, ...]:
    """All `[[topic.detail]]` of a topic. One id stands once, or once for each `valid_from`."""
    details = tuple(read_detail(inner, register) for inner in fields.tables("detail"))
    seen: dict[tuple[str, date | None], Detail] = {}
    for detail in details:
        if len(value_of(fields.text("id"), detail.id).encode()) > MAX_CHOICE_BYTES:
            raise fields.fault(texts.DETAIL_ID_LONG.format(id=detail.id, most=MAX_CHOICE_BYTES))
        if seen.setdefault((detail.id, detail.valid_from), detail) is not detail:
            raise fields.fault(texts.DETAIL_TWICE.format(id=detail.id))
    return details
