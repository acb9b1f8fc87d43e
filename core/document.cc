#include "core/document.h"

#include "core/mail_html.h"
#include "core/wording.h"

#include <algorithm>

namespace tocsin {
namespace {

// Words stay whole, so that columns are as wide as they are; a mail address may break anywhere.
constexpr std::string_view cell_style = "padding:4px 8px 4px 0;text-align:left;vertical-align:top";

std::string style_of(const std::string& cell) {
    const bool address = cell.find('@') != std::string::npos;
    return std::string(cell_style) + (address ? "" : ";overflow-wrap:normal");
}

std::size_t width_of(const std::string& text) {
    return static_cast<std::size_t>(std::ranges::count_if(
        text, [](char sign) { return (static_cast<unsigned char>(sign) & 0xC0) != 0x80; }));
}

std::string padded(const std::string& text, std::size_t width) {
    return text + std::string(width - std::min(width, width_of(text)), ' ');
}

std::string without_end(std::string text) {
    text.erase(text.find_last_not_of(' ') + 1);
    return text + "\n";
}

// ---------------------------------------------------------------- plain text

// The cells of a row with those that join the one before made one with it.
std::vector<std::string> joined(const DataTable& table, const DataTable::Row& row) {
    std::vector<std::string> cells;
    for (std::size_t at = 0; at < row.cells.size(); ++at) {
        const std::string& joins = table.columns[at].joins;
        if (joins.empty() || cells.empty()) {
            cells.push_back(row.cells[at]);
        } else if (!row.cells[at].empty()) {
            cells.back() += joins + row.cells[at];
        }
    }
    return cells;
}

struct Plain {
    std::string operator()(const Paragraph& paragraph) const {
        std::string text;
        for (const std::string& line : paragraph.lines) text += line + "\n";
        return text;
    }

    std::string operator()(const Listing& listing) const {
        std::size_t width = 0;
        for (const auto& item : listing.items) width = std::max(width, width_of(item.lead));
        std::string text = listing.title + "\n";
        for (const auto& item : listing.items) {
            std::string lead = item.lead;
            for (const std::string& line : item.lines) {
                text += width == 0 ? line + "\n" : without_end(padded(lead, width) + "  " + line);
                lead.clear();
            }
        }
        return text;
    }

    std::string operator()(const DataTable& table) const {
        std::vector<std::size_t> widths;
        for (const auto& row : table.rows) {
            const std::vector<std::string> cells = joined(table, row);
            widths.resize(std::max(widths.size(), cells.size()));
            for (std::size_t at = 0; at < cells.size(); ++at) {
                widths[at] = std::max(widths[at], width_of(cells[at]));
            }
        }
        std::string text = table.caption + "\n";
        for (const auto& row : table.rows) {
            const std::vector<std::string> cells = joined(table, row);
            std::string line;
            for (std::size_t at = 0; at < cells.size(); ++at) {
                line += padded(cells[at], widths[at] + 3);
            }
            text += without_end(line);
        }
        return text;
    }
};

// ---------------------------------------------------------------- HTML

struct Html {
    std::string operator()(const Paragraph& paragraph) const {
        return "<p style=\"margin:0 0 12px\">" + lines(paragraph.lines) + "</p>\n";
    }

    std::string operator()(const Listing& listing) const {
        std::string html =
            heading(listing.title) + "<ul style=\"list-style:none;margin:0 0 16px;padding:0\">\n";
        for (const auto& item : listing.items) {
            html += "<li style=\"margin:0 0 8px\">";
            if (!item.lead.empty()) html += "<strong>" + html_text(item.lead) + "</strong> ";
            html += lines(item.lines) + "</li>\n";
        }
        return html + "</ul>\n";
    }

    std::string operator()(const DataTable& table) const {
        std::string html =
            "<table style=\"border-collapse:collapse;width:100%;margin:0 0 20px;font-size:15px\">\n"
            "<caption style=\"text-align:left;font-size:18px;font-weight:bold;padding:0 0 4px\">" +
            html_text(table.caption) + "</caption>\n<thead>\n<tr>";
        for (const auto& column : table.columns) {
            html += "<th scope=\"col\" style=\"" + style_of(column.title) +
                    ";border-bottom:2px solid #7a8691\">" + html_text(column.title) + "</th>";
        }
        html += "</tr>\n</thead>\n<tbody>\n";
        for (const auto& row : table.rows) {
            html += row.marked ? "<tr style=\"font-weight:bold\">" : "<tr>";
            for (const std::string& cell : row.cells) {
                html += "<td style=\"" + style_of(cell) + ";border-bottom:1px solid #7a8691\">" +
                        html_text(cell) + "</td>";
            }
            html += "</tr>\n";
        }
        return html + "</tbody>\n</table>\n";
    }

    static std::string heading(const std::string& title) {
        return "<h2 style=\"font-size:18px;line-height:1.3;margin:0 0 4px\">" + html_text(title) +
               "</h2>\n";
    }

    static std::string lines(const std::vector<std::string>& all) {
        std::string html;
        for (const std::string& line : all)
            html += (html.empty() ? "" : "<br>\n") + html_text(line);
        return html;
    }
};

}  // namespace

std::string plain_text(const Document& document) {
    std::string text = document.heading + "\n";
    for (const auto& block : document.blocks) text += "\n" + std::visit(Plain{}, block);
    return text;
}

std::string html_page(const Document& document) {
    std::string html = html_begin(document.subject) + html_heading(document.heading);
    for (const auto& block : document.blocks) html += std::visit(Html{}, block);
    return html + html_end();
}

Document exercise_document(Document document) {
    document.subject = exercise_line(document.subject);
    document.heading = "EXERCISE " + document.heading;
    document.blocks.push_back(Paragraph{{"EXERCISE"}});
    return document;
}

}  // namespace tocsin
