"""What follows from each event: notices, audit entries, counters. The one list.

Reading it is reading what follows from what. A reaction runs in the transaction of the verb that
emitted the event; one that raises undoes the verb. An event that nothing follows from stands in
`SILENT` with the reason.
"""

from bot.broadcasts import events as broadcast_events
from bot.classes import events as class_events
from bot.commitments import events as commitment_events
from bot.core import audit, databases
from bot.core.db import Database
from bot.core.events import Reaction, Reactions
from bot.duty import events as duty_events
from bot.faq import events as faq_events
from bot.notices import (
    answer_drafts,
    automatic_notes,
    broadcasts,
    channels,
    class_office,
    commitments,
    duty,
    knowledge,
    linked_chats,
    notice_questions,
    outreach,
    polls,
    safety,
    sign_in,
    ticket_messages,
    tickets,
    vouching,
)
from bot.notices import classes as class_notices
from bot.notices import privacy as privacy_notices
from bot.notices import reminders as reminder_notices
from bot.outreach import events as outreach_events
from bot.people import contact_events, household_events
from bot.people import events as people_events
from bot.polls import events as poll_events
from bot.privacy import data_requests
from bot.privacy import events as privacy_events
from bot.reminders import events as reminder_events
from bot.reports import (
    commitment_counting,
    counting,
    outreach_counting,
    step_counting,
    ticket_counting,
)
from bot.reports.counters import CountsChanged, write_counts
from bot.reports.evidence import events as evidence_events
from bot.reports.indicators import events as indicator_events
from bot.tickets import events as ticket_events
from bot.tickets import message_events, search_words
from bot.usecases import contact_requests, note_events, purpose_effects
from bot.usecases.events import ChannelTested, ContactCorrected, ContactExported, ContactVouched

On = tuple[type, tuple[Reaction, ...]]


def on(event: type, *reactions: Reaction) -> On:
    """Return an entry of the list: an event with what follows from it, in this order."""
    return event, reactions


AUDITED: tuple[type, ...] = (
    contact_events.ContactBlocked, contact_events.ContactUnblocked, people_events.RoleChanged,
    people_events.PersonCorrected, people_events.SheetImported,
    people_events.ImportTakenBack, people_events.LinkCodeIssued, people_events.PersonUnlinked,
    people_events.RoleEnded, people_events.MemberEnded, people_events.MembersMerged,
    people_events.MembersParted, people_events.CommuneFounded, people_events.VillageCounted,
    people_events.PosterPrinted, people_events.UnitSettingChanged, people_events.SignInLinkIssued,
    people_events.ConsoleSignedIn, people_events.InspectionLinkIssued,
    people_events.InspectionLinkEnded, evidence_events.EvidencePackMade,
    evidence_events.EvidencePackTaken, household_events.HouseholdAdded,
    household_events.HouseholdCorrected, household_events.HouseholdsMerged,
    household_events.HouseholdsParted, household_events.HouseholdCodesPrinted,
    ticket_events.IdentityRevealed, ticket_events.DeskAction, duty_events.HoursSet,
    duty_events.DaySet, duty_events.DutyRecorded, duty_events.DutyCleared,
    class_events.ClassOpened, class_events.SeriesCreated, class_events.SeriesPaused,
    class_events.ProposalDecided, class_events.CertificatesIssued, class_events.AttendanceRecorded,
    class_events.LearnerAdded, class_events.LearnerRemoved, reminder_events.UnitDeadlineAdded,
    broadcast_events.LiveSwitched, poll_events.PollDrafted, poll_events.PollReturned,
    poll_events.PollWithdrawn, poll_events.PollScheduled, poll_events.PollMissed,
    poll_events.PollClosed, poll_events.PollReopened, poll_events.PapersEntered,
    commitment_events.CommitmentDrafted,
    privacy_events.ExpiredDeleted, commitment_events.DraftDropped, faq_events.FactSet,
    faq_events.MissesDismissed, faq_events.MissesRestored, privacy_events.ContactsMerged,
    privacy_events.DataRequestChanged, indicator_events.IndicatorValueEntered,
    indicator_events.IndicatorValueCorrected, indicator_events.IndicatorValueWithdrawn,
    indicator_events.IndicatorRankEntered, outreach_events.PlanMade, outreach_events.PlanChanged,
    outreach_events.StopsAssigned, outreach_events.PlanEnded, outreach_events.ConnectivityRecorded,
    outreach_events.TellingTargetSet, note_events.ServiceLevelsSwitched,
)  # fmt: skip
"""Deeds that leave an entry in the audit, and nothing else follows from them."""

