#include "daemon/rota_text.h"

#include "daemon/csv.h"
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
    const std::set<std::string> people = known_people(directory);
    for (const Node& tree : sheet.weeks) {
        Parsed week = parse_weekly(tree, file, directory.calendar, people);
        append(read.problems, week.problems);
        read.weeks.push_back(std::move(week.rota));
    }
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
    const std::set<std::string> people = known_people(directory);
    if (is_rolling(*yaml.tree)) {
        ParsedRolling parsed = parse_rolling(*yaml.tree, file, directory.calendar, people);
        append(read.problems, parsed.problems);
        read.name = parsed.name;
        read.weeks = std::move(parsed.weeks);
        read.rolling = true;
        // A week with nobody at all does not know whose it is.
        for (WeeklyRota& week : read.weeks) week.name = read.name;
        return read;
    }
    Parsed parsed = parse_weekly(*yaml.tree, file, directory.calendar, people);
    append(read.problems, parsed.problems);
    read.name = parsed.rota.name;
    read.weeks.push_back(std::move(parsed.rota));
    return read;
}

}  // namespace

std::set<std::string> known_people(const Directory& directory) {
    std::set<std::string> people;
    for (const auto& [id, person] : directory.people) people.insert(id);
    return people;
}

RotaText read_rota_text(std::string_view text, const std::string& file, const std::string& rota,
                        const Directory& directory) {
    RotaText read = read_any(text, file, rota, directory);
    for (WeeklyRota& week : read.weeks) drop_known_contacts(week, directory);
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
