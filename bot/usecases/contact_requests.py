"""What officers do with a contact's data because the person asked for it, each with its reason.

A person may ask to see, to have corrected, to take back and to have erased what is stored about
them (Law 91/2025/QH15; Decree 356/2025/ND-CP).
"""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from bot import texts
from bot.classes.models import ClassSession, Enrolment
from bot.core.accounts import name_account
from bot.core.errors import NotFound, UserError
from bot.core.events import emit, rehearse
from bot.core.policy import Policy
from bot.documents.cells import Cell, ListTable
from bot.messages.masking.mask import mask
from bot.people import linking, unit_choice
from bot.people import service as people
from bot.people.actor import Actor
from bot.people.founding import check_person_name
from bot.people.models import Contact
from bot.people.units import Unit, is_within
from bot.polls.voting_config import VotingConfig
from bot.privacy import data_requests, personal_data
from bot.privacy.events import OwnDataShown
from bot.privacy.models import Consent, RequestKind
from bot.privacy.personal_data import PersonalData
from bot.usecases import merge_contacts, resident_directory
from bot.usecases import withdraw_consent as withdrawing
from bot.usecases.events import ContactCorrected, ContactExported
from bot.usecases.forget_person import ForgottenPerson, forget_person
from bot.usecases.merge_contacts import MergedContacts

MAX_REASON = 300  # characters, as the audit log keeps
MAX_CLASSES = 500


@dataclass(frozen=True, slots=True)
class ExportedData:
    """A contact's data as a list, to be handed to the person."""

    table: ListTable


def check_reason(reason: str) -> str:
    """Return the reason on one line. Raises UserError when it is missing or too long."""
    reason = " ".join(reason.split())
    if not 0 < len(reason) <= MAX_REASON:
        raise UserError(texts.REQUEST_REASON.format(limit=MAX_REASON))
    return reason


def export_data(
    session: Session, contact_id: int, *, reason: str, actor: Actor, now: datetime, zone: ZoneInfo
) -> ExportedData:
    """Return what is stored about a contact, but no word of its conversations.

    Those the person reads in their own chat. Raises NotFound, UserError without a reason.
    """
    reason = check_reason(reason)
    contact, unit = resident_directory.get_contact(session, contact_id, actor=actor)
    data = personal_data.collect_data(session, contact)
    rows: list[list[Cell]] = [
        [texts.EXPORT_NAME, contact.name],
        [texts.EXPORT_UNIT, unit.name],
        [texts.EXPORT_PHONE, contact.phone],
        [texts.EXPORT_CHANNEL, name_account(contact.account)],
        [texts.EXPORT_FIRST, contact.created_at],
        [texts.EXPORT_LAST, contact.seen_at],
        [texts.EXPORT_MESSAGES, data.message_count],
    ]
    for table, label in texts.DATA_HOLDINGS.items():
        if count := data.counts.get(table):
            rows.append([label, count])
    rows += _list_consents(session, contact_id) + _list_classes(session, contact_id)
    emit(session, ContactExported(contact_id, actor, now, reason, unit.id))
    return ExportedData(ListTable(texts.EXPORT_TITLE, texts.EXPORT_COLUMNS, rows, zone=zone))


def record_export(session: Session, event: ContactExported) -> None:
    """Count a copy of somebody's data that was handed to them; a reaction."""
    kind = RequestKind.EXPORT
    data_requests.fulfil(session, event.contact_id, kind, event.unit_id, event.actor, now=event.at)


def correct_data(
    session: Session,
    contact_id: int,
    name: str,
    unit_id: int | None,
    *,
    reason: str,
    actor: Actor,
    now: datetime,
) -> None:
    """Correct a contact's name and village; the person is told.

    Raises NotFound, also for a village outside the actor's units, and UserError without a reason,
    a name or a consent: without it no name is kept.
    """
    reason = check_reason(reason)
    contact, _ = resident_directory.get_contact(session, contact_id, actor=actor)
    if contact.consented_at is None:
        raise UserError(texts.REQUEST_NO_NAME_KEPT)
    unit = unit_choice.get_choice(session, unit_id, actor=actor)
    people.update_profile(contact, name=mask(check_person_name(name)).text, phone="")
    people.set_village(contact, unit)
    session.flush()
    emit(session, ContactCorrected(contact_id, actor, now, reason, unit.id))


def record_correction(session: Session, event: ContactCorrected) -> None:
    """Settle the request to correct somebody's data; a reaction."""
    kind = RequestKind.CORRECT
    data_requests.fulfil(session, event.contact_id, kind, event.unit_id, event.actor, now=event.at)