PEOPLE: tuple[On, ...] = (
    on(people_events.SignInCodeMade, sign_in.send_code),
    on(ChannelTested, audit.record_event, channels.send_test),
    on(people_events.ChatLinked, audit.record_event, linked_chats.tell_other_chats),
    on(people_events.LinkUndone, audit.record_event, linked_chats.tell_unlinked_chat),
    on(people_events.ContactStarted, counting.count_contact),
    on(people_events.VillageSet, counting.count_village),
)

TICKETS: tuple[On, ...] = (
    on(ticket_events.TicketOpened, ticket_counting.count_opened),
    on(ticket_events.TicketWordsChanged, search_words.index_changed),
    on(ticket_events.TicketOffered, tickets.send_card, ticket_counting.count_passed_on),
    on(ticket_events.TicketEscalated, tickets.alert_leaders, ticket_counting.count_untaken),
    on(ticket_events.TicketMoved, tickets.tell_where_it_went),
    on(ticket_events.TicketGivenOn, tickets.tell_former_member),
    on(ticket_events.TicketTimedOut, tickets.tell_late_member, ticket_counting.count_late),
    on(
        ticket_events.TicketTaken,
        tickets.tell_asked_member,
        tickets.tell_who_helps,
        ticket_counting.count_taken,
    ),
    on(ticket_events.TicketExtended, tickets.tell_what_was_added),
    on(ticket_events.PhoneRequested, tickets.ask_phone),
    on(ticket_events.PhoneGiven, tickets.tell_phone),
    on(ticket_events.NameDisclosed, tickets.tell_name),
    on(ticket_events.CallTimeWished, tickets.tell_call_time),
    on(ticket_events.TicketCompleted, tickets.ask_whether_solved),
    on(ticket_events.TicketCancelled, tickets.tell_cancelled),
    on(ticket_events.TicketFellQuiet, tickets.ask_whether_done),
    on(ticket_events.TicketClosedQuietly, tickets.tell_bot_is_back, tickets.tell_closed_quietly),
    on(ticket_events.ResidentLost, tickets.tell_resident_lost),
    on(ticket_events.DangerReported, tickets.alert_helpers),
    on(ticket_events.SafetyFollowUpDue, safety.ask_how_it_went),
    on(
        ticket_events.TicketAnswered,
        tickets.send_answer,
        audit.record_event,
        ticket_counting.count_answered,
    ),
    on(ticket_events.TicketClosed, ticket_counting.count_closed),
    on(ticket_events.TicketReopened, ticket_counting.count_reopened),
    on(ticket_events.TicketRated, ticket_counting.count_rating),
    on(ticket_events.VisitReported, ticket_counting.count_visit),
    on(ticket_events.HelpedFaceToFace, ticket_counting.count_face_to_face),
    on(ticket_events.HelpCounted, ticket_counting.count_help_kind),
    on(ticket_events.HelpEntryChanged, audit.record_event, ticket_counting.count_changed_help),
)

TICKET_MESSAGES: tuple[On, ...] = (
    on(
        message_events.MemberMessageRelayed,
        ticket_messages.relay_to_resident,
        search_words.index_relayed,
    ),
    on(message_events.ResidentMessageRelayed, ticket_messages.relay_to_member),
    on(message_events.TicketHandedBack, ticket_messages.tell_handed_back),
    on(message_events.MessageSeen, ticket_messages.tell_seen),
    on(message_events.SecretRequestRepeated, ticket_messages.alert_secret_requests),
    on(message_events.MemberMessageFailed, ticket_messages.tell_member_of_failure),
    on(message_events.ResidentMessageFailed, ticket_messages.tell_resident_of_failure),
    on(message_events.RelayRetried, ticket_messages.resend_as_file),
    on(message_events.VoiceNoteUnheard, ticket_messages.ask_to_write),
    on(message_events.CardAttachmentsLost, ticket_messages.resend_card),
    on(
        message_events.MessagesRecalled,
        ticket_messages.remove_messages,
        search_words.index_recalled,
    ),
    on(message_events.AdditionRecalled, ticket_messages.tell_addition_recalled),
    on(message_events.TicketRecalled, ticket_messages.tell_ticket_recalled),
    on(message_events.RecallSettled, ticket_messages.tell_recall_effect),
    on(message_events.VisitScheduled, ticket_messages.tell_visit_planned),
    on(message_events.VisitComingUp, ticket_messages.remind_of_visit),
    on(message_events.VisitOver, ticket_messages.ask_how_visit_went),
    on(message_events.VisitCancelled, ticket_messages.tell_visit_cancelled),
)

