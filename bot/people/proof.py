"""Proof that one real person is behind a chat, as far as the commune can accept it.

A Telegram or Zalo account belongs to somebody. The web page does not: whoever opens it anew is new.
So what is counted or given once a person waits there for a proof: a linked chat on such an account,
the code on their household's paper, or a team member who vouches.
"""

from enum import StrEnum

from sqlmodel import Session, select

from bot.core import codes
from bot.people import linking
from bot.people.models import Contact

ANONYMOUS_ACCOUNTS = frozenset({"webchat"})  # one person can have as many chats there as they like
VOUCHED_BY_MEMBER = "member"
VOUCHED_BY_HOUSEHOLD = "h"  # followed by its id
CODE_LENGTH = 6


class Proof(StrEnum):
    """The kind of proof behind a chat."""

    NONE = ""
    CHAT = "chat"  # an account of Telegram or Zalo
    LINKED = "linked"  # the web page, tied to such an account or to somebody with a role
    HOUSEHOLD = "household"  # the web page, the code on the household's paper
    MEMBER = "member"  # the web page, a member of the team answers for them


def determine_proof(session: Session, contact: Contact) -> Proof:
    """Return the contact's strongest proof; NONE means that requests wait."""
    if contact.account not in ANONYMOUS_ACCOUNTS:
        return Proof.CHAT
    others = linking.list_other_contacts(session, contact)
    tied = any(other.account not in ANONYMOUS_ACCOUNTS for other in others)
    if tied or linking.has_role(session, contact):
        return Proof.LINKED
    if contact.vouched == VOUCHED_BY_MEMBER:
        return Proof.MEMBER
    return Proof.HOUSEHOLD if contact.vouched else Proof.NONE


def make_holder_key(session: Session, contact: Contact) -> str:
    """Return the key of who receives something: "p<person>", "h<household>" or "c<contact>".

    "" while the chat has no proof.
    """
    proof = determine_proof(session, contact)
    if proof is Proof.NONE:
        return ""
    if contact.person_id is not None:
        return f"p{contact.person_id}"
    return contact.vouched if proof is Proof.HOUSEHOLD else f"c{contact.id}"


def ensure_vouch_code(session: Session, contact: Contact) -> str:
    """Return the code the person reads out to a member, creating it once; stable until proved."""
    while not contact.vouch_code:
        code = codes.generate_code(CODE_LENGTH)
        if find_contact_by_code(session, code) is None:
            contact.vouch_code = code
            session.flush()
    return contact.vouch_code


def find_contact_by_code(session: Session, code: str) -> Contact | None:
    """Return the contact waiting with this code, ignoring case and separators; locks the row."""
    typed = "".join(letter for letter in code.upper() if letter.isalnum())
    query = select(Contact).where(Contact.vouch_code == typed).with_for_update(key_share=True)
    return session.exec(query).first() if typed else None
