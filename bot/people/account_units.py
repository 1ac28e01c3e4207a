"""Which commune (or province) an account on a platform belongs to, as the settings say.

Who writes to such an account is in that commune without being asked, and in no other: places, links
and codes of elsewhere are not taken there (ADR-0079). An account without a unit serves all.
"""

from collections.abc import Mapping, Sequence

from sqlmodel import Field, Session, SQLModel, col, select, update

from bot import texts
from bot.core.accounts import find_kind
from bot.core.db import reference
from bot.core.errors import SettingsError
from bot.people.models import Contact, Role
from bot.people.units import (
    Unit,
    UnitKind,
    find_unit,
    is_within,
    list_path_ids,
    list_units,
)


class AccountUnit(SQLModel, table=True):
    """The unit of one account; an account without a row serves all units."""

    __tablename__ = "account_unit"

    account: str = Field(primary_key=True, max_length=40)
    unit_id: int = reference("unit.id")


def assign_units(session: Session, codes: Mapping[str, str]) -> None:
    """Take over from the settings which unit each account belongs to, by the unit's code.

    Contacts of an account whose unit changed follow it. Raises SettingsError for a code of no unit,
    or of a village; nothing is changed then.
    """
    wanted = {
        account: get_named_home(session, account, code) if code else None
        for account, code in codes.items()
    }
    for account, unit in wanted.items():
        row = session.get(AccountUnit, account)
        if (row.unit_id if row else None) == (unit.id if unit else None):
            continue
        if row is not None:
            session.delete(row)
            session.flush()
        if unit is not None:
            session.add(AccountUnit(account=account, unit_id=unit.id))
        session.execute(
            update(Contact)
            .where(col(Contact.account) == account)
            .values(account_unit_id=unit.id if unit else None)
            .execution_options(synchronize_session=False)
        )
    session.flush()


def get_named_home(session: Session, account: str, code: str) -> Unit:
    """Return the unit a setting names for an account. Raises SettingsError for no or a village."""
    unit = find_unit(session, code)
    if unit is None:
        raise SettingsError(texts.ACCOUNTS_NO_UNIT.format(account=account, code=code))
    if unit.kind == UnitKind.VILLAGE:
        raise SettingsError(texts.ACCOUNTS_UNIT_KIND.format(account=account, code=code))
    return unit


def find_account_unit(session: Session, account: str) -> Unit | None:
    """Return the unit an account belongs to; None of one that serves all."""
    row = session.get(AccountUnit, account)
    return session.get(Unit, row.unit_id) if row is not None else None


def map_account_units(session: Session) -> dict[str, Unit]:
    """Return the unit of each account that has one."""
    query = select(AccountUnit.account, Unit).join(Unit, col(Unit.id) == AccountUnit.unit_id)
    return dict(session.exec(query).all())


def find_home(session: Session, contact: Contact) -> Unit | None:
    """Return the unit of the contact's account; None of an account that serves all."""
    return session.get(Unit, contact.account_unit_id) if contact.account_unit_id else None


def find_ticket_unit_id(session: Session, contact: Contact) -> int | None:
    """Return the id of the unit whose team answers the contact: their own, or their account's.

    None where that is a province, or nothing: then the village must be asked for.
    """
    home = find_home(session, contact) if contact.unit_id is None else None
    is_commune = home is not None and home.kind == UnitKind.COMMUNE
    return home.id if home is not None and is_commune else contact.unit_id


def is_elsewhere(session: Session, contact: Contact, unit: Unit) -> bool:
    """Return whether a unit lies outside the unit of the contact's account."""
    home = find_home(session, contact)
    return home is not None and not is_within(unit.path, home.path)


def list_communes(session: Session, contact: Contact) -> list[Unit]:
    """Return the communes a contact can live in: those of their account's unit, ordered by code."""
    home = find_home(session, contact)
    communes = list_units(session, UnitKind.COMMUNE)
    return [unit for unit in communes if home is None or is_within(unit.path, home.path)]


def serves_person(session: Session, contact: Contact, person_id: int) -> bool:
    """Return whether a person may speak through the contact's account.

    Who has roles needs one in the account's unit, below it or above it.
    """
    home = find_home(session, contact)
    if home is None:
        return True
    query = select(Unit.path).join(Role, col(Role.unit_id) == Unit.id)
    paths = session.exec(query.where(Role.person_id == person_id)).all()
    return not paths or any(
        is_within(path, home.path) or is_within(home.path, path) for path in paths
    )


def covers_unit(home: Unit | None, unit: Unit) -> bool:
    """Return whether an account of `home` serves the residents of a unit."""
    return home is None or is_within(unit.path, home.path)


def choose_accounts(
    accounts: Sequence[str], homes: Mapping[str, Unit], unit: Unit | None
) -> set[str]:
    """Return the account of each kind that residents of a unit join by: the nearest one."""
    chosen: dict[str, str] = {}
    for account in accounts:
        home = homes.get(account)
        if home is not None and (unit is None or not is_within(unit.path, home.path)):
            continue
        best = chosen.setdefault(find_kind(account), account)
        if _measure(homes, account) > _measure(homes, best):
            chosen[find_kind(account)] = account
    return set(chosen.values())


def _measure(homes: Mapping[str, Unit], account: str) -> int:
    """Return how near an account is: how deep its unit lies, 0 of one that serves all."""
    return len(list_path_ids(homes[account].path)) if account in homes else 0