DUTY: tuple[On, ...] = (
    on(duty_events.SwapRequested, duty.ask_to_swap),
    on(duty_events.SwapDecided, duty.tell_decision),
)

CLASSES: tuple[On, ...] = (
    on(class_events.ClassUpdated, audit.record_event, class_notices.tell_class_changed),
    on(class_events.ClassCancelled, audit.record_event, class_notices.tell_class_cancelled),
    on(class_events.LearnerPromoted, class_notices.tell_promoted),
    on(class_events.SkippedLearnerReturned, class_notices.tell_skipped),
    on(class_events.ClassReminderSent, class_notices.tell_class_soon),
    on(class_events.FeedbackAsked, class_notices.ask_feedback),
    on(class_events.MakeUpOffered, class_notices.offer_make_up),
    on(class_events.ClassProposed, class_office.ask_officers),
    on(class_events.AskersInvited, class_office.invite_askers),
    on(class_events.LearnerEnrolled, counting.count_enrolment),
    on(class_events.ClassFollowedUp, counting.count_class),
    on(class_events.RemindersFoundOverdue, class_office.report_overdue_reminders),
    on(ContactVouched, audit.record_event, vouching.tell_accepted),
)

REMINDERS: tuple[On, ...] = (
    on(reminder_events.ReminderSent, reminder_notices.tell_reminder),
    on(reminder_events.DeadlineNoticeDue, reminder_notices.tell_deadline),
    on(
        reminder_events.UnitDeadlineChanged,
        audit.record_event,
        reminder_notices.tell_deadline_moved,
    ),
    on(
        reminder_events.UnitDeadlineWithdrawn,
        audit.record_event,
        reminder_notices.tell_deadline_gone,
    ),
)

BROADCASTS: tuple[On, ...] = (
    on(
        broadcast_events.BroadcastChanged,
        audit.record_event,
        ticket_counting.count_cancelled_broadcast,
    ),
    on(broadcast_events.BroadcastSubmitted, audit.record_event, broadcasts.tell_approvers),
    on(broadcast_events.BroadcastApproved, audit.record_event, broadcasts.tell_drafter_of_approval),
    on(broadcast_events.BroadcastRefused, audit.record_event, broadcasts.tell_drafter_of_refusal),
    on(broadcast_events.RefusalExplained, audit.record_event, broadcasts.tell_drafter_of_refusal),
    on(
        broadcast_events.RefusalTakenBack, audit.record_event, broadcasts.tell_drafter_of_withdrawal
    ),
    on(
        broadcast_events.BroadcastEnded,
        broadcasts.tell_drafter_of_result,
        ticket_counting.count_broadcast,
    ),
    on(broadcast_events.ProgressChanged, broadcasts.show_progress),
    on(broadcast_events.QuestionsGathered, notice_questions.tell_author),
    on(broadcast_events.QuestionsAnswered, audit.record_event, notice_questions.tell_askers),
)

POLLS: tuple[On, ...] = (
    on(poll_events.PollSubmitted, audit.record_event, polls.tell_approvers),
    on(poll_events.PollApproved, audit.record_event, polls.tell_drafter_of_approval),
    on(poll_events.PollRefused, audit.record_event, polls.tell_drafter_of_refusal),
    on(poll_events.RefusalExplained, audit.record_event, polls.tell_drafter_of_refusal),
    on(poll_events.RefusalWithdrawn, audit.record_event, polls.tell_drafter_of_withdrawal),
    on(poll_events.PollOpened, audit.record_event),  # the round it began invites
    on(poll_events.VotersReminded, audit.record_event),  # the round it began reminds
    on(poll_events.BallotCast, counting.count_ballot),
    on(poll_events.ResultsSent, audit.record_event),  # the round it began tells the villages
)

