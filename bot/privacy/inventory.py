"""Inventory: the one register of every table and of every column that can hold text.

Each table has the feature that owns it, a purpose, a lifetime and what erasing does to its rows;
each text or JSON column has a purpose, what erasing does to it, and a lifetime of its own where it
ends before its row. Erasing, withdrawing, merging, retention and what is shown to the person read
it. A test walks the metadata and fails on what is not declared, and on what does not exist.
"""

from collections.abc import Mapping

from bot.privacy.data_rules import TableRules
from bot.privacy.inventory_base import BASE_TABLES
from bot.privacy.inventory_features import FEATURE_TABLES
from bot.privacy.inventory_outreach import OUTREACH_TABLES
from bot.privacy.inventory_polls import POLL_TABLES

INVENTORY: Mapping[str, TableRules] = {
    **BASE_TABLES,
    **FEATURE_TABLES,
    **OUTREACH_TABLES,
    **POLL_TABLES,
}
