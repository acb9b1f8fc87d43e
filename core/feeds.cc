#include "core/feeds.h"

#include "core/ladder.h"
#include "core/rota_duties.h"
#include "rota/difference.h"

#include <algorithm>

namespace tocsin {
namespace {

bool known_person(const Draft& draft, const PersonId& id) {
    if (find_person(draft.state, draft.directory, id, draft.now)) return true;
    // Somebody who is only in weeks to come.
    for (const auto& [name, rota] : draft.state.rotas()) {
        for (const auto* weeks : {&rota.rota.weeks, &rota.rota.rolling}) {
            for (const auto& [monday, week] : *weeks) {
                if (std::ranges::find(week.contacts, id, &Person::id) != week.contacts.end())
                    return true;
            }
        }
    }
    return false;
}

bool known_role(const Draft& draft, const std::string& role) {
    const std::vector<Duty> all = duties(draft);
    if (std::ranges::any_of(all, [&](const Duty& one) { return one.required.role == role; }))
        return true;
    const auto& rotas = draft.state.rotas();
    return std::any_of(rotas.begin(), rotas.end(),
                       [&](const auto& row) { return roles(row.second.rota).contains(role); });
}

bool too_many(const Draft& draft, const FeedAsked& asked) {
    const auto& feeds = draft.state.feeds();
    const auto open = std::count_if(feeds.begin(), feeds.end(), [&](const auto& row) {
        const FeedState& feed = row.second;
        return !feed.revoked && feed.person == asked.person && feed.role == asked.role;
    });
    return open >= feeds_max;
}

}  // namespace

void open_feed(Draft& draft, const FeedAsked& asked) {
    Answer& answer = draft.decision.answer;
    if (asked.person.empty() ? !known_role(draft, asked.role)
                             : !known_person(draft, asked.person)) {
        answer.kind =
            asked.person.empty() ? Answer::Kind::unknown_role : Answer::Kind::unknown_person;
    } else if (too_many(draft, asked)) {
        answer.kind = Answer::Kind::refused;
        answer.detail = std::to_string(feeds_max) +
                        " feeds of it are open. Revoke one of them first: tocsin feed list";
    } else {
        draft.add(FeedOpened{asked.id, asked.person, asked.role, asked.hash, asked.by});
    }
}

void revoke_feed(Draft& draft, const FeedWithdrawn& feed) {
    const FeedState* known = draft.state.feeds().find(feed.id);
    if (known == nullptr || known->revoked) {
        draft.decision.answer.kind = Answer::Kind::not_found;
        return;
    }
    draft.add(FeedRevoked{feed.id, feed.by});
}

}  // namespace tocsin
