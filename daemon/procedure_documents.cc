#include "daemon/procedure_documents.h"

#include "channels/paper.h"
#include "core/names.h"
#include "daemon/file_text.h"

#include <algorithm>

namespace tocsin {
namespace {

namespace fs = std::filesystem;

class Reader {
public:
    Reader(const Procedure& procedure, const DocumentSources& sources, Problems& problems,
           Complaints& complaints)
        : procedure_(procedure), sources_(sources), problems_(problems), complaints_(complaints) {}

    DocumentTemplate read(const std::string& name, const Node& node) {
        need_plain_name(name, "a document", node.mark, complaints_);
        MapReader map(node, "the document " + in_quotes(name), complaints_);
        DocumentTemplate paper;
        paper.name = name;
        paper.title = map.need_text("title", 80).value_or(name);
        const auto format = map.one_of("format", {"markdown", "text", "csv", "html"});
        map.need("format", "write \"format: markdown\", or text, csv, html");
        if (format) paper.format = static_cast<DocumentTemplate::Format>(*format);
        if (const auto of = map.one_of("of", {"incident", "log", "drill"})) {
            paper.of = static_cast<DocumentTemplate::Of>(*of);
        }
        if (const auto role = map.text("asked-by")) read_role(map, *role, paper);
        read_targets(map, paper);
        read_template(map, node, paper, format.has_value());
        map.refuse_unknown();
        return paper;
    }

private:
    void read_role(MapReader& map, const std::string& role, DocumentTemplate& paper) {
        paper.asked_by = role;
        const std::vector<std::string> known = names(procedure_.roles);
        if (std::ranges::find(known, role) != known.end()) return;
        complaints_.error(map.mark("asked-by"), "no role is called " + in_quotes(role),
                          "a document is asked for by a role of the same file",
                          suggest(role, known, "add the role under \"roles\" first"));
    }

    // How many in a hundred of each obligation are to be met in time.
    void read_targets(MapReader& map, DocumentTemplate& paper) {
        const Node* node = map.find("targets");
        if (node == nullptr) return;
        if (paper.of != DocumentTemplate::Of::log) {
            complaints_.error(map.mark("targets"), "one incident has no targets", "",
                              "write \"of: log\": a document of many incidents");
        }
        MapReader targets(*node, "the targets of " + in_quotes(paper.name), complaints_);
        for (const ObligationRule& rule : procedure_.obligations) {
            if (const auto percent = targets.whole(rule.name, 1, 100))
                paper.targets.emplace_back(rule.name, static_cast<int>(*percent));
        }
        targets.refuse_unknown();
    }

    void read_template(MapReader& map, const Node& node, DocumentTemplate& paper, bool checked) {
        const Node* inside = node.find("template");
        const Node* beside = node.find("template-file");
        if ((inside == nullptr) == (beside == nullptr) && node.kind == Node::Kind::map) {
            complaints_.error(node.mark,
                              "the document " + in_quotes(paper.name) +
                                  (inside == nullptr ? " has no template" : " has two templates"),
                              "", "keep exactly one of template and template-file");
        }
        const auto text = map.long_text("template");
        const auto file = map.text("template-file", 200);
        if (text) {
            paper.text = *text;
            // The text of a block begins on the line after its sign.
            const int first = inside->mark.line + (text->find('\n') == std::string::npos ? 0 : 1);
            if (checked) tell(paper, complaints_, first);
        } else if (file) {
            read_file_of(map, *file, paper, checked);
        }
    }

    void read_file_of(MapReader& map, const std::string& name, DocumentTemplate& paper,
                      bool checked) {
        const fs::path relative(name);
        const bool below =
            relative.is_relative() && std::ranges::all_of(relative, [](const auto& part) {
                return plain_name(part.string()) && part != "..";
            });
        if (!below) {
            complaints_.error(map.mark("template-file"),
                              in_quotes(name) + " is no place for a template",
                              "templates lie beside the procedure, or in a folder there",
                              "write it as \"documents/report.md\"");
            return;
        }
        if (!sources_.files) return;
        const fs::path path = sources_.folder / relative;
        const FileText file = read_file(path);
        if (!file.text) {
            complaints_.error(map.mark("template-file"),
                              "the template " + path.string() + " cannot be read", file.why,
                              "put it there, or correct the name");
            return;
        }
        paper.text = *file.text;
        Complaints there(path.string(), problems_);
        if (checked) tell(paper, there, 1);
    }

    static void tell(const DocumentTemplate& paper, Complaints& complaints, int first) {
        for (const TemplateFault& fault : faults_of(paper)) {
            complaints.error({first + fault.line - 1, 1},
                             "the template of " + in_quotes(paper.name) + ": " + fault.what, "",
                             fault.fix);
        }
    }

    const Procedure& procedure_;
    const DocumentSources& sources_;
    Problems& problems_;
    Complaints& complaints_;
};

}  // namespace

std::vector<DocumentTemplate> read_documents(MapReader& file, const Procedure& procedure,
                                             const DocumentSources& sources, Problems& problems) {
    Reader reader(procedure, sources, problems, file.complaints());
    std::vector<DocumentTemplate> documents;
    for (const auto& [name, node] : file.entries("documents")) {
        documents.push_back(reader.read(name, *node));
    }
    return documents;
}

}  // namespace tocsin
