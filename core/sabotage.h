// Bugs planted on purpose. A promise is believed only when the simulator has been seen to catch the
// bug that breaks it. In the daemon `sabotaged` is constexpr false and leaves no trace; the
// simulator is compiled with TOCSIN_SABOTAGE and chooses a mutant at run time.
#pragma once

namespace tocsin {

enum class Mutant {
    none,
    deadline_from_now,     // P7: the next due counts from the late Tick, not from the due before
    silent_gap,            // P11: nobody on duty, and level 1 is not told
    one_attempt,           // HSSI-14: the second attempt is left out
    forget_handed,         // P4: what was in hand at a crash counts as done
    resend_accepted,       // P5: what was accepted is sent again after a restart
    ladder_ends,           // P11: an exhausted ladder stops
    page_after_ack,        // an acknowledged incident goes on calling
    answer_before_commit,  // P1: answered, then committed
    key_forgotten,         // P3: a key is not bound
    keys_kept,             // a key is remembered for ever
    fifo_catch_up,         // P8: overdue work by age alone
    repeat_skipped,        // P8: everybody of a skipped rung is forgotten
    stale_copies,          // a failed commit leaves what it applied
    clock_ignored,         // P9: dues stand still when the clock is moved
    yesterdays_shift,      // HSSI-14: the rota is asked for the time at which the rung began
    code_reused,           // two open calls of one person have one code
    room_unused,           // P14: those who wait are not given the room that there is
    numbers_reused,        // P5: recovery draws the numbers of ended incidents again
    synchronous_normal,    // P1: the journal is synced at checkpoints only
    synchronous_off,       // P1: the journal is never synced
    code_of_any_phone,     // P12: a code counts from whatever phone it comes
    wrong_code_takes,      // P12: any number takes the call that is open
    reply_taken_twice,     // P5: a reply that the provider repeats is another reply
    road_never_locks,      // P12: nobody counts the wrong codes
    machine_answered,      // P12: an answering machine is answered without end
    reply_unanswered,      // P12: whoever typed a wrong code does not hear of it
    receipt_takes,         // P12: a text that has arrived counts as an answer
    failure_waits,         // P4: a message that failed for good does not move the ladder
    shift_unasked,         // HSSI-15: whose shift begins is not asked
    shift_unwarned,        // HSSI-15: nobody hears that a shift is not confirmed
    shift_asked_again,     // HSSI-15: whose shift has begun is asked at every look
    worse_untold,          // P11: what becomes worse is not told to who has it
    live_untold,           // HSSI-67: nobody hears of what is open before their shift
    landline_texted,       // P11: a desk is told by a text to its landline, where none arrives
    feed_outlives,         // P19: a feed that was revoked can still be read
    diary_closed,          // HSSI-12: the diary is read when something else happens, or in 6 hours
    week_again,            // HSSI-12: the week's rota goes out at every look at the diary
    handover_again,        // HSSI-19: a handover is given at every look at the diary
    call_unreminded,       // HSSI-19: nobody hears that a handover call is not recorded
    call_reminded_on,      // HSSI-19: a recorded call is reminded of all the same
    closed_unsaid,         // HSSI-19: what was closed in a shift is missing from its handover
    late_unsaid,           // HSSI-19: what is owed and late is missing from a handover
    held_unsaid,           // HSSI-19: a message that waits is missing from a handover
    obligation_unbegun,    // what an incident comes to owe is forgotten
    late_untold,           // nobody hears that an obligation is late
    stated_next_ignored,   // HSSI-29: the next update is due after its interval, whatever was said
    rejection_forgotten,   // HSSI-50: what was sent back is not owed again
    proposal_decides,      // HSSI-04: what is worked out is set at once
    flag_fades,            // HSSI-45: whoever says what an incident is takes its flags away
    term_untold,           // WSIC-11: a role falls vacant, and nobody hears of it
    patients_told,         // HSSI-47: nobody looks for what identifies a patient
    harm_told,             // HSSI-34: a patient has come to harm, and messages go on
    told_twice,            // HSSI-28: who is on two lists is told twice
    incomplete_sent,       // HSSI-30: a notice that lacks something goes out
    closed_list_opened,    // HSSI-38: everybody is told of a service with a closed list
    never_told,            // HSSI-39: what is never communicated is
    management_published,  // HSSI-37: the status page says what is for management
    entry_missed,          // HSSI-20: an incident comes to need level 2, and level 1 keeps it
    task_unopened,         // HSSI-42: the flag is raised, and its specialists are not called
    anybody_closes,        // WSIC-08: who may close an incident is not asked
    reopened_quietly,      // HSSI-55: an incident is open again, and nobody is called
    retrospect_held,       // HSSI-33: what was reported in time waits for somebody all the same
    hours_unseen,          // HSSI-20: core hours end, and an open incident stays where it was
    trend_unseen,          // WSIC-06: several of a kind, and nobody sees that they are one
    safe_unsaid,           // HSSI-44: a task is made safe, and its incident does not know
    drill_unmarked,        // DSPT-10: a drill is called as if it were real
    real_marked,           // DSPT-10: while there is a drill, what is real is marked as one
    drill_merged,          // DSPT-10: an alarm of what is being drilled opens nothing
    drill_shares_call,     // DSPT-10: one call for a drill and for what is real
    outsider_called,       // DSPT-10: a drill reaches whoever is outside
    drill_goes_on,         // DSPT-10: what a drill owes outlives it
    pace_ignored,          // a provider is given more than it may have in a minute
    thread_jumped,         // what a place is told overtakes what it was told before
    place_silent,          // a place is not told what becomes of an incident
    hearing_ends,          // HSSI-40: a place hears no more of an incident that leaves its range
    older_state_wins,      // HSSI-40: what waits for a page is told, and the newer state never
    left_down,             // HSSI-40: an incident is over, and a page shows its service as it was
    latest_state_shown,    // HSSI-40: a page shows the latest of the open incidents, not the worst
    update_merged,         // HSSI-40: a message that waits for its page gives way to the next one
    turn_lost,             // HSSI-40: a state that is newer waits behind all that a page is told
    readers_forgotten,     // HSSI-40: readers behind the first part of a notice get nothing
    rounds_forgotten,      // P14: whoever was asked last is asked to the end, if it works or not
    hands_full,            // P14: who is called waits for one provider's hands beside idle ones
    breaker_ignored,       // P14: a provider that fails again and again is asked first all the same
    budget_ignored,        // a number gets more news than its network lets through
    silence_outlives,      // a silence ends, and what still fires calls nobody
    silence_deaf,          // an alarm of severity 1 is kept by a silence
    explained_lost,        // what explained an alarm is over, and the alarm is forgotten
    group_ends_early,      // one alarm of a group is over, and so is the incident of all
    heartbeat_unheard,     // a sign of life does not come, and nobody hears of it
    changed_again,         // P3: a change that is asked for again under its key is made again
    due_lost,              // the state forgets when the next step of a ladder is due
    open_erased,           // P4: what is open loses the words that it is called with
    open_archived,         // P8: what is open leaves the journal, and a start knows nothing of it
    erased_remembered,     // P17: what was erased is still said until the next start
    left_claimed,          // P11: the second look owes what has left the journal
    room_uninvited,        // DPS-01: an incident has its room, and nobody is called into it
    press_unanswered,      // P12: whoever pressed and has not got it does not hear of it
    stranger_takes,        // P12: whoever presses takes it, known or not
    room_archived_early,   // DPS-01: a room is archived while its incident may be told of there
};

#ifdef TOCSIN_SABOTAGE
inline Mutant planted = Mutant::none;
inline bool sabotaged(Mutant mutant) {
    return planted == mutant;
}
#else
constexpr bool sabotaged(Mutant) {
    return false;
}
#endif

}  // namespace tocsin
