"""Residents: who has written, what they agreed to, what is stored; never what they wrote."""

import re
from collections.abc import Sequence
from typing import Any

from aiohttp import web
from sqlmodel import Session

from bot import texts
from bot.console.context import ConsoleRequest
from bot.console.routes import OFFICERS
from bot.console.tables import Column, Kind, Row, export_table, make_table, wants_export
from bot.core.accounts import name_account
from bot.core.errors import NotFound
from bot.core.secrets import derive_key, load_secret_key
from bot.people import languages, unit_choice
from bot.people.models import Contact
from bot.people.units import Unit
from bot.polls.voting_config import VotingConfig
from bot.usecases import resident_directory, vouch_for_contact
from bot.usecases.resident_directory import ContactLine

PAGE = 50  # rows of a page
MAX_EXPORT = 5_000  # rows of a file
_KEYS = ("name", "unit", "channel", "first", "last", "consent", "hears", "tickets")
_KINDS = (
    Kind.TEXT, Kind.TEXT, Kind.TEXT, Kind.DAY, Kind.MOMENT, Kind.TEXT, Kind.TEXT, Kind.NUMBER,
)  # fmt: skip
_NUMBER = re.compile(r"\d{1,15}")


def load_booth(request: ConsoleRequest) -> VotingConfig:
    """Return what ballots are kept by, as the chat has it."""
    key = derive_key(load_secret_key(request.services.settings), "ballots")
    return VotingConfig(request.policy, key)


def read_number(written: str) -> int | None:
    """Return a row's number of the address, or None."""
    return int(written) if _NUMBER.fullmatch(written) else None


def find_alias_number(written: str) -> int | None:
    """Return the number in an alias as it was typed, or 0 for words without one; None for none."""
    if not written.strip():
        return None
    match = _NUMBER.search(written)
    return int(match[0]) if match else 0


async def show_people(request: ConsoleRequest) -> web.Response:
    """List the contacts of the actor's units, the newest first."""
    unit_id, account = read_number(request.query.get("unit", "")), request.query.get("kenh", "")
    account = account if account in texts.ACCOUNT_NAMES else ""
    alias = request.query.get("so", "").strip()[:60]
    exports = wants_export(request)
    limit = MAX_EXPORT if exports else PAGE

    def read(session: Session) -> tuple[list[ContactLine], Sequence[Unit]]:
        lines = resident_directory.list_contact_lines(
            session, actor=request.actor, unit_id=unit_id, account=account,
            number=find_alias_number(alias),
            before_id=read_number(request.query.get("after", "")), limit=limit + 1,
        )  # fmt: skip
        return lines, unit_choice.list_choices(session, request.actor)

    lines, units = await request.read(read)
    has_more, lines = len(lines) > limit, lines[:limit]
    table = _make_contact_table(
        request, lines, {"unit": unit_id, "kenh": account, "so": alias}, has_more
    )
    if exports:
        return export_table(request, table, title=texts.CONTACTS_TITLE, name="nguoi-dan")
    return request.render(
        "people/list.html",
        table=table,
        units=[("", texts.ALL_UNITS), *((unit.id, unit.name) for unit in units)],
        accounts=[("", texts.ALL_ACCOUNTS), *texts.ACCOUNT_NAMES.items()],
        unit=unit_id or "",
        account=account,
        alias=alias,
    )


def _make_contact_table(
    request: ConsoleRequest, lines: Sequence[ContactLine], query: dict[str, Any], has_more: bool
) -> Any:
    def link(row: Row) -> str:
        return request.url("people.show", id=row["id"])

    columns = [
        Column(key, label, kind, link=link if key == "name" else None)
        for key, label, kind in zip(_KEYS, texts.CONTACT_COLUMNS, _KINDS, strict=True)
    ]
    next_address = ""
    if has_more:
        next_address = request.url("people.list", **query, after=lines[-1].contact.id)
    return make_table(
        request, columns, [_make_row(request, line) for line in lines],
        empty=texts.CONTACTS_EMPTY, next_address=next_address, sorts=False,
    )  # fmt: skip


def _make_row(request: ConsoleRequest, line: ContactLine) -> dict[str, Any]:
    contact, zone = line.contact, request.policy.zone
    return {
        "id": contact.id, "name": line.name, "unit": line.unit_name,
        "channel": name_account(contact.account),
        "first": contact.created_at.astimezone(zone).date(), "last": contact.seen_at,
        "consent": describe_consent(contact, line.version), "hears": describe_hearing(contact),
        "tickets": line.tickets,
    }  # fmt: skip


def describe_consent(contact: Contact, version: str) -> str:
    """Return what a contact said to being remembered, and to which text."""
    if contact.consented_at is not None:
        return texts.CONTACT_AGREED.format(version=version)
    return texts.CONTACT_DECLINED if contact.declined_at is not None else texts.CONTACT_UNASKED


def describe_hearing(contact: Contact) -> str:
    """Return whether announcements reach a contact."""
    if contact.unreachable_since is not None:
        return texts.CONTACT_UNREACHABLE
    return texts.CONTACT_STOPPED if contact.stopped_at is not None else texts.CONTACT_HEARS


async def show_person(request: ConsoleRequest) -> web.Response:
    """Show one contact: consents, what is stored, what was done on their behalf."""
    details = await request.read(resident_directory.load_contact, request.id(), actor=request.actor)
    data, contact = details.data, details.contact
    language = data.profile.get("language", "")
    return request.render(
        "people/show.html",
        details=details,
        contact=contact,
        channel=name_account(contact.account),
        hearing=describe_hearing(contact),
        proof=texts.PROOFS.get(details.proof, texts.PROOF_NONE),
        language=languages.language_name(language) if language else "",
        holdings=[
            (label, data.counts[table])
            for table, label in texts.DATA_HOLDINGS.items()
            if data.counts.get(table)
        ],
        actions=texts.AUDIT_ACTIONS,
        may_act=request.has(*OFFICERS),
    )


async def show_vouch(request: ConsoleRequest) -> web.Response:
    """Ask for the code that a visitor of the web page reads out, then say whose it is."""
    code = request.query.get("code", "").strip()[:20]
    contact = await request.read(resident_directory.find_waiting_contact, code, actor=request.actor)
    return request.render(
        "people/vouch.html",
        status=200 if contact or not code else 404,
        code=code,
        contact=contact,
        name=resident_directory.label_contact(contact) if contact else "",
        sentence=texts.VOUCH_UNKNOWN if code and not contact else "",
    )


async def do_vouch(request: ConsoleRequest) -> web.Response:
    """Vouch for the visitor with the code; what waited for it is counted."""
    code, booth = (await request.form()).get("code"), load_booth(request)

    def vouch(session: Session) -> tuple[int, int]:
        contact = resident_directory.find_waiting_contact(session, code, actor=request.actor)
        if contact is None:
            raise NotFound(texts.VOUCH_UNKNOWN)
        accepted = vouch_for_contact.vouch_for_contact(
            session, contact, request.policy, booth, actor=request.actor, now=request.now
        )
        return contact.id, len(accepted.polls) + len(accepted.enrolments)

    contact_id, count = await request.write(vouch)
    flash = texts.CONTACT_VOUCHED_DONE.format(count=count)
    return request.redirect("people.show", id=contact_id, flash=flash)
