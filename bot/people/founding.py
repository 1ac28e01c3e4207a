"""The first step of setting up: a commune, and who sets it up."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from bot import texts
from bot.core.errors import NotAllowed, UserError
from bot.core.events import emit
from bot.people import service, units
from bot.people.actor import Actor
from bot.people.events import CommuneFounded
from bot.people.list_values import clean_person_name, parse_phone
from bot.people.models import Person, RoleKind
from bot.people.unit_codes import make_unit_code
from bot.people.unit_names import read_kind
from bot.people.units import Unit, UnitKind
from bot.vietnamese.letters import name_key

NAME_LIMIT = 120
FOUNDER_ROLES = (RoleKind.OFFICER, RoleKind.APPROVER)


@dataclass(frozen=True, slots=True)
class Founding:
    """What the form of the first step says."""

    commune: str
    province: str
    name: str
    phone: str
    role: RoleKind


def check_commune_name(name: str) -> str:
    """Return a commune's name with single spaces. Raises UserError."""
    name = " ".join(name.split())
    if read_kind(name) is not UnitKind.COMMUNE or len(name) > NAME_LIMIT:
        raise UserError(texts.SETUP_BAD_COMMUNE)
    return name


def check_person_name(name: str) -> str:
    """Return a person's name. Raises UserError."""
    if not name.strip() or len(name) > NAME_LIMIT:
        raise UserError(texts.PERSON_NAME_NEEDED)
    return clean_person_name(name)


def found_commune(
    session: Session, founding: Founding, *, actor: Actor, now: datetime
) -> tuple[Unit, Person]:
    """Create the commune, and give the person their role in it; only the operator may.

    Raises NotAllowed, and UserError for what is not right or there already.
    """
    if actor.person_id is not None:
        raise NotAllowed(texts.CONSOLE_NOT_FOR_YOU)
    name, person = check_commune_name(founding.commune), check_person_name(founding.name)
    phone = parse_phone(founding.phone)
    everything = units.list_units(session)
    if any(unit.kind == UnitKind.COMMUNE and name_key(unit.name) == name_key(name)
           for unit in everything):  # fmt: skip
        raise UserError(texts.SETUP_COMMUNE_THERE.format(unit=name))
    taken = {unit.code for unit in everything}
    parent = _get_or_create_province(session, founding.province, taken)
    code = make_unit_code(name, UnitKind.COMMUNE, "", taken | ({parent.code} if parent else set()))
    units.upsert_unit(session, code, name, UnitKind.COMMUNE, parent=parent)
    unit = units.get_unit(session, code)
    emit(session, CommuneFounded(unit.id, actor, now))
    founder = service.create_person(session, unit, person, phone)
    service.upsert_member(
        session, unit, person, phone, founding.role, actor=actor, now=now, person=founder
    )
    return unit, founder


def _get_or_create_province(session: Session, name: str, taken: set[str]) -> Unit | None:
    name = " ".join(name.split())[:NAME_LIMIT]
    if not name:
        return None
    if read_kind(name) is not UnitKind.PROVINCE:
        name = f"{texts.KIND_WORDS['province'][0].capitalize()} {name}"
    for unit in units.list_units(session, UnitKind.PROVINCE):
        if name_key(unit.name) == name_key(name):
            return unit
    code = make_unit_code(name, UnitKind.PROVINCE, "", taken)
    units.upsert_unit(session, code, name, UnitKind.PROVINCE, parent=None)
    return units.get_unit(session, code)
