// The one reader of rotas, whoever sends them: a week or a rolling rota in YAML, or lines as a
// spreadsheet saves them. Which of them it is, the text says.
#pragma once

#include "core/directory.h"
#include "rota/contacts.h"
#include "rota/rota.h"

#include <string>
#include <string_view>
#include <vector>

namespace tocsin {

struct RotaText {
    std::string name;
    std::vector<WeeklyRota> weeks;  // in order; whole only when the problems do not refuse them
    bool rolling = false;
    Problems problems;  // all at once
};

// Contacts that only repeat the configuration's are left out. `file` is the name to use in
// problems. `rota` is the rota's name where the text says none, as
// lines of a spreadsheet do.
RotaText read_rota_text(std::string_view text, const std::string& file, const std::string& rota,
                        const Directory& directory);

// The rota that a file of the folder is for where its text says none: the one whose name the file's
// begins with ("security-july.csv"), else the one of the default procedure.
std::string rota_of_file(const std::string& file_name, const Directory& directory);

// What the configuration adds to a rota's meaning. The directory outlives it.
RotaTerms rota_terms(const Directory& directory);

}  // namespace tocsin
