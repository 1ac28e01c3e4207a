"""Slips that invite a team: one a person, with the code that ties their chat to them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session

from bot import texts
from bot.core.accounts import AccountKind, find_kind, name_account
from bot.documents.slips import Slip, SlipAddress
from bot.people import linking, members
from bot.people.actor import Actor
from bot.people.role_rules import may_invite
from bot.people.team_overview import list_unjoined

MOST_SLIPS = 600  # of one file: a hundred pages


@dataclass(frozen=True, slots=True)
class ChatAddress:
    """Where the bot's chat is on one account."""

    account: str
    link: str

    @property
    def kind(self) -> str:
        """The platform: its first account's name."""
        return find_kind(self.account)

    @property
    def written(self) -> str:
        """The address as it is typed."""
        return self.link.partition("://")[2].rstrip("/")

    def for_unit(self, code: str) -> str:
        """Return the link that opens the chat in a unit, where the platform can."""
        if self.account == "webchat":
            return f"{self.link}/?u={code}"
        return f"{self.link}?start=u-{code}" if self._takes_start else self.link

    def with_code(self, code: str) -> str:
        """Return the link that brings a code along, where the platform can."""
        return f"{self.link}?start=link-{code}" if self._takes_start else self.link

    @property
    def _takes_start(self) -> bool:
        return self.kind == AccountKind.TELEGRAM


@dataclass(frozen=True, slots=True)
class VillageSlips:
    """The slips of a unit."""

    unit: str
    slips: Sequence[Slip]


def make_slips(
    session: Session,
    unit_id: int,
    addresses: Sequence[ChatAddress],
    *,
    actor: Actor,
    zone: ZoneInfo,
    now: datetime,
    person_id: int | None = None,
) -> list[VillageSlips]:
    """Return the slips of all who have no chat yet, by unit; `person_id` of one, joined or not.

    Codes given before stay valid. Left out is who is above the actor: whoever holds a code becomes
    that person. Raises NotFound.
    """
    unit = members.get_managed_unit(session, unit_id, actor=actor)
    until = (now + linking.VALID_FOR).astimezone(zone).date()
    by_unit: dict[str, list[Slip]] = {}
    for person, role, place in list_unjoined(session, unit, person_id=person_id)[:MOST_SLIPS]:
        if not may_invite(session, actor, person.id):
            continue
        code = linking.make_slip_code(session, person, actor=actor, now=now)
        slip = Slip(
            person.name,
            texts.ROLE_TITLES[role.kind],
            code,
            until,
            addresses[0].with_code(code) if addresses else "",
            [SlipAddress(name_account(at.kind), at.written) for at in addresses],
        )
        by_unit.setdefault(place.name, []).append(slip)
    return [VillageSlips(name, slips) for name, slips in by_unit.items()]
