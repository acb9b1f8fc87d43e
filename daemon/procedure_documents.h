// The documents of a procedure file, with their templates: in the file, or in one beside it.
#pragma once

#include "core/procedure.h"
#include "daemon/fields.h"

#include <filesystem>
#include <string>
#include <vector>

namespace tocsin {

struct DocumentSources {
    std::filesystem::path folder;  // of the procedure file
    bool files = true;             // templates in files are read; else their text stays empty
};

// Under "documents". What is wrong with a template that is a file is told by that file's name,
// which is why `problems` is needed. The roles and obligations of `procedure` have been read.
std::vector<DocumentTemplate> read_documents(MapReader& file, const Procedure& procedure,
                                             const DocumentSources& sources, Problems& problems);

}  // namespace tocsin
