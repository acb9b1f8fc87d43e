#include "tests/simulator/plants.h"

#include <algorithm>

namespace tocsin {
namespace {

const std::vector<Plant> all = {
    {Mutant::deadline_from_now, "deadline_from_now"},
    {Mutant::silent_gap, "silent_gap"},
    {Mutant::one_attempt, "one_attempt"},
    {Mutant::forget_handed, "forget_handed"},
    {Mutant::resend_accepted, "resend_accepted"},
    {Mutant::ladder_ends, "ladder_ends"},
    {Mutant::page_after_ack, "page_after_ack"},
    {Mutant::answer_before_commit, "answer_before_commit"},
    {Mutant::key_forgotten, "key_forgotten"},
    {Mutant::fifo_catch_up, "fifo_catch_up"},
    {Mutant::repeat_skipped, "repeat_skipped"},
    {Mutant::stale_copies, "stale_copies"},
    {Mutant::clock_ignored, "clock_ignored"},
    {Mutant::yesterdays_shift, "yesterdays_shift"},
    {Mutant::code_reused, "code_reused"},
    {Mutant::room_unused, "room_unused"},
    {Mutant::numbers_reused, "numbers_reused"},
    {Mutant::code_of_any_phone, "code_of_any_phone"},
    {Mutant::wrong_code_takes, "wrong_code_takes"},
    {Mutant::reply_taken_twice, "reply_taken_twice"},
    {Mutant::road_never_locks, "road_never_locks"},
    {Mutant::machine_answered, "machine_answered"},
    {Mutant::reply_unanswered, "reply_unanswered"},
    {Mutant::receipt_takes, "receipt_takes"},
    {Mutant::failure_waits, "failure_waits"},
    {Mutant::shift_unasked, "shift_unasked"},
    {Mutant::shift_unwarned, "shift_unwarned"},
    {Mutant::shift_asked_again, "shift_asked_again"},
    {Mutant::live_untold, "live_untold"},
    {Mutant::landline_texted, "landline_texted"},
    {Mutant::feed_outlives, "feed_outlives"},
    {Mutant::week_again, "week_again"},
    {Mutant::diary_closed, "diary_closed"},
    {Mutant::handover_again, "handover_again"},
    {Mutant::call_unreminded, "call_unreminded"},
    {Mutant::call_reminded_on, "call_reminded_on"},
    {Mutant::closed_unsaid, "closed_unsaid"},
    {Mutant::late_unsaid, "late_unsaid"},
    {Mutant::held_unsaid, "held_unsaid"},
    {Mutant::obligation_unbegun, "obligation_unbegun"},
    {Mutant::late_untold, "late_untold"},
    {Mutant::stated_next_ignored, "stated_next_ignored"},
    {Mutant::rejection_forgotten, "rejection_forgotten"},
    {Mutant::proposal_decides, "proposal_decides"},
    {Mutant::flag_fades, "flag_fades"},
    {Mutant::entry_missed, "entry_missed"},
    {Mutant::task_unopened, "task_unopened"},
    {Mutant::safe_unsaid, "safe_unsaid"},
    {Mutant::trend_unseen, "trend_unseen"},
    {Mutant::hours_unseen, "hours_unseen"},
    {Mutant::retrospect_held, "retrospect_held"},
    {Mutant::anybody_closes, "anybody_closes"},
    {Mutant::reopened_quietly, "reopened_quietly"},
    {Mutant::term_untold, "term_untold"},
    {Mutant::patients_told, "patients_told"},
    {Mutant::harm_told, "harm_told"},
    {Mutant::told_twice, "told_twice"},
    {Mutant::incomplete_sent, "incomplete_sent"},
    {Mutant::closed_list_opened, "closed_list_opened"},
    {Mutant::never_told, "never_told"},
    {Mutant::management_published, "management_published"},
    {Mutant::drill_unmarked, "drill_unmarked"},
    {Mutant::real_marked, "real_marked"},
    {Mutant::drill_merged, "drill_merged"},
    {Mutant::drill_shares_call, "drill_shares_call"},
    {Mutant::outsider_called, "outsider_called"},
    {Mutant::drill_goes_on, "drill_goes_on"},
    {Mutant::pace_ignored, "pace_ignored"},
    {Mutant::thread_jumped, "thread_jumped"},
    {Mutant::place_silent, "place_silent"},
    {Mutant::hearing_ends, "hearing_ends"},
    {Mutant::older_state_wins, "older_state_wins"},
    {Mutant::left_down, "left_down"},
    {Mutant::latest_state_shown, "latest_state_shown"},
    {Mutant::update_merged, "update_merged"},
    {Mutant::turn_lost, "turn_lost"},
    {Mutant::readers_forgotten, "readers_forgotten"},
    {Mutant::rounds_forgotten, "rounds_forgotten"},
    {Mutant::hands_full, "hands_full"},
    {Mutant::breaker_ignored, "breaker_ignored"},
    {Mutant::budget_ignored, "budget_ignored"},
    {Mutant::silence_outlives, "silence_outlives"},
    {Mutant::silence_deaf, "silence_deaf"},
    {Mutant::explained_lost, "explained_lost"},
    {Mutant::group_ends_early, "group_ends_early"},
    {Mutant::heartbeat_unheard, "heartbeat_unheard"},
    {Mutant::changed_again, "changed_again"},
    {Mutant::due_lost, "due_lost"},
    {Mutant::room_uninvited, "room_uninvited"},
    {Mutant::room_archived_early, "room_archived_early"},
    {Mutant::open_erased, "open_erased"},
    {Mutant::open_archived, "open_archived"},
    {Mutant::erased_remembered, "erased_remembered"},
    {Mutant::left_claimed, "left_claimed"},
    {Mutant::keys_kept, "keys_kept", 4},
};

}  // namespace

const std::vector<Plant>& plants() {
    return all;
}

const Plant* find_plant(std::string_view name) {
    const auto found =
        std::ranges::find_if(all, [&](const Plant& plant) { return plant.name == name; });
    return found == all.end() ? nullptr : &*found;
}

}  // namespace tocsin
