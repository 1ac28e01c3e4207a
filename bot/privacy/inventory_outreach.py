"""Tables of outreach."""

from collections.abc import Mapping

from bot.privacy.data_rules import (
    After,
    Eraser,
    Feature,
    KeptWith,
    Owner,
    Rows,
    TableRules,
    codes,
    office,
    words,
)
from bot.privacy.lifetimes import DRAFT_LIFETIME, FIGURES, HOME_VISIT_LIFETIME, OFFICIAL

OUTREACH_TABLES: Mapping[str, TableRules] = {
    "outreach_plan": TableRules(
        Feature.OUTREACH,
        "when a village is visited from door to door, and what is explained",
        OFFICIAL,
        (office("title topics", "what the office wants explained"),),
    ),
    "outreach_stop": TableRules(
        Feature.OUTREACH, "which household a plan gives to whom", KeptWith("outreach_plan")
    ),
    "home_visit": TableRules(
        Feature.OUTREACH,
        "who was at which door, and what came of it",
        FIGURES,
        (
            codes("key outcome setups hand due_hint"),
            words(
                "note",
                "what the volunteer noted, masked",
                After(HOME_VISIT_LIFETIME, "entered_at"),
                Eraser.HOUSEHOLD_NOTES,
            ),
        ),
    ),
    "household_reach": TableRules(
        Feature.OUTREACH,
        "whether a household was reached, and what was set up there",
        FIGURES,
        (codes("way last_outcome setups"),),
    ),
    "connectivity": TableRules(
        Feature.OUTREACH,
        "what connects a household or a village",
        FIGURES,
        (codes("signal"),),
    ),
    "home_telling": TableRules(
        Feature.OUTREACH, "which household was told an announcement at its door", FIGURES
    ),
    "telling_target": TableRules(
        Feature.OUTREACH, "how many households an announcement has to reach", OFFICIAL
    ),
    "visit_draft": TableRules(
        Feature.OUTREACH,
        "a visit that is being told in a chat",
        After(DRAFT_LIFETIME, "moved_at"),
        (
            codes("key step outcome setups due_hint"),
            words("label note", "the household and what was noted, until it is recorded"),
        ),
        owner=Owner.CONTACT,
        rows=Rows.DELETE,
    ),
}
