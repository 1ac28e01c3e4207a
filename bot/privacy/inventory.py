"""Inventory: the one register of every table and of every column that can hold text.

Each table has the feature that owns it, a purpose, a lifetime and what erasing does to its rows;
each text or JSON column has a purpose, what erasing does to it, and a lifetime of its own where it
ends before its row. Erasing, withdrawing, merging, retention and what is shown to the person read
it. A test walks the metadata and fails on what is not declared, and on what does not exist.
"""

from collections.abc import Mapping
from datetime import timedelta

from bot.privacy.data_rules import (
    After,
    Columns,
    Effect,
    Eraser,
    Feature,
    Kept,
    KeptWith,
    Merger,
    Need,
    Owner,
    Rows,
    TableRules,
    UntilErased,
    codes,
    kept,
    keys,
    office,
    platform,
    register,
    staff,
    words,
)

MESSAGE_LIFETIME = timedelta(days=90)  # words in the conversation
PHOTO_LIFETIME = timedelta(days=90)
TICKET_LIFETIME = timedelta(days=2 * 365)  # words of a ticket that is closed
ROLL_LIFETIME = timedelta(days=2 * 365)  # who learnt in a class, by name
AUDIT_LIFETIME = timedelta(days=5 * 365)
# Of what was begun and never ended, such as a report without its photo.
DRAFT_LIFETIME = timedelta(days=90)
MARK_LIFETIME = timedelta(hours=1)  # a closed poll can be reopened for so long

FIGURES = Kept("the reports count them; without their words nobody can be told from them")
REGISTER = Kept("the commune's register, which officers change")
OFFICIAL = Kept("an official act of the commune")
WORKING = Kept("rewritten or deleted by its own mechanism")
ERASABLE = UntilErased()

_CLOSED = ("ticket_id",)
_TICKET_WORDS = After(TICKET_LIFETIME, "closed_at")
_TICKET_NOTES = After(TICKET_LIFETIME, "closed_at", through=_CLOSED)
_ROLL = After(ROLL_LIFETIME, "starts_at", through=("session_id",))
_SAID = After(MESSAGE_LIFETIME, "said_at")

