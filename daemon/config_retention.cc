#include "daemon/config_retention.h"

#include "daemon/fields.h"

#include <charconv>

namespace tocsin {
namespace {

// Handovers, trends and reviews look back for weeks; and a number that was meant as years is none.
constexpr int days_min = 30;
constexpr int days_max = 36'500;

// "730 days". Nothing for anything else: nobody means hours here.
std::optional<int> parse_days(const std::string& text) {
    int days = 0;
    const char* end = text.data() + text.size();
    const auto [stopped, fault] = std::from_chars(text.data(), end, days);
    if (fault != std::errc{} || std::string_view(stopped, end) != " days") return std::nullopt;
    return days;
}

}  // namespace

std::optional<Duration> read_retention(MapReader& file) {
    const Node* node = file.find("retention");
    if (node == nullptr) return std::nullopt;
    MapReader map(*node, "the block \"retention\"", file.complaints());
    const auto text = map.need_text("particulars", 100, "write \"particulars: 730 days\"");
    map.refuse_unknown();
    if (!text || *text == "never") return std::nullopt;
    const std::optional<int> days = parse_days(*text);
    if (days && *days >= days_min && *days <= days_max) return std::chrono::days(*days);
    map.complaints().error(map.mark("particulars"),
                           "\"" + *text + "\" is no time to keep what people wrote",
                           "it is erased at night when its incident has been over for so long",
                           "write " + std::to_string(days_min) + " to " + std::to_string(days_max) +
                               " days, such as \"730 days\", or \"never\"");
    return std::nullopt;
}

}  // namespace tocsin
