#include "daemon/finding.h"

#include "daemon/json_writer.h"

#include <iterator>

namespace tocsin {

Finding fine(std::string about, std::string says) {
    return {Finding::Grade::ok, std::move(about), std::move(says)};
}

Finding warning(std::string about, std::string says, std::string remedy) {
    return {Finding::Grade::warning, std::move(about), std::move(says), std::move(remedy)};
}

Finding wrong(std::string about, std::string says, std::string remedy) {
    return {Finding::Grade::wrong, std::move(about), std::move(says), std::move(remedy)};
}

void add(Findings& findings, Findings more) {
    findings.insert(findings.end(), std::make_move_iterator(more.begin()),
                    std::make_move_iterator(more.end()));
}

std::string_view grade_word(Finding::Grade grade) {
    switch (grade) {
        case Finding::Grade::ok:
            return "ok";
        case Finding::Grade::warning:
            return "warning";
        case Finding::Grade::wrong:
            return "wrong";
    }
    return "";
}

std::string findings_json(const Findings& findings) {
    JsonList list;
    for (const Finding& one : findings) {
        list.raw(JsonObject()
                     .text("check", one.about)
                     .text("state", grade_word(one.grade))
                     .text("says", one.says)
                     .text("do", one.remedy)
                     .str());
    }
    return list.str();
}

}  // namespace tocsin