def show_own_data(session: Session, contact: Contact, *, now: datetime) -> PersonalData:
    """Return what is stored about the person who asks; that is a request, done at once."""
    emit(session, OwnDataShown(contact.id, contact.place_id, now))
    return personal_data.collect_data(session, contact)


def _list_consents(session: Session, contact_id: int) -> list[list[Cell]]:
    query = select(Consent).where(Consent.contact_id == contact_id).order_by(col(Consent.id))
    rows: list[list[Cell]] = []
    for consent in session.exec(query):
        rows.append([texts.EXPORT_CONSENT.format(version=consent.version), consent.given_at])
        if consent.withdrawn_at is not None:
            withdrawn = texts.EXPORT_WITHDRAWN.format(version=consent.version)
            rows.append([withdrawn, consent.withdrawn_at])
    return rows


def _list_classes(session: Session, contact_id: int) -> list[list[Cell]]:
    query = (
        select(Enrolment, ClassSession)
        .join(ClassSession, col(ClassSession.id) == Enrolment.session_id)
        .where(Enrolment.contact_id == contact_id)
        .order_by(col(ClassSession.starts_at))
        .limit(MAX_CLASSES)
    )
    return [
        [
            texts.EXPORT_CLASS.format(
                topic=lesson.topic, learner=seat.learner or texts.EXPORT_SELF
            ),
            lesson.starts_at,
        ]
        for seat, lesson in session.exec(query)
    ]


def erase_data(
    session: Session, contact_id: int, *, reason: str, actor: Actor, now: datetime
) -> ForgottenPerson:
    """Erase all data of the person behind a contact, in all their chats.

    Raises NotFound, also when one of the chats lives outside the actor's units; UserError without
    a reason.
    """
    reason = check_reason(reason)
    contact, _ = resident_directory.get_contact(session, contact_id, actor=actor)
    check_chats(session, contact, actor)
    return forget_person(session, contact, now=now, actor=actor, note=reason)


def withdraw_consent(
    session: Session, contact_id: int, *, reason: str, actor: Actor, now: datetime
) -> None:
    """Withdraw the consent of a contact. Raises NotFound, UserError without reason or consent."""
    reason = check_reason(reason)
    contact, _ = resident_directory.get_contact(session, contact_id, actor=actor)
    if contact.consented_at is None:
        raise UserError(texts.REQUEST_NO_CONSENT)
    withdrawing.withdraw_consent(session, contact, now=now, actor=actor, note=reason)


def check_chats(session: Session, contact: Contact, actor: Actor) -> None:
    """Raise NotFound when another chat of the person lives outside the actor's units."""
    for other in linking.list_other_contacts(session, contact):
        unit = session.get(Unit, other.unit_id) if other.unit_id else None
        if unit is not None and not is_within(unit.path, actor.scope):
            raise NotFound(texts.REQUEST_ELSEWHERE)


def merge_by_code(
    session: Session,
    contact_id: int,
    code: str,
    *,
    reason: str,
    actor: Actor,
    policy: Policy,
    booth: VotingConfig,
    now: datetime,
) -> MergedContacts:
    """Join a contact with the person's other chat, whose one-time code they read out.

    Raises NotFound, and UserError for a wrong or old code, the code of a team member, or a contact
    of another commune's person.
    """
    reason = check_reason(reason)
    contact, _ = resident_directory.get_contact(session, contact_id, actor=actor)
    former = contact.person_id
    person = linking.redeem_link_code(session, contact, code, now=now)
    if person is None or linking.has_role(session, contact):
        raise UserError(texts.REQUEST_BAD_CODE)  # what was redeemed is undone with the rest
    if former == person.id:
        raise UserError(texts.REQUEST_SAME_PERSON)
    check_chats(session, contact, actor)
    return merge_contacts.merge_contacts(
        session, contact, policy, booth, now=now, actor=actor, note=reason
    )


def preview_merge(
    session: Session,
    contact_id: int,
    code: str,
    *,
    reason: str,
    actor: Actor,
    policy: Policy,
    booth: VotingConfig,
    now: datetime,
) -> MergedContacts:
    """Return what `merge_by_code` would do, and do nothing: the code can still be used.

    Seats, tickets and ballots that are joined cannot be told apart again, so it is said before.
    Raises as `merge_by_code`; needs a transaction that may write.
    """
    with rehearse(session):
        return merge_by_code(
            session, contact_id, code,
            reason=reason, actor=actor, policy=policy, booth=booth, now=now,
        )  # fmt: skip
