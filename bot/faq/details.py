"""Details: single points of a topic that can be asked for on their own, with their answers.

Their phrasings train the topic too: "thẻ mất mà đang ở tỉnh khác thì làm ở đâu" identifies the
topic by one of its details.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from bot import texts
from bot.faq.fields import Fields
from bot.faq.legal_documents import LegalRegister
from bot.messages.content import MAX_CHOICE_BYTES

MAX_ANSWER_WORDS = 40  # words of an answer: two of them fit the first screen of a small phone
TRUST_LEVELS = ("verified", "secondary", "ask")


class DetailKind(StrEnum):
    """The kind of information that is asked for."""

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
    """One detail. Details with the same id are versions in time, selected by day (`validity`)."""

    id: str
    kind: DetailKind
    answer: str
    questions: tuple[str, ...]
    basis: tuple[str, ...] = ()
    checked_on: date | None = None
    expires_on: date | None = None
    valid_from: date | None = None
    trust: str = "ask"


def read_detail(fields: Fields, register: LegalRegister) -> Detail:
    """Read one `[[topic.detail]]`. Raises DataError."""
    fields.reject_unknown_keys(*Detail.__dataclass_fields__)
    kind = fields.text("kind")
    if kind not in list(DetailKind):
        raise fields.error(texts.DETAIL_KIND.format(kind=kind, kinds=", ".join(DetailKind)))
    answer = fields.text("answer")
    if (word_count := len(answer.split())) > MAX_ANSWER_WORDS:
        raise fields.error(texts.DETAIL_LONG.format(words=word_count, longest=MAX_ANSWER_WORDS))
    return Detail(
        id=fields.text("id"),
        kind=DetailKind(kind),
        answer=answer,
        questions=fields.texts("questions", needed=True),
        basis=read_basis(fields, register),
        checked_on=fields.day("checked_on"),
        expires_on=fields.day("expires_on"),
        valid_from=fields.day("valid_from"),
        trust=read_trust(fields),
    )


def read_trust(fields: Fields) -> str:
    """Read how certain a text is.

    Default: "verified" for a commune's own text, which two people approved, else "ask".
    """
    trust = fields.text("trust", needed=False) or ("verified" if fields.local else "ask")
    if trust not in TRUST_LEVELS:
        raise fields.error(texts.FAQ_TRUST.format(trust=trust))
    return trust


def read_basis(fields: Fields, register: LegalRegister) -> tuple[str, ...]:
    """Return the citations in readable form. Raises DataError for an unregistered document."""
    cited = []
    for written in fields.texts("basis"):
        readable = register.cite(written)
        if readable is None and not fields.local:
            raise fields.error(texts.LEGAL_NOT_REGISTERED.format(basis=written))
        cited.append(readable or written)
    return tuple(cited)


def pack_detail_choice(topic_id: str, detail_id: str) -> str:
    """Return the button value that opens a detail."""
    return f"point:{topic_id}.{detail_id}"


def read_details(fields: Fields, register: LegalRegister) -> tuple[Detail, ...]:
    """Read all `[[topic.detail]]` of a topic; one id per `valid_from`. Raises DataError."""
    details = tuple(read_detail(inner, register) for inner in fields.tables("detail"))
    seen: dict[tuple[str, date | None], Detail] = {}
    for detail in details:
        if len(pack_detail_choice(fields.text("id"), detail.id).encode()) > MAX_CHOICE_BYTES:
            raise fields.error(texts.DETAIL_ID_LONG.format(id=detail.id, most=MAX_CHOICE_BYTES))
        if seen.setdefault((detail.id, detail.valid_from), detail) is not detail:
            raise fields.error(texts.DETAIL_TWICE.format(id=detail.id))
    return details
