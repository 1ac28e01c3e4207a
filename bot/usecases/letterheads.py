"""The letterhead of a unit: the body, the one above it, the place and who signs.

The commune's body is its people's committee; a village's is its community digital technology team,
under the committee. What a commune set itself (`bot facts set … document_place`) comes first.
"""

from sqlmodel import Session

from bot import texts
from bot.documents.office_form import Letterhead, Signer
from bot.faq import service as faq
from bot.people import units
from bot.people.models import RoleKind
from bot.people.service import list_team
from bot.people.units import Unit, UnitKind


def load_letterhead(session: Session, unit: Unit, *, is_team: bool | None = None) -> Letterhead:
    """Return the letterhead of the unit's body.

    `is_team`: of the team, not of the committee; by default for a village only.
    """
    facts = faq.load_facts(session, unit.id)
    commune = units.find_ancestor(session, unit, UnitKind.COMMUNE) or unit
    place = facts.get("document_place") or name_place(commune.name)
    if unit.kind == UnitKind.VILLAGE if is_team is None else is_team:
        signer = Signer(texts.TEAM_POSITION, name=_find_leader(session, unit))
        superior = texts.BODY_COMMITTEE_SHORT.format(unit=lower_unit_name(commune.name))
        body = f"{texts.BODY_TEAM}\n{lower_unit_name(unit.name)}"
        return Letterhead(body, superior, place, texts.BODY_TEAM_SYMBOL, signer)
    signer = Signer(
        facts.get("document_signer_title", texts.COMMITTEE_POSITION),
        authority=texts.COMMITTEE_AUTHORITY,
        name=facts.get("document_signer", ""),
        note="",
    )
    body = f"{texts.BODY_COMMITTEE}\n{lower_unit_name(unit.name)}"
    return Letterhead(body, "", place, texts.BODY_COMMITTEE_SYMBOL, signer)


def name_place(commune: str) -> str:
    """Return the place of the date's line: the commune's name without what kind it is.

    A name that is a number or a person's is written whole (annex I, part II, point 4).

    >>> name_place("Xã An Phú"), name_place("Phường 7"), name_place("Phường Nguyễn Trãi")
    ('An Phú', 'Phường 7', 'Phường Nguyễn Trãi')
    """
    for prefix in texts.UNIT_PREFIXES:
        name = commune[len(prefix) + 1 :]
        if commune.lower().startswith(f"{prefix} ") and not _is_written_whole(name):
            return name
    return commune


def lower_unit_name(name: str) -> str:
    """Return a unit's name as it stands within a sentence.

    The word for its kind is a name's part only before a number or a person's name (annex II).

    >>> lower_unit_name("Xã An Phú"), lower_unit_name("Thôn 3")
    ('xã An Phú', 'Thôn 3')
    """
    return name if name_place(name) == name else name[:1].lower() + name[1:]


def _is_written_whole(name: str) -> bool:
    first, *more = name.split() or [""]
    return len(name) < 2 or not first.isalpha() or (bool(more) and first in texts.SURNAMES)


def _find_leader(session: Session, unit: Unit) -> str:
    """Return the leader's name, "" if there is none or more than one."""
    names = [
        person.name for person, role in list_team(session, unit) if role.kind == RoleKind.LEADER
    ]
    return names[0] if len(names) == 1 else ""
