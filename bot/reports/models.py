"""Tables of the counters by day and month, and of what the clock has sent by itself."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import UniqueConstraint, text
from sqlmodel import Field, SQLModel

from bot.core.db import identity, reference


class CountName(StrEnum):
    """What is counted. The comment says what `detail` holds; without one it is empty."""

    ANSWERED = "answered"  # a free question with an answer · topic
    CHOICES = "choices"  # a free question asked back about · topic, if one is likely
    MISSED = "missed"  # a free question without an answer · "outside" when it is known to be
    TOPIC_OPENED = "topic_opened"  # by its button · topic
    HELPED = "helped"  # 👍 · topic
    NOT_HELPED = "not_helped"  # 👎 · topic
    TICKET_OPENED = "ticket_opened"
    TICKET_TAKEN = "ticket_taken"
    TICKET_RESOLVED = "ticket_resolved"  # answered or helped, by whomever
    TICKET_REOPENED = "ticket_reopened"
    TICKET_LATE = "ticket_late"  # taken from a member who did not answer in time
    TO_NEIGHBOUR = "to_neighbour"  # a ticket that its own village could not take
    TO_COMMUNE = "to_commune"
    UNTAKEN = "untaken"  # everybody on duty was asked in vain
    FIRST_RESPONSE = "first_response"  # of a ticket · upper bound of its minutes, see `histograms`
    RATING = "rating"  # of a ticket · stars, 1 to 5
    CLASS_HELD = "class_held"
    ENROLLED = "enrolled"  # a learner got a seat or a place in the waiting list
    ATTENDED = "attended"  # learners, or heads when these were counted
    BROADCAST = "broadcast"  # an announcement that is over
    ADDRESSED = "addressed"  # people an announcement was for
    DELIVERED = "delivered"  # people it was sent to
    UNREACHED = "unreached"  # people who blocked us or asked for no announcements
    BALLOT = "ballot"  # · how it was cast
    COMMITMENT = "commitment"  # a promise of the commune, approved
    COMMITMENT_KEPT = "commitment_kept"  # done by its day
    COMMITMENT_LATE = "commitment_late"  # not done when its day was over
    STARTED = "started"  # a new chat · channel account
    LINKED = "linked"  # a chat whose village became known
    CONSENTED = "consented"
    VISIT = "visit"  # a visit that took place
    FACE_TO_FACE = "face_to_face"  # households helped without a ticket
    HELP_KIND = "help_kind"  # persons who got a kind of help · kind (ADR-0068)
    HOUSE_VISIT = "house_visit"  # a visit at a door · outcome
    HOUSE_SET_UP = "house_set_up"  # something set up at a door · its id in data/outreach
    HOUSE_REACHED = "house_reached"  # a household reached for the first time · visit, chat, told
    HOUSE_TOLD = "house_told"  # a household told an announcement at its door
    STEP_SHOWN = "step_shown"  # of a guided answer · topic and step, see `guide_counting`
    STEP_STUCK = "step_stuck"  # · topic and step


DETAILED = (
    CountName.FIRST_RESPONSE,
    CountName.RATING,
    CountName.BALLOT,
    CountName.STARTED,
    CountName.HELP_KIND,
)
"""The counters whose details a report keeps apart; topics and steps have their own queries."""


class DailyCount(SQLModel, table=True):
    """How often something happened in a unit on one local day. No person is in it (ADR-0065)."""

    __tablename__ = "daily_count"
    __table_args__ = (UniqueConstraint("unit_id", "day", "name", "detail"),)

    id: int = identity()
    unit_id: int = reference("unit.id", index=False)
    day: date
    name: str = Field(max_length=20)
    detail: str = Field(default="", max_length=60, sa_column_kwargs={"server_default": text("''")})
    count: int


class MonthlyCount(SQLModel, table=True):
    """The sum of a unit's daily counters in a month, without the details of topics and steps.

    Kept by whatever changes a daily counter, in the same transaction: a correction of an old day
    corrects its month (ADR-0070). A year of a province is read from here.
    """

    __tablename__ = "monthly_count"
    __table_args__ = (UniqueConstraint("unit_id", "month", "name", "detail"),)

    id: int = identity()
    unit_id: int = reference("unit.id", index=False)
    month: date  # its first day
    name: str = Field(max_length=20)
    detail: str = Field(default="", max_length=60, sa_column_kwargs={"server_default": text("''")})
    count: int


class NoteKind(StrEnum):
    """What the clock sends once for a unit and a period."""

    MONTH_DRAFT = "month-draft"  # of the commune's report, to its officers
    TEAM_WEEK = "team-week"  # to the team of the unit
    THANKS = "thanks"  # of the month before, to whoever helped in the commune


class SentNote(SQLModel, table=True):
    """A note was sent for a unit and a period: whoever inserts the row sends it, nobody twice."""

    __tablename__ = "sent_note"
    __table_args__ = (UniqueConstraint("unit_id", "kind", "first_on"),)

    id: int = identity()
    unit_id: int = reference("unit.id", index=False)
    kind: str = Field(max_length=12)
    first_on: date  # the first day of the period
    sent_at: datetime
