"""Tables of the clock: when it last looked, and which faults officers were told of."""

from datetime import datetime

from sqlmodel import Field, SQLModel

CLOCK = "clock"  # the one heartbeat there is


class Heartbeat(SQLModel, table=True):
    """When something that must go on for ever was last seen alive."""

    name: str = Field(primary_key=True, max_length=40)
    began_at: datetime  # the first beat of this installation
    beat_at: datetime


class Alarm(SQLModel, table=True):
    """A fault that goes on. The row is deleted when it is over."""

    subject: str = Field(primary_key=True, max_length=80)  # such as "channel:telegram"
    began_at: datetime
    told_at: datetime | None = None  # nobody is woken: None until the quiet hours are over
    fine_since: datetime | None = None  # it seems to be over; told when that lasts
