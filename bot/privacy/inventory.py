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
class Words:
    """A table with personal text: `columns` are emptied, or the whole row is deleted."""

    owner: Owner
    columns: tuple[str, ...]
    things: str = ""  # the column that lists attachments: their files go too
    row_goes: bool = False
    unless: tuple[str, str] | None = None  # (column, value): rows that are kept as they are
    running: tuple[str, str] | None = None  # (column, value): rows of what is not over yet


WORDS = {
    "ticket": Words(
        Owner.CONTACT, ("text", "answer", "call_at", "phone", "attachments"), "attachments"
    ),
    # Who looked behind an alias, and why, stays on record.
    "ticket_event": Words(Owner.TICKET, ("note",), unless=("kind", "revealed")),
    "appointment": Words(Owner.TICKET, ("place",)),
    "report_draft": Words(
        Owner.CONTACT, ("place", "words", "attachments"), "attachments", row_goes=True
    ),
    "reminder_ask": Words(Owner.CONTACT, ("text",), row_goes=True),
    "reminder": Words(Owner.CONTACT, ("text",), running=("state", "waiting")),
    "reminder_rule": Words(Owner.CONTACT, ("text",), running=("state", "waiting")),
    "notice_question": Words(Owner.CONTACT, ("text",), running=("state", "waiting")),
    "class_feedback": Words(Owner.CONTACT, ("wish",)),
    "poll_sitting": Words(Owner.CONTACT, ("answers",), row_goes=True),
    "vote": Words(Owner.BALLOT, ("reason",)),
}

# Emptied by the verb that is named, because more than a column depends on it.
NAMES = {
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

KEPT = {
    _CODES: """
        audit.action audit.subject ballot.how ballot.proof ballot.receipt broadcast.audience
        broadcast.code broadcast.likeness broadcast.state broadcast.step broadcast.urgency
        broadcast_board.state broadcast_recipient.reach broadcast_recipient.recipient
        batch.messages certificate.code class_feedback.clear class_proposal.key
        class_proposal.state class_proposal.title class_proposal.topic_id class_session.code
        class_session.door_code consent.version contact.vouch_code contact.vouched
        deadline_run.deadline deadline_wish.deadline delivery.claimed_by delivery.key
        delivery.reason delivery.status discarded.path enrolment.holder enrolment.seat
        feedback.topic_id guide.state guide.topic_id held_words.further household.code
        lane.holder link_code.digest make_up.state message.direction message.event message.route
        poll.per poll.role poll.state poll.step poll_mark.mark poll_mark.voter
        poll_question.kind poll_round.what poll_sitting.how poll_sitting.voter question.kind
        question.missing question.outcome question.topic_id reminder.key reminder.kind
        reminder.state notice_answer.state notice_question.state reminder_ask.kind
        reminder_rule.rule reminder_rule.state report_draft.category
        report_draft.step revision.base revision.question_ids revision.state revision.topic_id
        role.kind role.skills skill_seen.skill spooled.holder spooled.key stepmark.kind
        stepmark.topic_id support_log.outcome support_log.topic_id support_log.way ticket.about
        ticket.area ticket.code ticket.hop ticket.kind ticket.outcome ticket.subject
        ticket.topic_id ticket.tried ticket_event.kind unit.code unit.kind unit.path
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
        class_series.pattern class_series.what class_session.bring class_session.cancel_reason
        class_session.map_url class_session.place class_session.sheet class_session.topic
        fact.name fact.value notice_answer.text poll.refused_why poll.title poll_question.options
        poll_question.text poll_round.words revision.content revision.note unit_hours.days_off
        unit_hours.hours unit_hours.worked
    """,
    _STAFF: """
        class_session.teacher duty_word.hours duty_word.said person.name person.phone
        revision.author revision.reviewer
    """,
    _REGISTER: "household.address household.label household.year unit.aliases unit.name",
}
