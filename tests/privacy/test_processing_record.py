"""The record of processing is what the inventory says, and the document is in step with it."""

from pathlib import Path

from bot.privacy.inventory import INVENTORY
from bot.privacy.processing_record import write_processing_record

DOCUMENT = Path(__file__).parents[2] / "docs" / "operators" / "processing_record.md"


def test_the_document_is_in_step_with_the_inventory() -> None:
    assert DOCUMENT.read_text("utf-8") == write_processing_record(), (
        "run: bot privacy record > docs/operators/processing_record.md"
    )


def test_every_table_with_rows_of_persons_is_in_the_record() -> None:
    record = write_processing_record()
    for name, rules in INVENTORY.items():
        assert (f"| `{name}` |" in record) == (rules.owner is not None), name
