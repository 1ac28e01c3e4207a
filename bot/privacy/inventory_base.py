"""Tables of the core, people, messages, outbox, privacy, duty and knowledge."""

from collections.abc import Mapping

from bot.privacy.data_rules import (
    After,
    Eraser,
    Feature,
    Kept,
    KeptWith,
    Need,
    Owner,
    Rows,
    TableRules,
    codes,
    kept,
    office,
    platform,
    register,
    staff,
    words,
)
from bot.privacy.lifetimes import (
    AUDIT_LIFETIME,
    BLOCK_LIFETIME,
    COPY_LIFETIME,
    ERASABLE,
    FIGURES,
    MERGE_LIFETIME,
    OFFICIAL,
    PENDING_LIFETIME,
    REGISTER,
    SAID,
    SIGN_IN_LIFETIME,
    TICKET_LIFETIME,
    UNDO_LIFETIME,
    UNSENT_LIFETIME,
    WORKING,
)

BASE_TABLES: Mapping[str, TableRules] = {
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
    "sealing_key": TableRules(
        Feature.CORE,
        "the keys of sealed columns, wrapped by the secret key",
        WORKING,
        (platform("id wrapped"),),
    ),
    "heartbeat": TableRules(
        Feature.CORE,
        "when the clock last looked",
        WORKING,
        (codes("name"),),
    ),
    "alarm": TableRules(
        Feature.CORE,
        "faults of the service that officers were told of and that go on",
        WORKING,
        (codes("subject"),),
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
        (codes("code"), register("label year address folded", "which household it is")),
    ),
    "person": TableRules(
        Feature.PEOPLE,
        "team members and officers; a resident's has no name",
        REGISTER,
        (staff("name phone phone_key", "who they are, and how to reach them"),),
    ),
    "role": TableRules(Feature.PEOPLE, "who may do what where", REGISTER, (codes("kind skills"),)),
    "link_code": TableRules(
        Feature.PEOPLE,
        "one-time codes that link a chat to a person",
        Kept("says which chat was linked first"),
        (codes("digest", "the digest of the code"),),
        owner=Owner.CONTACT,
    ),
    "sign_in_link": TableRules(
        Feature.PEOPLE,
        "one-time links to the officers' console",
        After(SIGN_IN_LIFETIME, "expires_at"),
        (codes("digest target", "the digest of the link, and the kind of page it opens"),),
    ),
    "console_session": TableRules(
        Feature.PEOPLE,
        "browsers that are signed in to the console",
        After(SIGN_IN_LIFETIME, "seen_at"),
        (
            codes("digest code_digest", "digests of the session and of a code"),
            staff("device", "which of their browsers it is"),
        ),
    ),
    "inspection_link": TableRules(
        Feature.PEOPLE,
        "links with which inspection teams look at figures",
        After(SIGN_IN_LIFETIME, "ended_at"),
        (codes("digest", "the digest of the link"),),
    ),
    "pending_import": TableRules(
        Feature.PEOPLE,
        "lists that were sent to be imported, until they are",
        After(PENDING_LIFETIME, "created_at"),
        (
            codes("kind mapping"),
            register("file report", "the list's name, and which rows were refused"),
        ),
    ),
    "import_record": TableRules(
        Feature.PEOPLE,
        "imports of lists that were carried out",
        After(AUDIT_LIFETIME, "imported_at"),
        (codes("kind counts"), register("file", "which list it was")),
    ),
    "import_change": TableRules(
        Feature.PEOPLE,
        "what an import changed in the register, so that it can be taken back",
        After(UNDO_LIFETIME, "imported_at"),
        (
            codes("kind subject"),
            register("before after", "what stood in the row of the register, and what was written"),
        ),
    ),
    "sent_form": TableRules(
        Feature.PEOPLE,
        "forms of the console that were sent, so that a second press does nothing twice",
        After(PENDING_LIFETIME, "sent_at"),
        (
            codes("digest", "the digest of the form"),
            codes("location", "the address of the page it led to"),
        ),
    ),
    "unsent_form": TableRules(
        Feature.PEOPLE,
        "what an officer typed into a form and has not sent",
        After(UNSENT_LIFETIME, "saved_at"),
        (codes("form", "which form"), staff("fields", "what she typed")),
    ),
    "merge": TableRules(
        Feature.PEOPLE,
        "which entries were merged and what was moved, to be undone",
        After(MERGE_LIFETIME, "merged_at"),
        (
            codes("kind", "what was merged"),
            codes("moved", "ids of rows"),
            register("other", "the entry that went: of a household, or the roles of a member"),
        ),
    ),
    "unit_setting": TableRules(
        Feature.PEOPLE,
        "what a unit decides for itself over the operator's default",
        REGISTER,
        (codes("name"), office("value", "quiet hours, patience, price, a sentence of greeting")),
    ),
    "account_unit": TableRules(
        Feature.PEOPLE,
        "which commune an account on a platform belongs to",
        REGISTER,
        (platform("account"),),
    ),
    "contact": TableRules(
        Feature.PEOPLE,
        "a person on one channel",
        ERASABLE,
        (
            platform("account address"),
            codes("refused consent_version consent_asked", "which uses they refused or agreed to"),
            words("name phone language", "whom to answer, and how", eraser=Eraser.PROFILE),
            words("vouched", "who vouched for the chat", eraser=Eraser.PROFILE),
            kept("vouch_code", "what the person says to a member", "our own code; emptied too"),
            words("offered lists announced", "the last buttons and lists, for the next answer"),
        ),
        owner=Owner.SELF,
        also_set={"held_from": None, "held_until": None},
    ),
    "contact_block": TableRules(
        Feature.PEOPLE,
        "who is not answered for a while, and why",
        After(BLOCK_LIFETIME, "ended_at"),
        (staff("reason", "the reason an officer gave"),),
        owner=Owner.CONTACT,
    ),
    # --- messages, inbox, outbox
    "message": TableRules(
        Feature.MESSAGES,
        "what was said, and that it was answered once",
        FIGURES,
        (
            codes("direction event route"),
            platform("account platform_id"),
            words("text choice payload", "what the person said and was answered", SAID),
        ),
        owner=Owner.CONTACT,
        attachments_column="payload",
        needs=(Need.OPEN_TICKET, Need.UNDELIVERED, Need.SHARED_TEXT),
    ),
    "queued_event": TableRules(
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
        "who agreed to which text and for what, and when it was withdrawn",
        Kept("the law asks for the proof of a consent"),
        (codes("purpose version"),),
        owner=Owner.CONTACT,
    ),
    "data_request": TableRules(
        Feature.PRIVACY,
        "what persons asked for about their own data, and when it was done",
        FIGURES,
        (
            codes("kind origin asker outcome"),
            words(
                "name reach note result",
                "who asked on paper, and for what",
                After(TICKET_LIFETIME, "done_at"),
            ),
        ),
        owner=Owner.CONTACT,
        active_where=("outcome", ""),
        shown=True,
    ),
    "data_copy": TableRules(
        Feature.PRIVACY,
        "copies of their data that persons asked for, until they are fetched",
        After(COPY_LIFETIME, "made_at"),
        (
            codes("digest", "the digest of the link"),
            words("files", "names of the files on their way to the chat"),
        ),
        owner=Owner.CONTACT,
        rows=Rows.DELETE,
        attachments_column="files",
    ),
    "discarded": TableRules(
        Feature.PRIVACY,
        "files to delete",
        WORKING,
        (kept("path", "the name of the file", "a random name; gone with the file"),),
    ),
    # --- duty
    "duty_entry": TableRules(
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
    "step_mark": TableRules(
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
    # --- reports
    "daily_count": TableRules(
        Feature.REPORTS,
        "how often something happened in a unit on one day",
        Kept("sums without persons: an erased person stays a number"),
        (codes("name detail"),),
    ),
    "evidence_pack": TableRules(
        Feature.REPORTS,
        "the register of evidence packs",
        OFFICIAL,
        (codes("digest previous_digest", "digests of the pack and of the one before"),),
    ),
    "evidence_content": TableRules(
        Feature.REPORTS,
        "the files of evidence packs, in which nobody is named",
        KeptWith("evidence_pack"),
    ),
    "indicator_value": TableRules(
        Feature.REPORTS,
        "values of indicators that officers entered, with their evidence",
        OFFICIAL,
        (
            codes("set_key code period ended_as evidence evidence_digest"),
            office("source evidence_label", "where a value is from"),
            staff("note end_reason", "what an officer says of a value, and why it was changed"),
        ),
    ),
    "indicator_rank": TableRules(
        Feature.REPORTS,
        "places of a unit among others, as announced",
        OFFICIAL,
        (codes("set_key group_code period"), office("source", "who announced the place")),
    ),
    "monthly_count": TableRules(
        Feature.REPORTS,
        "the sums of a unit's daily counters in a month",
        Kept("sums without persons: an erased person stays a number"),
        (codes("name detail"),),
    ),
    "sent_note": TableRules(
        Feature.REPORTS,
        "which notes the clock has sent for a unit and a period, so that none is sent twice",
        Kept("one short row a unit and a period; no person is in it"),
        (codes("kind"),),
    ),
}
