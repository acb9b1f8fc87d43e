#include "daemon/rota_text.h"

#include "daemon/csv.h"
#include "daemon/rota_slips.h"
#include "daemon/yaml.h"
#include "rota/formats.h"
#include "rota/rolling.h"

namespace tocsin {
namespace {

void append(Problems& problems, const Problems& more) {
    problems.insert(problems.end(), more.begin(), more.end());
}

// What the configuration says of a person today is no matter of the rota: a copy of it, as an
// exported week has it, would go on calling the old number when the configuration has a new one.
void drop_known_contacts(WeeklyRota& week, const Directory& directory) {
    std::erase_if(week.contacts, [&](const Person& person) {
        const auto known = directory.people.find(person.id);
        return known != directory.people.end() && known->second == person;
    });
}

RotaText read_lines(std::string_view text, const std::string& file, const std::string& rota,
                    const Directory& directory) {
    RotaText read;
    read.name = rota;
    const CsvResult csv = parse_csv(text, file);
    read.problems = csv.problems;
    if (refused(csv.problems)) return read;
    std::map<std::string, std::string> ids;
    for (const auto& [id, person] : directory.people) ids[person.name] = id;
    const SheetWeeks sheet = read_sheet(csv.rows, rota, file, directory.calendar, ids);
    append(read.problems, sheet.problems);
    RotaTerms terms = rota_terms(directory);
    if (!sheet.contacts.fields.empty()) {
        append(read.problems, read_contacts(sheet.contacts, file, terms));
    }
    for (const Node& tree : sheet.weeks) {
        Parsed week = parse_weekly(tree, file, terms);
        append(read.problems, week.problems);
        read.weeks.push_back(std::move(week.rota));
    }
    sort_by_place(read.problems);
    return read;
}

RotaText read_any(std::string_view text, const std::string& file, const std::string& rota,
                  const Directory& directory) {
    // A workbook begins so; the reader of spreadsheets says what to do with one.
    if (looks_like_csv(text) || text.starts_with("PK\x03\x04")) {
        return read_lines(text, file, rota, directory);
    }
    const YamlResult yaml = parse_yaml(text, file);
    RotaText read;
    read.problems = yaml.problems;
    if (!yaml.tree) return read;
    const RotaTerms terms = rota_terms(directory);
    if (is_rolling(*yaml.tree)) {
        ParsedRolling parsed = parse_rolling(*yaml.tree, file, terms);
        append(read.problems, parsed.problems);
        read.name = parsed.name;
        read.weeks = std::move(parsed.weeks);
        read.rolling = true;
        // A week with nobody at all does not know whose it is.
        for (WeeklyRota& week : read.weeks) week.name = read.name;
        return read;
    }
    Parsed parsed = parse_weekly(*yaml.tree, file, terms);
    append(read.problems, parsed.problems);
    read.name = parsed.rota.name;
    read.weeks.push_back(std::move(parsed.rota));
    return read;
}

}  // namespace

RotaTerms rota_terms(const Directory& directory) {
    RotaTerms terms{directory.calendar, {}, directory.phone_region, {}};
    for (const auto& [id, person] : directory.people) terms.people.insert(id);
    return terms;
}

RotaText read_rota_text(std::string_view text, const std::string& file, const std::string& rota,
                        const Directory& directory) {
    RotaText read = read_any(text, file, rota, directory);
    for (WeeklyRota& week : read.weeks) drop_known_contacts(week, directory);
    if (!refused(read.problems)) {
        append(read.problems, slips(read.weeks, file, directory));
        sort_by_place(read.problems);
    }
    return read;
}

std::string rota_of_file(const std::string& file_name, const Directory& directory) {
    std::string best;
    for (const auto& [id, procedure] : directory.procedures) {
        if (file_name.starts_with(procedure.rota) && procedure.rota.size() > best.size()) {
            best = procedure.rota;
        }
    }
    return best.empty() ? directory.procedures.at(directory.default_procedure).rota : best;
}

}  // namespace tocsin