COMMITMENTS: tuple[On, ...] = (
    on(commitment_events.CommitmentSubmitted, audit.record_event, commitments.tell_approvers),
    on(
        commitment_events.CommitmentApproved,
        audit.record_event,
        commitments.tell_promised,
        commitments.tell_drafter_of_approval,
        commitment_counting.count_promise,
    ),
    on(
        commitment_events.CommitmentRefused,
        audit.record_event,
        commitments.tell_drafter_of_refusal,
    ),
    on(commitment_events.CommitmentMoved, audit.record_event, commitments.tell_moved),
    on(
        commitment_events.CommitmentKept,
        audit.record_event,
        commitments.tell_kept,
        commitment_counting.count_kept,
    ),
    on(commitment_events.CommitmentWithdrawn, audit.record_event, commitments.tell_withdrawn),
    on(commitment_events.CommitmentDue, commitments.remind_officers),
    on(commitment_events.CommitmentLate, commitment_counting.count_late),
)

KNOWLEDGE: tuple[On, ...] = (
    on(faq_events.RevisionDrafted, audit.record_event, answer_drafts.tell_approvers),
    on(
        faq_events.RevisionPublished,
        audit.record_event,
        answer_drafts.tell_drafter_of_publication,
    ),
    on(faq_events.RevisionRejected, audit.record_event, answer_drafts.tell_drafter_of_refusal),
    on(faq_events.AnswerLearnt, knowledge.tell_askers),
    on(faq_events.QuestionRecorded, counting.count_question),
    on(faq_events.FeedbackGiven, counting.count_feedback),
    on(faq_events.StepMarked, step_counting.count_step),
)

PRIVACY: tuple[On, ...] = (
    on(
        privacy_events.ContactForgotten,
        privacy_notices.tell_erased,
        audit.record_event,
        data_requests.record_forgotten,
    ),
    on(
        privacy_events.ConsentWithdrawn,
        privacy_notices.tell_withdrawn,
        audit.record_event,
        data_requests.record_withdrawn,
    ),
    on(privacy_events.ConsentGiven, counting.count_consent),
    on(
        privacy_events.PurposeRefused,
        purpose_effects.end_use,
        data_requests.record_purpose_refused,
    ),
    on(privacy_events.PurposeAllowed, purpose_effects.begin_use),
    on(
        ContactCorrected,
        audit.record_event,
        contact_requests.record_correction,
        privacy_notices.tell_corrected,
    ),
    on(ContactExported, audit.record_event, contact_requests.record_export),
    on(privacy_events.OwnDataShown, data_requests.record_shown),
    on(privacy_events.OwnDataCorrected, data_requests.record_own_correction),
    on(privacy_events.OwnDataCopied, data_requests.record_copied),
    on(privacy_events.DataRequestAsked, privacy_notices.tell_officers_asked),
    on(privacy_events.DataRequestSettled, audit.record_event, privacy_notices.tell_settled),
    on(privacy_events.DataRequestsDue, privacy_notices.remind_officers),
)

OUTREACH: tuple[On, ...] = (
    on(outreach_events.HomeVisitRecorded, audit.record_event, outreach_counting.count_visit),
    on(outreach_events.HomeVisitCorrected, audit.record_event, outreach_counting.count_visit),
    on(outreach_events.HomeVisitWithdrawn, audit.record_event, outreach_counting.count_visit),
    on(outreach_events.HomeVisitDue, outreach.remind_of_return),
    on(outreach_events.ReachChanged, outreach_counting.count_reach),
    on(outreach_events.ToldAtHome, audit.record_event, outreach_counting.count_telling),
    on(outreach_events.TellingWithdrawn, audit.record_event, outreach_counting.count_telling),
)

COUNTERS: tuple[On, ...] = (on(CountsChanged, write_counts),)

AUTOMATIC: tuple[On, ...] = (
    on(note_events.MonthDrafted, automatic_notes.send_month_draft),
    on(note_events.TeamNoteDue, automatic_notes.send_team_note),
    on(note_events.ThanksDue, automatic_notes.send_thanks),
)

SILENT: dict[type, str] = {
    note_events.ThanksSwitched: "a member's own wish: the answer in their chat says it",
}
"""Events that nothing follows from, with the reason."""

REACTIONS: Reactions = {
    **dict(
        entry
        for entries in (
            PEOPLE,
            TICKETS,
            TICKET_MESSAGES,
            DUTY,
            CLASSES,
            REMINDERS,
            BROADCASTS,
            POLLS,
            COMMITMENTS,
            KNOWLEDGE,
            PRIVACY,
            OUTREACH,
            COUNTERS,
            AUTOMATIC,
        )
        for entry in entries
    ),
    **{event: (audit.record_event,) for event in AUDITED},
    **{event: () for event in SILENT},
}


def open_database(url: str) -> Database:
    """Open the database at `url`, with every reaction to what is written in it."""
    return databases.open_database(url, REACTIONS)
