#include "daemon/triage_file.h"

#include "core/names.h"
#include "daemon/matcher_file.h"

#include <algorithm>

namespace tocsin {
namespace {

constexpr std::size_t title_signs = 80;

// Without its condition, which may name fields and flags that stand below it.
Field read_field(const std::string& name, MapReader& map) {
    Complaints& complaints = map.complaints();
    need_plain_name(name, "a field", map.mark(), complaints);
    if (matcher_key(name)) {
        complaints.error(map.mark(), "a field cannot be called " + in_quotes(name),
                         "conditions mean something else by that word", "find another name");
    }
    Field field{name, map.text("title", title_signs).value_or(name), {}, false, {}};
    field.text = map.yes_no("text").value_or(false);
    if (!field.text) {
        map.need(
            "values",
            "write what it can be: \"values: [outage, performance, other]\", or \"text: yes\"");
    } else if (map.find("values") || map.find("several")) {
        complaints.error(map.mark(), "a text has no values", "people write it in their own words",
                         "keep \"text: yes\", or what it can be");
    }
    for (const Node* item : map.items("values")) {
        const auto word = one_line(*item, "a value of " + map.name(), complaints, 40);
        if (!word) continue;
        need_plain_name(*word, "a value", item->mark, complaints);
        if (std::ranges::find(field.values, *word) != field.values.end()) {
            complaints.error(item->mark, in_quotes(*word) + " is given twice", "",
                             "delete one of them");
            continue;
        }
        field.values.push_back(*word);
    }
    field.several = map.yes_no("several").value_or(false);
    return field;
}

Flag read_flag(const std::string& name, MapReader& map) {
    need_plain_name(name, "a flag", map.mark(), map.complaints());
    return {name, map.text("title", title_signs).value_or(name), {}};
}

// One reader for each entry of a block, so that each says only once what is wrong with it.
std::vector<std::pair<std::string, MapReader>> readers(MapReader& file, const std::string& key,
                                                       const std::string& what) {
    std::vector<std::pair<std::string, MapReader>> all;
    for (const auto& [name, node] : file.entries(key))
        all.emplace_back(name, MapReader(*node, what + in_quotes(name), file.complaints()));
    return all;
}

}  // namespace

void read_triage(MapReader& file, Procedure& procedure, const KnownContacts* known) {
    auto fields = readers(file, "fields", "the field ");
    auto flags = readers(file, "flags", "the flag ");
    for (auto& [name, map] : fields) procedure.fields.push_back(read_field(name, map));
    for (auto& [name, map] : flags) procedure.flags.push_back(read_flag(name, map));
    for (std::size_t i = 0; i < fields.size(); ++i) {
        MapReader& map = fields[i].second;
        Field& field = procedure.fields[i];
        const Node* asked = map.find("asked");
        field.quiet = asked && asked->kind == Node::Kind::scalar && asked->text == "never";
        if (!field.quiet) field.asked = read_matchers(map, "asked", procedure, known);
        map.refuse_unknown();
    }
    for (std::size_t i = 0; i < flags.size(); ++i) {
        MapReader& map = flags[i].second;
        procedure.flags[i].removal_needs = read_matchers(map, "removal-needs", procedure, known);
        map.refuse_unknown();
    }
}

FieldValues read_field_values(MapReader& map, const std::string& key) {
    FieldValues values;
    for (const auto& [name, node] : map.entries(key)) {
        const std::string what = "the field " + in_quotes(name) + " of " + map.name();
        if (node->kind != Node::Kind::list) {
            if (const auto word = one_line(*node, what, map.complaints())) values[name] = {*word};
            continue;
        }
        for (const Node& item : node->items) {
            if (const auto word = one_line(item, what, map.complaints()))
                values[name].insert(*word);
        }
    }
    return values;
}

void judge_field_values(const Node& node, const Procedure& procedure, Complaints& complaints) {
    for (const auto& [name, value] : node.fields) {
        const auto field = std::ranges::find(procedure.fields, name.text, &Field::name);
        if (field == procedure.fields.end()) {
            complaints.error(name.mark,
                             "the procedure " + in_quotes(procedure.name) + " has no field " +
                                 in_quotes(name.text),
                             "it would have no effect, and nobody would notice",
                             suggest(name.text, names(procedure.fields),
                                     "add it to \"fields\" of the procedure"));
            continue;
        }
        const bool list = value.kind == Node::Kind::list;
        if (list && value.items.size() > 1 && !field->several) {
            complaints.error(value.mark, "the field " + in_quotes(name.text) + " has one value",
                             "the procedure does not say \"several: yes\"", "keep one of them");
        }
        if (field->text) continue;
        for (const Node& item : list ? value.items : std::vector<Node>{value}) {
            if (std::ranges::find(field->values, item.text) != field->values.end()) continue;
            complaints.error(
                item.mark,
                "the field " + in_quotes(name.text) + " cannot be " + in_quotes(item.text), "",
                suggest(item.text, field->values,
                        "add it to the values of the field in the procedure"));
        }
    }
}

}  // namespace tocsin
