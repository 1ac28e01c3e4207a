"""`bot admin`: one-time links to the officers' console, made on the machine itself."""

import argparse
import json
from datetime import datetime

from sqlmodel import Session, col, func, select

from bot import texts
from bot.cli.parser import Commands, add_command
from bot.cli.terminal import get_base_address, get_named_unit, in_transaction, print_line
from bot.core.clock import utc_now
from bot.core.errors import BotError
from bot.people import sign_in
from bot.people.actor import OPERATOR
from bot.people.linking import list_staff
from bot.people.models import Person, Role, RoleKind
from bot.people.sign_in import CONSOLE_ROLES, ConsoleRole
from bot.people.units import Unit

ROLE_KINDS = {role: kind for kind, role in CONSOLE_ROLES.items()}


def add_verbs(verbs: Commands) -> None:
    """Add the verb of `bot admin`."""
    parser = add_command(
        verbs,
        "link",
        make_link,
        help="Make a one-time link to the officers' console; it works for ten minutes.",
        example="bot admin link --unit an-phu --role officer",
    )
    parser.add_argument("--unit", metavar="CODE", help="of somebody of this unit")
    parser.add_argument(
        "--role",
        choices=[str(role) for role in ConsoleRole],
        help="of somebody in this role; operator sets the installation up and decides nothing",
    )
    parser.add_argument("--phone", help="of the person with this number")
    parser.add_argument("--json", action="store_true", help="one JSON object")


def make_link(options: argparse.Namespace) -> int:
    """bot admin link"""

    def make(session: Session) -> tuple[str, str]:
        person = _choose_person(session, options)
        return _issue_link(session, person, now=utc_now())

    token, name = in_transaction(make)
    address = f"{get_base_address()}/console/in/{token}"
    if options.json:
        print_line(json.dumps({"url": address, "name": name}, ensure_ascii=False))
    else:
        print_line(address)
        print_line(texts.ADMIN_LINK_OF.format(name=name))
    return 0


def make_first_link(session: Session, *, now: datetime) -> tuple[str, str]:
    """Return a link's token and whose it is: the first officer's, or the operator's if none is."""
    return _issue_link(session, _find_person(session, RoleKind.OFFICER, None), now=now)


def _issue_link(session: Session, person: Person | None, *, now: datetime) -> tuple[str, str]:
    token = sign_in.issue_sign_in_link(
        session, person.id if person else None, actor=OPERATOR, now=now
    )
    return token, person.name if person else texts.ADMIN_OPERATOR


def _choose_person(session: Session, options: argparse.Namespace) -> Person | None:
    """Return whose link is meant; None is the operator. Raises BotError when nobody fits."""
    if options.phone:
        people = list_staff(session, options.phone)
        if not people:
            raise BotError(texts.CLI_NO_MEMBER.format(phone=options.phone))
        return people[0]
    role = ConsoleRole(options.role) if options.role else None
    if role is ConsoleRole.OPERATOR:
        return None
    unit = get_named_unit(session, options.unit) if options.unit else None
    person = _find_person(session, ROLE_KINDS[role or ConsoleRole.OFFICER], unit)
    if person is None and (unit or role):
        raise BotError(texts.ADMIN_NOBODY)
    return person


def _find_person(session: Session, kind: RoleKind, unit: Unit | None) -> Person | None:
    query = (
        select(Person)
        .join(Role, col(Role.person_id) == Person.id)
        .join(Unit, col(Unit.id) == Role.unit_id)
        .where(Role.kind == kind)
        .order_by(func.length(col(Unit.path)), col(Role.id))
    )
    if unit is not None:
        query = query.where(Role.unit_id == unit.id)
    return session.exec(query).first()
