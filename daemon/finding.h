// What `tocsin doctor` finds: one sentence each, how bad it is, and what to do.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tocsin {

struct Finding {
    enum class Grade {
        ok,
        warning,  // nothing fails yet, and somebody should see to it
        wrong,    // a page may be lost, or nobody is called
    };

    Grade grade = Grade::ok;
    std::string about;     // "disk": the same word for everything of its kind
    std::string says;      // one sentence, without a full stop at its end
    std::string remedy{};  // what to do; empty: nothing
};

using Findings = std::vector<Finding>;

Finding fine(std::string about, std::string says);
Finding warning(std::string about, std::string says, std::string remedy);
Finding wrong(std::string about, std::string says, std::string remedy);

void add(Findings& findings, Findings more);

// "ok", "warning", "wrong".
std::string_view grade_word(Finding::Grade grade);

// {"check","state","says","do"} each, in this order.
std::string findings_json(const Findings& findings);

}  // namespace tocsin
