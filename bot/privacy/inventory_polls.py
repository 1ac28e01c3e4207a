"""Tables of polls, and of what was promised in answer to them."""

from collections.abc import Mapping

from bot.privacy.data_rules import (
    After,
    Eraser,
    Feature,
    KeptWith,
    Merger,
    Owner,
    Rows,
    TableRules,
    codes,
    kept,
    keys,
    office,
    words,
)
from bot.privacy.lifetimes import (
    DRAFT_LIFETIME,
    FIGURES,
    MARK_LIFETIME,
    OFFICIAL,
    PROMISE_LIFETIME,
    TICKET_LIFETIME,
)

POLL_TABLES: Mapping[str, TableRules] = {
    # --- commitments
    "commitment": TableRules(
        Feature.COMMITMENTS,
        "a promise of the commune in answer to a poll or to field reports",
        OFFICIAL,
        (
            codes("state reminded"),
            office(
                "subject answer promise outcome photo refused_why", "what was promised and done"
            ),
        ),
    ),
    "commitment_ticket": TableRules(
        Feature.COMMITMENTS,
        "which field reports a promise answers",
        KeptWith("commitment"),
    ),
    "commitment_recipient": TableRules(
        Feature.COMMITMENTS,
        "who took part in what a promise answers, to be told",
        After(PROMISE_LIFETIME, "ended_at", through=("commitment_id",)),
        (codes("codes"),),
        owner=Owner.CONTACT,
        rows=Rows.DELETE,
    ),
    "commitment_round": TableRules(
        Feature.COMMITMENTS,
        "one message about a promise on its way",
        KeptWith("commitment"),
        (codes("kind"), office("text", "what is told")),
    ),
    "commitment_share": TableRules(
        Feature.COMMITMENTS, "to how many of a village a message went", FIGURES
    ),
    # --- polls
    "poll": TableRules(
        Feature.POLLS,
        "an opinion poll",
        OFFICIAL,
        (codes("per role state step"), office("title refused_why", "about what")),
    ),
    "poll_round": TableRules(
        Feature.POLLS,
        "an invitation, a reminder or the result on its way",
        KeptWith("poll"),
        (codes("kind"), office("result_text", "the result as it is told")),
    ),
    "poll_question": TableRules(
        Feature.POLLS,
        "the questions of a poll",
        KeptWith("poll"),
        (codes("kind"), office("text options", "what is asked")),
    ),
    "ballot": TableRules(
        Feature.POLLS,
        "one voter's answers",
        KeptWith("poll"),
        (codes("receipt how proof"), keys("voter", "one ballot a voter", Eraser.BALLOTS)),
        owner=Owner.CONTACT,
        eraser=Eraser.BALLOTS,
        merger=Merger.BALLOTS,
        shown=True,
    ),
    "vote": TableRules(
        Feature.POLLS,
        "the answers of a ballot",
        KeptWith("ballot"),
        (
            codes("options", "numbers of the options"),
            words(
                "reason",
                "why, in their words",
                After(TICKET_LIFETIME, "closed_at", through=("ballot_id", "poll_id")),
            ),
        ),
        owner=Owner.BALLOT,
    ),
    "ballot_draft": TableRules(
        Feature.POLLS,
        "answers in progress",
        After(DRAFT_LIFETIME, "closes_at", through=("poll_id",)),
        (codes("voter how"), words("answers", "what was answered so far")),
        owner=Owner.CONTACT,
        rows=Rows.DELETE,
    ),
    "voter_digest": TableRules(
        Feature.POLLS,
        "that a chat has answered, as a keyed digest",
        After(MARK_LIFETIME, "closed_at", through=("poll_id",)),
        (kept("mark voter", "one ballot a person", "a digest, so that an erased chat votes once"),),
        owner=Owner.CONTACT,
        eraser=Eraser.BALLOTS,
        merger=Merger.BALLOTS,
    ),
}
