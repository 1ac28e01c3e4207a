"""Whether one person stands behind a chat, as far as the commune can accept it.

A Telegram or Zalo account is somebody's. The web page is not: whoever opens it anew is new. So what
is counted or given once a person waits there for a proof: a chat of theirs on such an account, the
code on their household's paper, or the word of a member of the team.
"""

from enum import StrEnum

from sqlmodel import Session, select

from bot.core import codes
from bot.people import linking
from bot.people.models import Contact

OPEN_TO_ALL = frozenset({"webchat"})  # one person can have as many chats there as they like
MEMBER = "member"
HOUSEHOLD = "h"  # followed by its id
CODE_LENGTH = 6


class Proof(StrEnum):
    """What stands behind a chat."""

    NONE = ""
    CHAT = "chat"  # an account of Telegram or Zalo
    LINKED = "linked"  # the web page, tied to such an account or to somebody with a role
    HOUSEHOLD = "household"  # the web page, the code on the household's paper
    MEMBER = "member"  # the web page, a member of the team answers for them


def proof_of(session: Session, contact: Contact) -> Proof:
    """The best there is; NONE: what they ask for waits."""
    if contact.account not in OPEN_TO_ALL:
        return Proof.CHAT
    others = linking.others_of(session, contact)
    tied = any(other.account not in OPEN_TO_ALL for other in others)
    if tied or linking.has_role(session, contact):
        return Proof.LINKED
    if contact.vouched == MEMBER:
        return Proof.MEMBER
    return Proof.HOUSEHOLD if contact.vouched else Proof.NONE


def holder_of(session: Session, contact: Contact) -> str:
    """On whose account something is given: "p<person>", "h<household>" or "c<contact>"; "" while
    nobody stands behind the chat."""
    proof = proof_of(session, contact)
    if proof is Proof.NONE:
        return ""
    if contact.person_id is not None:
        return f"p{contact.person_id}"
    return contact.vouched if proof is Proof.HOUSEHOLD else f"c{contact.id}"


def code_for(session: Session, contact: Contact) -> str:
    """What the person says to a member, who types it: it stays the same until they are known."""
    while not contact.vouch_code:
        code = codes.fresh(CODE_LENGTH)
        if find_by_code(session, code) is None:
            contact.vouch_code = code
            session.flush()
    return contact.vouch_code


def find_by_code(session: Session, code: str) -> Contact | None:
    """The chat that waits with this code, however it is typed; locked."""
    typed = "".join(letter for letter in code.upper() if letter.isalnum())
    query = select(Contact).where(Contact.vouch_code == typed).with_for_update(key_share=True)
    return session.exec(query).first() if typed else None