INVENTORY: Mapping[str, TableRules] = {
    # --- core
    "audit": TableRules(
        Feature.CORE,
        "who did what, and when",
        After(AUDIT_LIFETIME, "done_at"),
        (codes("action subject"), staff("note", "the reason an officer gave")),
    ),
    "channel_token": TableRules(
        Feature.CORE,
        "the access of an account, sealed",
        WORKING,
        (platform("account broken_why sealed seed asked"),),
    ),
    # --- people
    "unit": TableRules(
        Feature.PEOPLE,
        "provinces, communes and villages",
        REGISTER,
        (codes("code kind path"), register("name aliases", "names of the unit")),
    ),
    "household": TableRules(
        Feature.PEOPLE,
        "households of a village",
        REGISTER,
        (codes("code"), register("label year address", "which household it is")),
    ),
    "person": TableRules(
        Feature.PEOPLE,
        "team members and officers; a resident's has no name",
        REGISTER,
        (staff("name phone", "who they are, and how to reach them"),),
    ),
    "role": TableRules(Feature.PEOPLE, "who may do what where", REGISTER, (codes("kind skills"),)),
    "link_code": TableRules(
        Feature.PEOPLE,
        "one-time codes that link a chat to a person",
        Kept("says which chat was linked first"),
        (codes("digest", "the digest of the code"),),
        owner=Owner.CONTACT,
    ),
    "contact": TableRules(
        Feature.PEOPLE,
        "a person on one channel",
        ERASABLE,
        (
            platform("account address"),
            words("name phone language", "whom to answer, and how", eraser=Eraser.PROFILE),
            words("vouched", "who vouched for the chat", eraser=Eraser.PROFILE),
            kept("vouch_code", "what the person says to a member", "our own code; emptied too"),
            words("offered lists announced", "the last buttons and lists, for the next answer"),
        ),
        owner=Owner.SELF,
        also_set={"held_from": None, "held_until": None},
    ),
    # --- messages, inbox, outbox
    "message": TableRules(
        Feature.MESSAGES,
        "what was said, and that it was answered once",
        FIGURES,
        (
            codes("direction event route"),
            platform("account platform_id"),
            words("text choice payload", "what the person said and was answered", _SAID),
        ),
        owner=Owner.CONTACT,
        attachments_column="payload",
        needs=(Need.OPEN_TICKET, Need.UNDELIVERED, Need.SHARED_TEXT),
    ),
    "spooled": TableRules(
        Feature.INBOX,
        "what came from a platform and is not handled yet",
        WORKING,
        (codes("key holder"), words("body", "the message as it came, masked")),
    ),
    "batch": TableRules(
        Feature.OUTBOX, "one message to many", FIGURES, (codes("messages", "ids of messages"),)
    ),
    "delivery": TableRules(
        Feature.OUTBOX,
        "one message to one contact, and what came of it",
        FIGURES,
        (
            codes("key status claimed_by reason"),
            platform("account replaces platform_id earlier_ids"),
        ),
        owner=Owner.CONTACT,
        eraser=Eraser.QUEUE,
    ),
    "lane": TableRules(
        Feature.OUTBOX,
        "which process sends for an account",
        WORKING,
        (codes("holder"), platform("account")),
    ),
    # --- privacy
    "consent": TableRules(
        Feature.PRIVACY,
        "who agreed to which text, and when it was withdrawn",
        Kept("the law asks for the proof of a consent"),
        (codes("version"),),
        owner=Owner.CONTACT,
    ),
    "discarded": TableRules(
        Feature.PRIVACY,
        "files to delete",
        WORKING,
        (kept("path", "the name of the file", "a random name; gone with the file"),),
    ),
    # --- duty
    "duty_word": TableRules(
        Feature.DUTY,
        "who is on duty when",
        Kept("a weekly pattern holds until another is said"),
        (codes("kind"), staff("hours said", "what the member said")),
    ),
    "swap": TableRules(Feature.DUTY, "swaps of duty between members", FIGURES),
    "unit_hours": TableRules(
        Feature.DUTY,
        "working hours of a unit",
        REGISTER,
        (office("hours days_off worked", "when the office is open"),),
    ),
    # --- knowledge
    "question": TableRules(
        Feature.KNOWLEDGE,
        "how a question was matched; its words are in the message",
        FIGURES,
        (codes("outcome kind topic_id missing"),),
        owner=Owner.CONTACT,
    ),
    "feedback": TableRules(
        Feature.KNOWLEDGE,
        "whether an answer helped",
        FIGURES,
        (codes("topic_id"),),
        owner=Owner.CONTACT,
    ),
    "guide": TableRules(
        Feature.KNOWLEDGE,
        "how far somebody is in a topic's steps",
        FIGURES,
        (codes("topic_id state"),),
        owner=Owner.CONTACT,
    ),
    "stepmark": TableRules(
        Feature.KNOWLEDGE,
        "at which steps people get stuck",
        FIGURES,
        (codes("topic_id kind"),),
    ),
    "fact": TableRules(
        Feature.KNOWLEDGE,
        "a commune's values in the answers",
        REGISTER,
        (office("name value", "office hours, phones, fees"),),
    ),
    "revision": TableRules(
        Feature.KNOWLEDGE,
        "officers' edits of answers",
        OFFICIAL,
        (
            codes("topic_id state base question_ids"),
            office("content note", "the answer"),
            staff("author reviewer", "who wrote and approved it"),
        ),
    ),
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
            words("text answer call_at phone", "what they need, and the answer", _TICKET_WORDS),
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
        (codes("kind"), words("note", "what members noted", _TICKET_NOTES)),
        owner=Owner.TICKET,
        # Who looked behind an alias, and why, stays on record.
        keep_where=("kind", "revealed"),
    ),
    "appointment": TableRules(
        Feature.TICKETS,
        "a visit that was agreed",
        KeptWith("ticket"),
        (codes("outcome"), words("place", "where to come", _TICKET_NOTES)),
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
    "relay": TableRules(
        Feature.TICKETS, "which message carries which to the other side", KeptWith("message")
    ),
    "held_words": TableRules(
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
            words("learner", "whom the seat is for", _ROLL, Eraser.LEARNERS),
            keys("key", "one seat a learner", Eraser.LEARNERS, _ROLL),
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
    "skill_seen": TableRules(
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
    "reminder_ask": TableRules(
        Feature.REMINDERS,
        "a question of ours that was not answered yet",
        After(DRAFT_LIFETIME, "asked_at"),
        (codes("kind"), words("text", "what was said so far")),
        owner=Owner.CONTACT,
        rows=Rows.DELETE,
    ),
    "reminder_wish": TableRules(
        Feature.REMINDERS,
        "which reminders somebody does not want",
        ERASABLE,
        owner=Owner.CONTACT,
        rows=Rows.DELETE_WHEN_ERASED,
    ),
    "deadline_wish": TableRules(
        Feature.REMINDERS,
        "of which deadlines somebody wants to hear",
        ERASABLE,
        (codes("deadline"),),
        owner=Owner.CONTACT,
        rows=Rows.DELETE_WHEN_ERASED,
        merger=Merger.SEATS,
        shown=True,
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
    "broadcast_board": TableRules(
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
    "notice_telling": TableRules(
        Feature.BROADCASTS, "in which message authors were told of questions", KeptWith("message")
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
    "poll_sitting": TableRules(
        Feature.POLLS,
        "answers in progress",
        After(DRAFT_LIFETIME, "closes_at", through=("poll_id",)),
        (codes("voter how"), words("answers", "what was answered so far")),
        owner=Owner.CONTACT,
        rows=Rows.DELETE,
    ),
    "poll_mark": TableRules(
        Feature.POLLS,
        "that a chat has answered, as a keyed digest",
        After(MARK_LIFETIME, "closed_at", through=("poll_id",)),
        (kept("mark voter", "one ballot a person", "a digest, so that an erased chat votes once"),),
        owner=Owner.CONTACT,
        eraser=Eraser.BALLOTS,
        merger=Merger.BALLOTS,
    ),
}
