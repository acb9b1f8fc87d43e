// What all pages of the status site share: the head with its style, the menu, the foot, the marks
// of an exercise. What a page says is status_page.cc's.
#pragma once

#include "channels/status_page.h"

#include <string>

namespace tocsin {

// Which entry of the menu a page stands under.
enum class Place { now, history, elsewhere };

// A page of the site: `root` leads from its folder to the site's.
struct Sheet {
    std::string title;  // escaped; the site's name is added
    std::string root;   // "" for index.html, "../../" for incidents/<ref>/index.html
    Place place = Place::elsewhere;
    std::string main;  // HTML
};

// The whole page, with exercise marks at the first and the last word of its title and of what it
// shows.
[[nodiscard]] std::string sheet_html(const StatusView& view, const Sheet& sheet);

// A link from a page whose `root` it is to the file `path` of the site; `html` is what is read.
[[nodiscard]] std::string sheet_link(const std::string& root, const std::string& path,
                                     const std::string& html);

// "2026-07"; empty for a time that is not RFC 3339, which belongs to no month.
[[nodiscard]] std::string month_of(const Time& time);

}  // namespace tocsin
