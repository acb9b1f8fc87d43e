#include "tests/simulator/choices.h"

#include <istream>
#include <ostream>
#include <sstream>
#include <stdexcept>

namespace tocsin {
namespace {

// "0=1 4=250"; false: it is something else.
bool read_made(const std::string& text, Choices::Made& made) {
    std::istringstream words(text);
    unsigned number = 0;
    std::uint64_t value = 0;
    char equals = 0;
    while (words >> number) {
        if (!(words >> equals >> value) || equals != '=' || value == 0) return false;
        made[number] = value;
    }
    return words.eof() && !made.empty();
}

bool read_line(const std::string& line, KeptRun& run) {
    const std::size_t colon = line.find(": ");
    if (colon == std::string::npos) return false;
    const std::string name = line.substr(0, colon);
    const std::string rest = line.substr(colon + 2);
    if (name == "mutant") {
        run.mutant = rest;
    } else if (name == "breaks") {
        run.breaks = rest;
    } else if (name == "seed") {
        std::istringstream(rest) >> run.choices.seed;
    } else if (name == "weeks") {
        std::istringstream(rest) >> run.choices.weeks;
    } else {
        return read_made(rest, run.choices.places[name]);
    }
    return true;
}

}  // namespace

std::size_t Choices::count() const {
    std::size_t count = 0;
    for (const auto& [place, made] : places) count += made.size();
    return count;
}

void write_run(std::ostream& out, const KeptRun& run) {
    if (!run.mutant.empty()) out << "mutant: " << run.mutant << '\n';
    out << "breaks: " << run.breaks << '\n' << "seed: " << run.choices.seed << '\n';
    if (run.choices.weeks > 0) out << "weeks: " << run.choices.weeks << '\n';
    for (const auto& [place, made] : run.choices.places) {
        out << place << ':';
        for (const auto& [number, value] : made) out << ' ' << number << '=' << value;
        out << '\n';
    }
}

KeptRun read_run(std::istream& in) {
    KeptRun run;
    std::string line;
    for (int number = 1; std::getline(in, line); ++number) {
        if (line.empty() || line.front() == '#' || read_line(line, run)) continue;
        throw std::runtime_error("line " + std::to_string(number) + ": \"" + line +
                                 "\" is no place with its choices");
    }
    if (run.breaks.empty()) throw std::runtime_error("it does not say what it breaks");
    return run;
}

}  // namespace tocsin
