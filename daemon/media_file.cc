#include "daemon/media_file.h"

#include <algorithm>

namespace tocsin {
namespace {

std::vector<std::string> known_words() {
    std::vector<std::string> words;
    for (const Medium medium : people_media) words.emplace_back(medium_name(medium));
    return words;
}

void read_one(const Node& node, const std::string& name, Complaints& complaints,
              std::vector<Medium>& media) {
    const auto word = one_line(node, name, complaints);
    if (!word) return;
    const auto found = std::ranges::find_if(
        people_media, [&](Medium medium) { return medium_name(medium) == *word; });
    if (found == people_media.end()) {
        complaints.error(node.mark, in_quotes(*word) + " is no way to reach people", "",
                         suggest(*word, known_words(), "write sms, email, push or voice"));
    } else if (std::ranges::find(media, *found) != media.end()) {
        complaints.error(node.mark, in_quotes(*word) + " stands twice in " + name, "",
                         "delete one of them");
    } else {
        media.push_back(*found);
    }
}

}  // namespace

std::vector<Medium> read_media(MapReader& map, const std::string& key) {
    std::vector<Medium> media;
    const std::string name = in_quotes(key) + " of " + map.name();
    for (const Node* item : map.items(key)) read_one(*item, name, map.complaints(), media);
    return media;
}

std::vector<Medium> read_media(const Node& node, const std::string& name, Complaints& complaints) {
    std::vector<Medium> media;
    if (node.kind != Node::Kind::list) {
        read_one(node, name, complaints, media);
        return media;
    }
    for (const Node& item : node.items) read_one(item, name, complaints, media);
    return media;
}

}  // namespace tocsin
