"""Tables of tickets, classes, reminders and broadcasts."""

from collections.abc import Mapping

from bot.privacy.data_rules import (
    After,
    Columns,
    Effect,
    Eraser,
    Feature,
    KeptWith,
    Merger,
    Need,
    Owner,
    Rows,
    TableRules,
    codes,
    kept,
    keys,
    office,
    platform,
    staff,
    words,
)
from bot.privacy.lifetimes import (
    DRAFT_LIFETIME,
    ERASABLE,
    FIGURES,
    MESSAGE_LIFETIME,
    OFFICIAL,
    PHOTO_LIFETIME,
    ROLL,
    ROLL_LIFETIME,
    TICKET_LIFETIME,
    TICKET_NOTES,
    TICKET_WORDS,
)

FEATURE_TABLES: Mapping[str, TableRules] = {
    # --- tickets
    "ticket": TableRules(
        Feature.TICKETS,
        "a request for a person's help",
        FIGURES,
        (
            codes(
                "area topic_id subject kind code escalation_level outcome offered_to_ids"
                " named_person_ids"
            ),
            words("text answer call_at phone", "what they need, and the answer", TICKET_WORDS),
            words("attachments", "photos they sent", After(PHOTO_LIFETIME, "closed_at")),
        ),
        owner=Owner.CONTACT,
        attachments_column="attachments",
        also_set={"anonymous": True},
        merger=Merger.TICKETS,
        shown=True,
    ),
    "ticket_event": TableRules(
        Feature.TICKETS,
        "the history of a ticket",
        KeptWith("ticket"),
        (codes("kind"), words("note", "what members noted", TICKET_NOTES)),
        owner=Owner.TICKET,
        # Who looked behind an alias, and why, stays on record.
        keep_where=("kind", "revealed"),
    ),
    "ticket_word": TableRules(
        Feature.TICKETS,
        "by which words a ticket is found",
        TICKET_NOTES,
        (words("word", "single words of the ticket, without tones"),),
        owner=Owner.TICKET,
        rows=Rows.DELETE,
    ),
    "said_word": TableRules(
        Feature.TICKETS,
        "by which words of its conversation a ticket is found",
        After(MESSAGE_LIFETIME, "said_at", through=("message_id",)),
        (words("word", "single words that were said, without tones"),),
        owner=Owner.TICKET,
        rows=Rows.DELETE,
        needs=(Need.OPEN_TICKET,),
    ),
    "appointment": TableRules(
        Feature.TICKETS,
        "a visit that was agreed",
        KeptWith("ticket"),
        (codes("outcome"), words("place", "where to come", TICKET_NOTES)),
        owner=Owner.TICKET,
        shown=True,
    ),
    "support_log": TableRules(
        Feature.TICKETS,
        "help that was given",
        FIGURES,
        (
            codes("topic_id way outcome"),
            words("words", "what a member wrote of it", After(TICKET_LIFETIME, "at"), Eraser.NAMES),
        ),
    ),
    "help_count": TableRules(
        Feature.TICKETS,
        "kinds of help of an entry, and how many persons",
        KeptWith("support_log"),
        # A digest of resident, kind and day: it tells only that two entries are the same help.
        (codes("kind same_help"),),
    ),
    "safety_follow_up": TableRules(
        Feature.TICKETS,
        "what is asked on the day after a fraud",
        After(MESSAGE_LIFETIME, "due_at"),
        (codes("kind answer"),),
        owner=Owner.CONTACT,
        rows=Rows.DELETE_WHEN_ERASED,
    ),
    "relay": TableRules(
        Feature.TICKETS, "which message carries which to the other side", KeptWith("message")
    ),
    "draft_reply": TableRules(
        Feature.TICKETS,
        "a member's message that waits to be addressed",
        After(DRAFT_LIFETIME, "held_at"),
        (codes("further", "ids of messages"),),
        owner=Owner.CONTACT,
    ),
    "report_draft": TableRules(
        Feature.TICKETS,
        "a field report that is being written",
        After(DRAFT_LIFETIME, "moved_at"),
        (
            codes("step category"),
            words("place words attachments", "what is reported, and where"),
        ),
        owner=Owner.CONTACT,
        rows=Rows.DELETE,
        attachments_column="attachments",
        shown=True,
    ),
    # --- classes
    "class_series": TableRules(
        Feature.CLASSES,
        "classes that come every week",
        OFFICIAL,
        (office("pattern template", "when, where and about what"),),
    ),
    "class_session": TableRules(
        Feature.CLASSES,
        "one class",
        OFFICIAL,
        (
            codes("code door_code"),
            office("topic place map_url bring cancel_reason", "about what, and where"),
            staff("teacher", "who teaches"),
            Columns(
                "sheet",
                "photos of the paper roll",
                Effect.KEEP,
                After(ROLL_LIFETIME, "starts_at"),
                reason="the commune's proof of the class, with the names of all who came",
            ),
        ),
        attachments_column="sheet",
    ),
    "enrolment": TableRules(
        Feature.CLASSES,
        "who has a seat in a class, and came",
        FIGURES,
        (
            codes("status"),
            kept("holder", "on whose account the seat is", "ids of ours: no name"),
            words("learner", "whom the seat is for", ROLL, Eraser.LEARNERS),
            keys("key", "one seat a learner", Eraser.LEARNERS, ROLL),
        ),
        owner=Owner.CONTACT,
        eraser=Eraser.LEARNERS,
        merger=Merger.SEATS,
        shown=True,
    ),
    "make_up": TableRules(
        Feature.CLASSES,
        "another class for those who missed one",
        ERASABLE,
        (codes("state"),),
        owner=Owner.CONTACT,
        rows=Rows.DELETE_WHEN_ERASED,
    ),
    "class_feedback": TableRules(
        Feature.CLASSES,
        "whether a class was clear, and what to learn next",
        FIGURES,
        (codes("clear"), words("wish", "what to learn next", After(MESSAGE_LIFETIME, "asked_at"))),
        owner=Owner.CONTACT,
        eraser=Eraser.LEARNERS,
        shown=True,
    ),
    "class_proposal": TableRules(
        Feature.CLASSES,
        "classes that villages ask for",
        FIGURES,
        (codes("key topic_id title state"),),
    ),
    "skill_observation": TableRules(
        Feature.CLASSES,
        "what a learner can do: their skills passport",
        ERASABLE,
        (
            codes("skill"),
            words("learner", "whose skill it is", eraser=Eraser.LEARNERS),
            keys("key holder", "one line a learner and skill", Eraser.LEARNERS),
        ),
        owner=Owner.CONTACT,
        eraser=Eraser.LEARNERS,
        shown=True,
    ),
    "certificate": TableRules(
        Feature.CLASSES,
        "printed certificates, to prove them genuine",
        ERASABLE,
        (
            codes("code"),
            words("name", "what is printed on it", eraser=Eraser.LEARNERS),
            keys("holder", "whose it is", Eraser.LEARNERS),
        ),
        eraser=Eraser.LEARNERS,
    ),
    # --- reminders
    "reminder": TableRules(
        Feature.REMINDERS,
        "one message due at one time",
        FIGURES,
        (
            codes("key kind state"),
            words("text", "of what to remind", After(MESSAGE_LIFETIME, "due_at")),
        ),
        owner=Owner.CONTACT,
        rows=Rows.DELETE_WHEN_ERASED,
        active_where=("state", "waiting"),
        shown=True,
    ),
    "reminder_rule": TableRules(
        Feature.REMINDERS,
        "a reminder that comes again",
        ERASABLE,
        (
            codes("rule state"),
            words(
                "text",
                "of what to remind",
                After(MESSAGE_LIFETIME, "made_at", where=("state", "dropped")),
            ),
        ),
        owner=Owner.CONTACT,
        rows=Rows.DELETE_WHEN_ERASED,
        active_where=("state", "waiting"),
        shown=True,
    ),
    "pending_question": TableRules(
        Feature.REMINDERS,
        "a question of ours that was not answered yet",
        After(DRAFT_LIFETIME, "asked_at"),
        (codes("kind"), words("text", "what was said so far")),
        owner=Owner.CONTACT,
        rows=Rows.DELETE,
    ),
    "reminder_preferences": TableRules(
        Feature.REMINDERS,
        "which reminders somebody does not want",
        ERASABLE,
        owner=Owner.CONTACT,
        rows=Rows.DELETE_WHEN_ERASED,
    ),
    "deadline_subscription": TableRules(
        Feature.REMINDERS,
        "of which deadlines somebody wants to hear",
        ERASABLE,
        (codes("deadline"),),
        owner=Owner.CONTACT,
        rows=Rows.DELETE_WHEN_ERASED,
        merger=Merger.SEATS,
        shown=True,
    ),
    "unit_deadline": TableRules(
        Feature.REMINDERS,
        "a deadline that a unit added for its residents",
        OFFICIAL,
        (codes("repeat days_before"), office("title text basis", "what is due, and by what rule")),
    ),
    "deadline_run": TableRules(
        Feature.REMINDERS, "one notice of a deadline to many", FIGURES, (codes("deadline"),)
    ),
    # --- broadcasts
    "broadcast": TableRules(
        Feature.BROADCASTS,
        "an announcement",
        OFFICIAL,
        (
            codes("audience code content_hash urgency state step"),
            office("text files buttons refused_why", "what is announced"),
        ),
    ),
    "progress_message": TableRules(
        Feature.BROADCASTS,
        "how far an announcement is",
        KeptWith("broadcast"),
        (codes("state"),),
    ),
    "broadcast_recipient": TableRules(
        Feature.BROADCASTS,
        "for whom an announcement was approved",
        FIGURES,
        (codes("recipient reach"), platform("account")),
        owner=Owner.CONTACT,
        eraser=Eraser.RECIPIENTS,
    ),
    "notice_question": TableRules(
        Feature.BROADCASTS,
        "what residents asked about an announcement",
        FIGURES,
        (
            codes("state"),
            words("text", "the question", After(MESSAGE_LIFETIME, "asked_at")),
        ),
        owner=Owner.CONTACT,
        active_where=("state", "waiting"),
        eraser=Eraser.QUESTIONS,
        shown=True,
    ),
    "notice_answer": TableRules(
        Feature.BROADCASTS,
        "the author's answer to all who asked",
        KeptWith("broadcast"),
        (codes("state"), office("text", "the answer")),
    ),
    "notice_digest": TableRules(
        Feature.BROADCASTS, "in which message authors were told of questions", KeptWith("message")
    ),
}
