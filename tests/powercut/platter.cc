#include "tests/powercut/platter.h"

#include <algorithm>
#include <cstring>
#include <set>

namespace tocsin {
namespace {

// What a disk writes whole or not at all.
constexpr std::size_t sector = 512;

bool coin(std::mt19937_64& chance) {
    return (chance() & 1U) != 0;
}

void put(std::string& content, std::size_t at, std::string_view bytes) {
    if (content.size() < at + bytes.size()) content.resize(at + bytes.size(), '\0');
    std::memcpy(content.data() + at, bytes.data(), bytes.size());
}

// The sectors of a write, each there, or not, or (with `garbage`) holding anything.
void put_torn(std::string& content, const Operation& write, bool garbage, std::mt19937_64& chance) {
    const std::string_view bytes = write.bytes;
    for (std::size_t done = 0; done < bytes.size();) {
        const std::size_t at = write.at + done;
        const std::size_t count = std::min(sector - at % sector, bytes.size() - done);
        if (coin(chance)) {
            put(content, at, bytes.substr(done, count));
        } else if (garbage && coin(chance)) {
            std::string noise(count, '\0');
            for (char& byte : noise) byte = static_cast<char>(chance());
            put(content, at, noise);
        }
        done += count;
    }
}

}  // namespace

const char* name_of(Unsynced unsynced) {
    constexpr std::array names{"none", "all", "some", "reordered", "torn", "garbage"};
    return names[static_cast<std::size_t>(unsynced)];
}

Platter::Platter(const Image& at_rest) {
    for (const auto& [name, content] : at_rest) {
        names_[name] = files_.size();
        files_.push_back({content, {}});
    }
    names_durable_ = names_;
}

void Platter::begin(const Operation& operation) {
    switch (operation.kind) {
        case Operation::Kind::create:
            files_.resize(std::max(files_.size(), operation.file + 1));
            names_[operation.name] = operation.file;
            break;
        case Operation::Kind::write:
        case Operation::Kind::truncate:
            files_[operation.file].unsynced.push_back(&operation);
            break;
        case Operation::Kind::remove:
            names_.erase(operation.name);
            break;
        case Operation::Kind::sync:
        case Operation::Kind::sync_failed:
            break;
    }
}

void Platter::finish(const Operation& operation) {
    Content& file = files_[operation.file];
    if (operation.kind == Operation::Kind::sync) {
        for (const Operation* one : file.unsynced) {
            if (one->kind == Operation::Kind::write) {
                put(file.durable, one->at, one->bytes);
            } else {
                file.durable.resize(one->at, '\0');
            }
        }
        file.unsynced.clear();
    } else if (operation.kind == Operation::Kind::sync_failed) {
        // The kernel calls the pages clean all the same: no later sync writes them.
        file.unsynced.clear();
    }
    if (operation.folder) names_durable_ = names_;
}

bool Platter::in_doubt() const {
    if (names_ != names_durable_) return true;
    return std::any_of(files_.begin(), files_.end(),
                       [](const Content& file) { return !file.unsynced.empty(); });
}

Image Platter::after_cut(Unsynced unsynced, std::mt19937_64& chance) const {
    Image image;
    std::set<std::string> names;
    for (const auto& [name, number] : names_) names.insert(name);
    for (const auto& [name, number] : names_durable_) names.insert(name);
    for (const std::string& name : names) {
        const bool seen = unsynced == Unsynced::all || (unsynced != Unsynced::none && coin(chance));
        const auto& from = seen ? names_ : names_durable_;
        const auto found = from.find(name);
        if (found != from.end()) image[name] = content(files_[found->second], unsynced, chance);
    }
    return image;
}

std::string Platter::content(const Content& file, Unsynced unsynced,
                             std::mt19937_64& chance) const {
    std::string content = file.durable;
    if (unsynced == Unsynced::none) return content;
    std::vector<const Operation*> operations = file.unsynced;
    if (unsynced == Unsynced::reordered) {
        std::shuffle(operations.begin(), operations.end(), chance);
    }
    const bool torn = unsynced == Unsynced::torn || unsynced == Unsynced::garbage;
    for (const Operation* one : operations) {
        const bool write = one->kind == Operation::Kind::write;
        if (write && torn) {
            put_torn(content, *one, unsynced == Unsynced::garbage, chance);
        } else if (unsynced == Unsynced::all || coin(chance)) {
            if (write) {
                put(content, one->at, one->bytes);
            } else {
                content.resize(one->at, '\0');
            }
        }
    }
    return content;
}

}  // namespace tocsin
