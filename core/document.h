// A document that goes out by mail, before anybody knows how it is shown: one structure, written as
// plain text and as HTML, so that both say the same.
#pragma once

#include <string>
#include <variant>
#include <vector>

namespace tocsin {

struct Paragraph {
    std::vector<std::string> lines;

    bool operator==(const Paragraph&) const = default;
};

// A heading and what stands under it, each with what it begins with: "INC-2040", "08:10".
struct Listing {
    struct Item {
        std::string lead;  // may be empty
        std::vector<std::string> lines;

        bool operator==(const Item&) const = default;
    };
    std::string title;
    std::vector<Item> items;

    bool operator==(const Listing&) const = default;
};

struct DataTable {
    struct Column {
        std::string title;
        std::string joins;  // in plain text, what stands between it and the one before: " to "

        bool operator==(const Column&) const = default;
    };
    struct Row {
        std::vector<std::string> cells;  // as many as there are columns
        bool marked = false;             // stands out, beside what its words say

        bool operator==(const Row&) const = default;
    };
    std::string caption;
    std::vector<Column> columns;
    std::vector<Row> rows;

    bool operator==(const DataTable&) const = default;
};

struct Document {
    std::string subject;
    std::string heading;  // the first line: what the reader must know if they read no further
    std::vector<std::variant<Paragraph, Listing, DataTable>> blocks;

    bool operator==(const Document&) const = default;
};

// Ends in a newline. Columns stand under one another in a font of fixed width.
std::string plain_text(const Document& document);

// A whole page: the heading, a table with its caption and the scope of its headings, lists.
std::string html_page(const Document& document);

// EXERCISE as the first and the last word of all of it (wording 2.9).
Document exercise_document(Document document);

}  // namespace tocsin
