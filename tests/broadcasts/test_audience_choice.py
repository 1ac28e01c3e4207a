"""What is ticked in a form and the expression it stands for, both ways."""

import pytest

from bot.broadcasts.audience_choice import AudienceChoice, Way, read_expression, write_expression
from bot.core.errors import UserError

VILLAGES = ("ap-01", "ap-02", "ap-03")


@pytest.mark.parametrize(
    ("choice", "written"),
    [
        (AudienceChoice(), "an-phu"),
        (AudienceChoice(group="team"), "an-phu, role:team"),
        (AudienceChoice(Way.VILLAGES, ("ap-01",)), "ap-01"),
        (AudienceChoice(Way.VILLAGES, ("ap-01", "ap-03")), "ap-01 + ap-03"),
        (
            AudienceChoice(Way.VILLAGES, ("ap-01", "ap-02"), "leader"),
            "ap-01, role:leader + ap-02, role:leader",
        ),
        (AudienceChoice(Way.WRITTEN, written="ap-01 - class:12"), "ap-01 - class:12"),
        (AudienceChoice(Way.WRITTEN, written="received:5"), "received:5"),
        (AudienceChoice(Way.WRITTEN, written="ap-01, lang:mong"), "ap-01, lang:mong"),
    ],
)
def test_there_and_back(choice: AudienceChoice, written: str) -> None:
    assert write_expression(choice, "an-phu") == written
    assert read_expression(written, "an-phu", VILLAGES) == choice


@pytest.mark.parametrize(
    "written", ["ap-01, role:team + ap-02", "ap-01 + class:3", "la-09", "ap-01, role:approver"]
)
def test_what_boxes_can_not_show_stays_written(written: str) -> None:
    shown = read_expression(written, "an-phu", VILLAGES)
    assert shown == AudienceChoice(Way.WRITTEN, written=written)


def test_nothing_chosen_is_said() -> None:
    for choice in (AudienceChoice(Way.VILLAGES), AudienceChoice(Way.WRITTEN, written=" ")):
        with pytest.raises(UserError):
            write_expression(choice, "an-phu")


def test_a_group_nobody_offers_is_not_taken_from_a_form() -> None:
    assert write_expression(AudienceChoice(group="approver, ap-99"), "an-phu") == "an-phu"


def test_thirty_ticked_villages_fit() -> None:
    codes = tuple(f"xa-an-phu-{number:02}" for number in range(30))
    choice = AudienceChoice(Way.VILLAGES, codes, "member")
    assert read_expression(write_expression(choice, "xa"), "xa", codes) == choice
