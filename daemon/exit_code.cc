#include "daemon/exit_code.h"

#include "daemon/columns.h"

namespace tocsin {

std::string exit_codes_line() {
    std::string line = "Ends with";
    for (const ExitCode& one : exit_codes) {
        line += (&one == exit_codes.data() ? " " : ", ") + std::to_string(one.code) + " ";
        line += one.name;
    }
    return line + ". More: tocsin help exit";
}

std::string exit_codes_text() {
    std::vector<Cells> rows;
    for (const ExitCode& one : exit_codes) {
        std::string rest(one.means);
        Cells row{std::to_string(one.code), std::string(one.name)};
        while (!rest.empty()) {
            const std::size_t end = std::min(rest.find('\n'), rest.size());
            row.push_back(rest.substr(0, end));
            rows.push_back(row);
            row = {"", ""};
            rest.erase(0, std::min(end + 1, rest.size()));
        }
    }
    return columns(rows, 3);
}

}  // namespace tocsin
