"""How long what is stored may stay, by kind; the inventory gives each table and column one."""

from datetime import timedelta

from bot.privacy.data_rules import After, Kept, UntilErased

MESSAGE_LIFETIME = timedelta(days=90)  # words in the conversation
PHOTO_LIFETIME = timedelta(days=90)
TICKET_LIFETIME = timedelta(days=2 * 365)  # words of a ticket that is closed
ROLL_LIFETIME = timedelta(days=2 * 365)  # who learnt in a class, by name
HOME_VISIT_LIFETIME = timedelta(days=2 * 365)  # what a volunteer noted at a door
AUDIT_LIFETIME = timedelta(days=5 * 365)
# Of what was begun and never ended, such as a report without its photo.
DRAFT_LIFETIME = timedelta(days=90)
SIGN_IN_LIFETIME = timedelta(days=30)  # links and sessions of the console that are over
BLOCK_LIFETIME = timedelta(days=2 * 365)  # who was not answered for a while, and why
PENDING_LIFETIME = timedelta(days=1)  # lists sent to be imported
UNDO_LIFETIME = timedelta(days=30)  # what an import changed, to be taken back
UNSENT_LIFETIME = timedelta(days=14)  # what was typed into a form and never sent
MERGE_LIFETIME = timedelta(days=30)  # so long a merge can be undone
PROMISE_LIFETIME = timedelta(days=90)  # who took part, once it is done or withdrawn
COPY_LIFETIME = timedelta(hours=1)  # a copy of a person's data, to be fetched by them
MARK_LIFETIME = timedelta(hours=1)  # a closed poll can be reopened for so long

FIGURES = Kept("the reports count them; without their words nobody can be told from them")
REGISTER = Kept("the commune's register, which officers change")
OFFICIAL = Kept("an official act of the commune")
WORKING = Kept("rewritten or deleted by its own mechanism")
ERASABLE = UntilErased()

CLOSED_TICKET = ("ticket_id",)
TICKET_WORDS = After(TICKET_LIFETIME, "closed_at")
TICKET_NOTES = After(TICKET_LIFETIME, "closed_at", through=CLOSED_TICKET)
ROLL = After(ROLL_LIFETIME, "starts_at", through=("session_id",))
SAID = After(MESSAGE_LIFETIME, "said_at")
