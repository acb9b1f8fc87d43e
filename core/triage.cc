#include "core/triage.h"

#include "core/draft.h"
#include "core/input.h"
#include "core/names.h"
#include "core/refusal.h"
#include "rota/words.h"

#include <algorithm>

namespace tocsin {
namespace {

using Kind = Answer::Kind;

template <class Named>
const Named* find_named(const std::vector<Named>& all, const std::string& name) {
    const auto found = std::ranges::find(all, name, &Named::name);
    return found == all.end() ? nullptr : &*found;
}

// "Write data-centre." or, when nothing is near: "It can be: a, b."
std::string advice(const std::string& word, const std::vector<std::string>& known,
                   const std::string& otherwise) {
    const std::string meant = near(word, known);
    if (!meant.empty()) return " Write " + meant + ".";
    return known.empty() ? "" : " " + otherwise + join_words(known) + ".";
}

bool can_be(const Field& field, const std::string& word) {
    if (field.text) return word.size() <= field_text_max;
    return std::ranges::find(field.values, word) != field.values.end();
}

// A flag of the incident's procedure; else the answer says what there is.
const Flag* known_flag(Draft& draft, const Incident& incident, const std::string& name) {
    const Procedure& procedure = draft.procedure(incident);
    const Flag* flag = find_named(procedure.flags, name);
    if (flag == nullptr) {
        refuse(draft, Kind::refused,
               "The procedure " + procedure.name + " has no flag " + quoted(name) + "." +
                   advice(name, names(procedure.flags), "There are: "));
    }
    return flag;
}

}  // namespace

FieldValues fitting(const FieldValues& values, const Procedure& procedure) {
    FieldValues fit;
    for (const auto& [name, words] : values) {
        const Field* field = find_named(procedure.fields, name);
        if (field == nullptr || (words.size() > 1 && !field->several)) continue;
        for (const std::string& word : words) {
            if (can_be(*field, word)) fit[name].insert(word);
        }
    }
    return fit;
}

std::vector<std::string> wrong_with(const FieldValues& values, const Procedure& procedure) {
    std::vector<std::string> wrong;
    for (const auto& [name, words] : values) {
        const Field* field = find_named(procedure.fields, name);
        if (field == nullptr) {
            wrong.push_back("The procedure " + procedure.name + " has no field " + quoted(name) +
                            "." + advice(name, names(procedure.fields), "There are: "));
            continue;
        }
        for (const std::string& word : words) {
            if (can_be(*field, word)) continue;
            if (field->text) {
                wrong.push_back(name + " has more than " + std::to_string(field_text_max) +
                                " bytes of text.");
                continue;
            }
            wrong.push_back(name + " cannot be " + quoted(word) + "." +
                            advice(word, field->values, "It can be: "));
        }
        if (words.size() > 1 && !field->several) {
            wrong.push_back(name + " has one value, not " + std::to_string(words.size()) + ".");
        }
    }
    return wrong;
}

std::vector<const Field*> unset_fields(const Procedure& procedure, const Incident& incident,
                                       bool core_hours) {
    std::vector<const Field*> unset;
    for (const Field& field : procedure.fields) {
        if (field.quiet || !incident.values(field.name).empty()) continue;
        if (matches(field.asked, incident, core_hours)) unset.push_back(&field);
    }
    return unset;
}

const Incident* changeable(Draft& draft, IncidentId id) {
    const Incident* incident = draft.state.incidents().find(id);
    Answer& answer = draft.decision.answer;
    answer.incidents = {id};
    if (incident == nullptr) {
        answer.kind = Kind::not_found;
    } else if (incident->closed) {
        answer.kind = Kind::wrong_state;
        answer.detail = reference(id) + " is closed. A closed record does not change.";
        return nullptr;
    }
    return incident;
}

namespace {

// "data-centre,multi-site" is two words, where a field may have several.
std::set<std::string> split(const std::set<std::string>& words) {
    std::set<std::string> parts;
    for (const std::string& word : words) {
        for (std::size_t from = 0; from <= word.size();) {
            const std::size_t comma = std::min(word.find(',', from), word.size());
            if (comma > from) parts.insert(word.substr(from, comma - from));
            from = comma + 1;
        }
    }
    return parts;
}

FieldValues split_where_several(FieldValues values, const Procedure& procedure) {
    for (auto& [name, words] : values) {
        const Field* field = find_named(procedure.fields, name);
        if (field != nullptr && field->several) words = split(words);
    }
    return values;
}

}  // namespace

void set_fields(Draft& draft, const SetFields& said) {
    const Incident* incident = changeable(draft, said.incident);
    if (incident == nullptr) return;
    const Procedure& procedure = draft.procedure(*incident);
    const FieldValues values = split_where_several(said.fields, procedure);
    const std::vector<std::string> wrong = wrong_with(values, procedure);
    if (!wrong.empty()) {
        refuse(draft, Kind::refused, join_words(wrong, " "));
        return;
    }
    FieldsSet set{said.incident, {}, said.by, said.reason};
    for (const auto& [name, words] : values) {
        if (incident->values(name) == words) continue;
        if (find_named(procedure.fields, name)->text) {
            set.texts[name] = words.empty() ? "" : *words.begin();
        } else {
            set.fields.emplace(name, words);
        }
    }
    if (!set.fields.empty() || !set.texts.empty()) draft.add(std::move(set));
}

void raise_flag(Draft& draft, const RaiseFlag& said) {
    const Incident* incident = changeable(draft, said.incident);
    if (incident == nullptr || known_flag(draft, *incident, said.flag) == nullptr) return;
    if (incident->flagged(said.flag)) {
        draft.decision.answer.kind = Kind::repeated;
        return;
    }
    draft.add(FlagRaised{said.incident, said.flag, said.by, said.reason});
}

void remove_flag(Draft& draft, const RemoveFlag& said) {
    const Incident* incident = changeable(draft, said.incident);
    if (incident == nullptr) return;
    const Flag* flag = known_flag(draft, *incident, said.flag);
    if (flag == nullptr) return;
    if (!incident->flagged(said.flag)) {
        refuse(draft, Kind::wrong_state,
               reference(said.incident) + " has no flag " + said.flag + ".");
        return;
    }
    const Procedure& procedure = draft.procedure(*incident);
    const bool core = within(draft.directory.calendar, procedure.core_hours, draft.now);
    if (!matches(flag->removal_needs, *incident, core)) {
        std::string needs;
        for (const Matcher& one : flag->removal_needs)
            needs += (needs.empty() ? "" : "; or ") + words(one, procedure);
        refuse(draft, Kind::wrong_state,
               "The flag " + said.flag + " can be removed only with: " + needs + ".");
        return;
    }
    draft.add(FlagRemoved{said.incident, said.flag, said.by, said.reason});
}

}  // namespace tocsin
