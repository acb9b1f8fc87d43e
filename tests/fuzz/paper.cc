// Documents: a template that people write, and a value that anybody may have written. Parts: the
// value, and the template.
#include "channels/paper.h"

#include "daemon/csv.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/honest.h"

#include <algorithm>

namespace tocsin::fuzz {
namespace {

using Format = DocumentTemplate::Format;
using Of = DocumentTemplate::Of;

Facts facts_of(std::string_view value) {
    Facts line;
    line.values["said"] = value;
    Facts facts;
    facts.values = {{"summary", std::string(value)}, {"field.x", std::string(value)}};
    facts.lists = {{"timeline", {line, line}}};
    return facts;
}

std::string filled(const std::string& text, Format format, const Facts& facts) {
    const DocumentTemplate paper{"x", "X", format, Of::incident, "", text};
    must(faults_of(paper).empty(), "our own template is one");
    return filled_in(paper, facts, false);
}

void check_value(std::string_view value) {
    const Facts facts = facts_of(value);
    // The heading tells a reader what stands between cells.
    const std::string log = filled("x,y,z\na,{{summary}},c\n", Format::csv, facts);
    const CsvResult read = parse_csv(log, "x.csv");
    must(read.problems.empty() && read.rows.size() == 2, "a value is in one line");
    must(read.rows[1].size() == 3 && read.rows[1][2].text == "c", "and in one cell");
    const std::string& cell = read.rows[1][1].text;
    must(cell.empty() || std::string_view("=+-@").find(cell.front()) == std::string_view::npos,
         "and no formula");
    const std::string page = filled("<p>{{summary}}</p>", Format::html, facts);
    must(std::ranges::count(page, '<') == 2 && std::ranges::count(page, '>') == 2,
         "a value opens no element");
    const std::string note = filled("{{summary}}", Format::markdown, facts);
    must(std::ranges::count(note, '\n') == 1, "a value begins no line");
    must(is_utf8(note), "and is text");
}

void run(std::string_view bytes) {
    const std::string_view value = next_part(bytes);
    check_value(value);
    const Facts facts = facts_of(value);
    for (const Format format : {Format::markdown, Format::text, Format::csv, Format::html}) {
        const DocumentTemplate paper{"x", "X", format, Of::incident, "", std::string(bytes)};
        const std::vector<TemplateFault> faults = faults_of(paper);
        for (const TemplateFault& fault : faults) {
            must(fault.line >= 1 && !fault.what.empty() && !fault.fix.empty(),
                 "a fault has its line and what to do");
        }
        if (faults.empty()) must(filled_in(paper, facts, false).ends_with('\n'), "it is filled in");
    }
}

const Target target{"paper", run};

}  // namespace
}  // namespace tocsin::fuzz
