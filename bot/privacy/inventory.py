"""Inventory of every column that can hold text, and what happens to it on erasure.

`PERSONAL_DATA` is emptied by `erasure`; `ERASED_ELSEWHERE` by the named function, because a key
depends on it; `RETAINED` is not personal, with the reason. A test walks every table and fails on a
column that is in none.
"""

from dataclasses import dataclass
from enum import StrEnum


class Owner(StrEnum):
    """The column that says whose row it is."""

    CONTACT = "contact_id"
    TICKET = "ticket_id"
    BALLOT = "ballot_id"


@dataclass(frozen=True, slots=True)
class PersonalData:
    """A table with personal text: `columns` are emptied, or the whole row is deleted."""

    owner: Owner
    columns: tuple[str, ...]
    attachments_column: str = ""  # the column that lists attachments: their files go too
    deletes_row: bool = False
    keep_where: tuple[str, str] | None = None  # (column, value): rows that are kept as they are
    active_where: tuple[str, str] | None = None  # (column, value): rows of what is not over yet


PERSONAL_DATA = {
    "ticket": PersonalData(
        Owner.CONTACT, ("text", "answer", "call_at", "phone", "attachments"), "attachments"
    ),
    # Who looked behind an alias, and why, stays on record.
    "ticket_event": PersonalData(Owner.TICKET, ("note",), keep_where=("kind", "revealed")),
    "appointment": PersonalData(Owner.TICKET, ("place",)),
    "report_draft": PersonalData(
        Owner.CONTACT, ("place", "words", "attachments"), "attachments", deletes_row=True
    ),
    "reminder_ask": PersonalData(Owner.CONTACT, ("text",), deletes_row=True),
    "reminder": PersonalData(Owner.CONTACT, ("text",), active_where=("state", "waiting")),
    "reminder_rule": PersonalData(Owner.CONTACT, ("text",), active_where=("state", "waiting")),
    "notice_question": PersonalData(Owner.CONTACT, ("text",), active_where=("state", "waiting")),
    "class_feedback": PersonalData(Owner.CONTACT, ("wish",)),
    "poll_sitting": PersonalData(Owner.CONTACT, ("answers",), deletes_row=True),
    "vote": PersonalData(Owner.BALLOT, ("reason",)),
}

# Emptied by the verb that is named, because more than a column depends on it.
ERASED_ELSEWHERE = {
    "message.text": "erasing",
    "message.choice": "erasing",
    "message.payload": "erasing",
    "spooled.body": "erasing",
    "contact.name": "people.forget_profile",
    "contact.phone": "people.forget_profile",
    "contact.language": "people.forget_profile",
    "contact.offered": "erasing",
    "contact.lists": "erasing",
    "contact.announced": "erasing",
    "enrolment.key": "classes.forget_names",
    "enrolment.learner": "classes.forget_names",
    "skill_seen.key": "classes.forget_names",
    "skill_seen.holder": "classes.forget_names",
    "skill_seen.learner": "classes.forget_names",
    "certificate.holder": "classes.forget_names",
    "certificate.name": "classes.forget_names",
    "support_log.words": "names: what a member wrote of them",
    "ballot.voter": "polls.forget",
}

_CODES = "codes, kinds and states: chosen from lists of ours"
_PLATFORM = "an address or an id of a platform: the answer needs it"
_OFFICE = "what officers wrote for everybody"
_STAFF = "of a team member or officer, by their role"
_REGISTER = "the commune's own register, from its sheets"

RETAINED = {
    _CODES: """
        audit.action audit.subject ballot.how ballot.proof ballot.receipt broadcast.audience
        broadcast.code broadcast.content_hash broadcast.state broadcast.step broadcast.urgency
        broadcast_board.state broadcast_recipient.reach broadcast_recipient.recipient
        batch.messages certificate.code class_feedback.clear class_proposal.key
        class_proposal.state class_proposal.title class_proposal.topic_id class_session.code
        class_session.door_code consent.version contact.vouch_code contact.vouched
        deadline_run.deadline deadline_wish.deadline delivery.claimed_by delivery.key
        delivery.reason delivery.status discarded.path enrolment.holder enrolment.status
        feedback.topic_id guide.state guide.topic_id held_words.further household.code
        lane.holder link_code.digest make_up.state message.direction message.event message.route
        poll.per poll.role poll.state poll.step poll_mark.mark poll_mark.voter
        poll_question.kind poll_round.kind poll_sitting.how poll_sitting.voter question.kind
        question.missing question.outcome question.topic_id reminder.key reminder.kind
        reminder.state notice_answer.state notice_question.state reminder_ask.kind
        reminder_rule.rule reminder_rule.state report_draft.category
        report_draft.step revision.base revision.question_ids revision.state revision.topic_id
        role.kind role.skills skill_seen.skill spooled.holder spooled.key stepmark.kind
        stepmark.topic_id support_log.outcome support_log.topic_id support_log.way
        ticket.named_person_ids
        ticket.area ticket.code ticket.escalation_level ticket.kind ticket.outcome ticket.subject
        ticket.topic_id ticket.offered_to_ids ticket_event.kind unit.code unit.kind unit.path
        vote.options duty_word.kind appointment.outcome
    """,
    _PLATFORM: """
        broadcast_recipient.account channel_token.account channel_token.asked
        channel_token.broken_why channel_token.sealed channel_token.seed contact.account
        contact.address delivery.account delivery.earlier_ids delivery.platform_id
        delivery.replaces lane.account message.account message.platform_id
    """,
    _OFFICE: """
        audit.note broadcast.buttons broadcast.files broadcast.refused_why broadcast.text
        class_series.pattern class_series.template class_session.bring class_session.cancel_reason
        class_session.map_url class_session.place class_session.sheet class_session.topic
        fact.name fact.value notice_answer.text poll.refused_why poll.title poll_question.options
        poll_question.text poll_round.result_text revision.content revision.note unit_hours.days_off
        unit_hours.hours unit_hours.worked
    """,
    _STAFF: """
        class_session.teacher duty_word.hours duty_word.said person.name person.phone
        revision.author revision.reviewer
    """,
    _REGISTER: "household.address household.label household.year unit.aliases unit.name",
}
