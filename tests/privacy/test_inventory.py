"""The inventory covers the whole database, and nothing that does not exist."""

import importlib
import string
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import JSON, Table
from sqlmodel import AutoString, SQLModel

import bot.tables
from bot import texts
from bot.core.sealing import SealedJson
from bot.polls.service import REOPEN_WITHIN
from bot.privacy import data_rules, lifetimes, personal_data
from bot.privacy.data_rules import After, Effect, Eraser, KeptWith, Merger, Owner, TableRules
from bot.privacy.inventory import INVENTORY
from bot.usecases.forget_person import FORGETTERS
from bot.usecases.merge_contacts import MERGERS

assert bot.tables  # every table is known from here on
TABLES = SQLModel.metadata.tables
ROOT = Path(__file__).parents[2] / "bot"


def text_columns(table: Table) -> set[str]:
    """The columns in which words can stand."""
    return {
        column.name
        for column in table.columns
        if isinstance(column.type, JSON | AutoString | SealedJson)
    }


def undeclared(rules_of: dict[str, TableRules], tables: dict[str, Table]) -> set[str]:
    """What the register lacks, and what it declares although it does not exist."""
    declared = {
        f"{name}.{column}"
        for name, rules in rules_of.items()
        for column in rules.list_columns(*Effect)
    }
    existing = {
        f"{name}.{column}" for name, table in tables.items() for column in text_columns(table)
    }
    return set(rules_of) ^ set(tables) | declared ^ existing


def test_every_table_and_every_text_column_is_declared_and_exists() -> None:
    assert len(TABLES) > 50
    assert undeclared(dict(INVENTORY), dict(TABLES)) == set()


def test_a_missing_and_an_invented_one_are_found() -> None:
    tables = dict(TABLES)
    fewer = {name: rules for name, rules in INVENTORY.items() if name != "audit"}
    assert "audit" in undeclared(fewer, tables)
    assert "vote.reason" in undeclared({**INVENTORY, "vote": INVENTORY["ballot"]}, tables)
    assert "ghost" in undeclared({**INVENTORY, "ghost": INVENTORY["audit"]}, tables)


@pytest.mark.parametrize("name", INVENTORY)
def test_an_entry_is_complete(name: str) -> None:
    rules, table = INVENTORY[name], TABLES[name]
    assert (ROOT / rules.feature).is_dir()
    assert rules.purpose
    columns = rules.list_columns(*Effect)
    assert len(columns) == len(set(columns))
    for group in rules.columns:
        assert group.names and group.purpose
        assert (group.effect is Effect.KEEP) == bool(group.reason), group
    if rules.owner not in (None, Owner.SELF):
        assert rules.owner in table.c
    for condition in (rules.keep_where, rules.active_where):
        assert condition is None or condition[0] in table.c
    assert set(rules.also_set) <= set(table.c.keys())
    assert not rules.attachments_column or rules.attachments_column in columns


@pytest.mark.parametrize("name", INVENTORY)
def test_a_row_of_a_contact_says_so(name: str) -> None:
    if "contact_id" in TABLES[name].c:
        assert INVENTORY[name].owner is Owner.CONTACT


@pytest.mark.parametrize("name", INVENTORY)
def test_a_lifetime_begins_at_an_instant_that_exists(name: str) -> None:
    rules = INVENTORY[name]
    for lifetime in (rules.lifetime, *(group.lifetime for group in rules.columns)):
        if isinstance(lifetime, KeptWith):
            assert lifetime.table in INVENTORY
        if isinstance(lifetime, After):
            table = TABLES[name]
            assert lifetime.where is None or lifetime.where[0] in table.c
            for column in lifetime.through:
                (key,) = table.c[column].foreign_keys
                table = key.column.table
            assert lifetime.column.endswith("_at") or lifetime.column == "at"
            assert lifetime.column in table.c


def test_the_lifetimes_are_those_that_were_promised() -> None:
    assert timedelta(days=90) == lifetimes.MESSAGE_LIFETIME == lifetimes.PHOTO_LIFETIME
    assert timedelta(days=730) == lifetimes.TICKET_LIFETIME
    assert timedelta(days=1825) == lifetimes.AUDIT_LIFETIME
    assert lifetimes.MARK_LIFETIME >= REOPEN_WITHIN


@pytest.mark.parametrize("name", [*Eraser, *Merger])
def test_who_erases_and_merges_exists(name: str) -> None:
    module, _, function = name.partition(":")
    assert callable(getattr(importlib.import_module(module), function))


def test_what_the_inventory_names_is_called_when_a_person_is_forgotten() -> None:
    named = {
        eraser
        for rules in INVENTORY.values()
        for eraser in (rules.eraser, *(group.eraser for group in rules.columns))
    }
    # These are called by `privacy.consent`, for every contact.
    of_privacy = {Eraser.ERASURE, Eraser.PROFILE, Eraser.NAMES, Eraser.QUEUE}
    assert named == set(Eraser)
    assert set(FORGETTERS) == named - of_privacy


def test_what_the_inventory_names_is_called_when_contacts_are_merged() -> None:
    named = {rules.merger for rules in INVENTORY.values() if rules.merger is not None}
    assert named == set(Merger)
    assert set(MERGERS) == named - {Merger.BALLOTS}  # of all contacts of a person at once


def test_whatever_can_be_shown_has_words() -> None:
    shown = {name for name, rules in INVENTORY.items() if rules.shown}
    assert set(texts.DATA_HOLDINGS) == shown
    gaps = {gap for _, gap, _, _ in string.Formatter().parse(texts.DATA_SHOWN) if gap}
    assert set(personal_data.PROFILE_COLUMNS) - {"vouched"} <= gaps


def test_words_of_a_person_are_shown_or_belong_to_what_is() -> None:
    """Whoever asks what is stored hears of every table with words of theirs."""
    with_words = {
        name for name, rules in INVENTORY.items() if rules.owner is not None and rules.blanked
    }
    # The conversation and the profile have lines of their own; the rest is part of another line,
    # or a question that waits for its answer in the same chat.
    elsewhere = {"message", "contact", "ticket_event", "vote", "pending_question", "ballot_draft"}
    elsewhere |= {"ticket_word", "said_word"}  # words of tickets and messages again
    elsewhere |= {"visit_draft", "data_copy"}  # the files of the very answer they read
    assert with_words - elsewhere <= set(texts.DATA_HOLDINGS)


def test_the_types_say_what_they_are() -> None:
    assert all(need.value for need in data_rules.Need)
