#include "core/mail_html.h"

namespace tocsin {
namespace {

constexpr std::string_view head_before_title =
    "<!doctype html>\n<html lang=\"en-GB\">\n<head>\n<meta charset=\"utf-8\">\n"
    "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
    "<meta name=\"color-scheme\" content=\"light dark\">\n"
    "<meta name=\"supported-color-schemes\" content=\"light dark\">\n<title>";

constexpr std::string_view head_after_title =
    "</title>\n<style>\n:root{color-scheme:light dark}\n"
    "@media (prefers-color-scheme:dark){body{background:#11161b!important;color:#f3f5f7!important}"
    "a{color:#9cccff!important}}\n</style>\n</head>\n"
    "<body style=\"margin:0;padding:16px;background:#ffffff;color:#14181c;"
    "font:16px/1.5 Arial,sans-serif;overflow-wrap:anywhere\">\n<main style=\"max-width:600px\">\n";

}  // namespace

std::string html_text(std::string_view text) {
    std::string out;
    for (const char sign : text) {
        switch (sign) {
            case '&':
                out += "&amp;";
                break;
            case '<':
                out += "&lt;";
                break;
            case '>':
                out += "&gt;";
                break;
            case '"':
                out += "&quot;";
                break;
            default:
                out += sign;
        }
    }
    return out;
}

std::string html_begin(std::string_view title) {
    return std::string(head_before_title) + html_text(title) + std::string(head_after_title);
}

std::string html_end() {
    return "</main>\n</body>\n</html>\n";
}

std::string html_heading(std::string_view line) {
    return "<h1 style=\"font-size:22px;line-height:1.3;margin:0 0 16px\">" + html_text(line) +
           "</h1>\n";
}

}  // namespace tocsin
