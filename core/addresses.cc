#include "core/addresses.h"

#include "core/compose.h"
#include "core/ladder.h"
#include "rota/clock_words.h"

#include <algorithm>
#include <set>

namespace tocsin {
namespace {

// Time to walk to a desk and find the mail; a code lying about is worth nothing soon after.
constexpr Duration code_lives = std::chrono::hours(2);

bool anybody_sends(const Directory& directory, Medium medium) {
    return std::any_of(directory.providers.begin(), directory.providers.end(),
                       [&](const Provider& one) { return one.medium == medium; });
}

void offer_code(Draft& draft, const Callee& person, const AddressAsked& asked) {
    const Procedure& procedure = draft.directory.procedures.at(draft.directory.default_procedure);
    Values values = desk_values(draft, procedure);
    values["code"] = asked.code;
    values["person"] = fit_for_text(person.name, 20);
    values["until"] = short_time(draft.directory.calendar.zone, asked.until, draft.now);
    SendOffered offered;
    offered.message = compose_news(draft, person, "contact.code", values, {}, asked.medium);
    if (asked.medium == Medium::sms) {
        offered.other_text_id = "contact.verify";
        offered.other_text =
            compose_news(draft, person, offered.other_text_id, values, {}, Medium::sms).text;
    }
    // Whoever asked for it waits beside the phone.
    offered.message.urgent = true;
    offered.message.expires = asked.until;
    offered.person = person.person;
    offered.outside = person.outside;
    offered.text_id = "contact.code";
    offered.give_up = asked.until;
    draft.offer(std::move(offered));
}

}  // namespace

void note_answer(Draft& draft, const PersonId& person, const std::string& address,
                 const std::string& how) {
    if (person.empty() || address.empty()) return;
    draft.add(AddressProved{person, address, AddressProved::Proof::answered, how});
}

void note_receipt(Draft& draft, const SendState& send, const Receipt& receipt) {
    if (send.person.empty()) return;
    const AddressState* known = draft.state.addresses().find({send.person, send.message.to});
    const bool dead = known != nullptr && known->failed;
    if (receipt.state == Receipt::State::failed_for_good && !dead) {
        draft.add(AddressProved{send.person, send.message.to, AddressProved::Proof::failed,
                                receipt.detail});
    } else if (receipt.state == Receipt::State::delivered && dead) {
        draft.add(AddressProved{send.person, send.message.to, AddressProved::Proof::works,
                                receipt.detail});
    }
}

void check_address(Draft& draft, const AddressChecked& checked) {
    Answer& answer = draft.decision.answer;
    const std::optional<Callee> person =
        find_person(draft.state, draft.directory, checked.person, draft.now);
    if (!person) {
        answer.kind = Answer::Kind::unknown_person;
        return;
    }
    const bool by_text = checked.medium == Medium::sms;
    const std::string& address = by_text ? person->phone : person->mail;
    answer.kind = Answer::Kind::refused;
    if (address.empty()) {
        answer.detail = person->name + " has no " + (by_text ? "phone." : "mail address.");
        return;
    }
    if (!anybody_sends(draft.directory, checked.medium)) {
        answer.detail = std::string("No channel sends ") + (by_text ? "texts." : "mail.");
        return;
    }
    const AddressAsked asked{person->person,         address,
                             checked.medium,         draft.new_code(*person),
                             draft.now + code_lives, checked.by};
    draft.add(asked);
    offer_code(draft, *person, asked);
    answer.kind = Answer::Kind::done;
    answer.detail = address;
}

void say_code(Draft& draft, const AddressCodeSaid& said) {
    Answer& answer = draft.decision.answer;
    answer.kind = Answer::Kind::not_found;
    std::vector<AddressCodeWrong> wrong;
    for (const auto& [key, check] : draft.state.address_checks()) {
        if (key.first != said.person || check.until <= draft.now) continue;
        if (check.code == said.code) {
            draft.add(AddressProved{key.first, key.second, AddressProved::Proof::verified, "code"});
            answer.kind = Answer::Kind::done;
            answer.detail = key.second;
            return;
        }
        wrong.push_back({key.first, key.second, check.wrong + 1 >= wrong_codes_max});
    }
    if (wrong.empty()) return;
    const bool more =
        std::any_of(wrong.begin(), wrong.end(), [](const auto& one) { return !one.last; });
    answer.kind = more ? Answer::Kind::wrong_digits : Answer::Kind::locked;
    for (const AddressCodeWrong& one : wrong) draft.add(one);
}

PersonId proves_phone(const Draft& draft, const std::string& phone, const std::string& code) {
    for (const auto& [key, check] : draft.state.address_checks()) {
        if (key.second == phone && check.code == code && check.until > draft.now) return key.first;
    }
    return "";
}

void prove_by_text(Draft& draft, const PersonId& person, const std::string& phone) {
    draft.add(AddressProved{person, phone, AddressProved::Proof::verified, "text"});
}

std::vector<Callee> everybody(const Draft& draft) {
    std::set<PersonId> ids;
    for (const auto& [id, person] : draft.directory.people) ids.insert(id);
    const Day monday = week_at(draft.directory.calendar.zone, draft.now);
    for (const auto& [name, rota] : draft.state.rotas()) {
        const WeeklyRota* week = week_in_force(rota.rota, monday);
        if (week == nullptr) continue;
        for (const Person& person : week->contacts) ids.insert(person.id);
    }
    std::vector<Callee> people;
    for (const PersonId& id : ids) {
        people.push_back(find_person(draft.state, draft.directory, id, draft.now).value());
    }
    return people;
}

}  // namespace tocsin
