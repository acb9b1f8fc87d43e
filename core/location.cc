#include "core/location.h"

#include "core/compose.h"

#include <algorithm>
#include <cctype>
#include <set>

namespace tocsin {
namespace {

// More Trusts than this are not named one by one.
constexpr std::size_t named_max = 3;

constexpr std::string_view multiple = "Multiple Trusts in ";

constexpr std::size_t name_signs = 60;

std::string small(std::string_view text) {
    std::string lower(text);
    for (char& sign : lower) {
        sign = static_cast<char>(std::tolower(static_cast<unsigned char>(sign)));
    }
    return lower;
}

std::string letters(std::string_view text) {
    std::string plain;
    for (const char sign : small(text)) {
        if ('a' <= sign && sign <= 'z') plain += sign;
    }
    return plain;
}

// "Northtown, Eastvale and Westmere".
std::string listed(const std::vector<std::string>& names) {
    std::string text;
    for (std::size_t index = 0; index < names.size(); ++index) {
        if (index > 0) text += index + 1 == names.size() ? " and " : ", ";
        text += names[index];
    }
    return text;
}

class Teller {
public:
    Teller(const Directory& directory, const Service* service, const std::string& service_name)
        : directory_(directory), service_(service), all_("Multiple " + service_name + " Users") {}

    Location tell(const std::vector<std::string>& said) {
        for (const std::string& one : said) read(fit_for_text(one, name_signs));
        if (!location_.wrong.empty()) return location_;
        if (everybody_) {
            location_.text = all_;
        } else if (regions_.empty() && names_.size() <= named_max) {
            location_.text = listed(names_);
        } else if (regions_.empty() && !placeless_.empty()) {
            location_.wrong = "More than " + std::to_string(named_max) +
                              " Trusts are told by their region, and that of " + placeless_ +
                              " is not known. Name the region.";
        } else {
            std::set<std::string> all = regions_;
            all.insert(regions_of_names_.begin(), regions_of_names_.end());
            location_.text = std::string(multiple) + listed({all.begin(), all.end()});
        }
        return location_;
    }

private:
    void read(const std::string& said) {
        const std::string word = small(said);
        if (letters(said).find("adhocupdate") != std::string::npos) {
            location_.wrong =
                "\"Ad-hoc Update\" is not a location. Name up to 3 Trusts, or "
                "\"Multiple Trusts in\" a region, or \"all users\".";
        } else if (word == "all users" || word == "all" || word == small(all_)) {
            everybody_ = true;
        } else if (word.starts_with(small(multiple))) {
            add_region(said.substr(multiple.size()));
        } else if (const Trust* trust = trust_named(word)) {
            add_name(trust->name);
            regions_of_names_.insert(trust->region);
            judge_domain(trust->name, {trust->name, trust->region});
        } else if (const auto region = region_named(word)) {
            add_region(*region);
        } else {
            add_name(said);
            placeless_ = said;
            if (!directory_.trusts.empty()) {
                location_.warnings.push_back(said + " is no Trust of the configuration.");
            }
        }
    }

    void add_name(const std::string& name) {
        if (std::ranges::find(names_, name) == names_.end()) names_.push_back(name);
    }

    void add_region(const std::string& region) {
        regions_.insert(region);
        judge_domain(region, {region});
    }

    void judge_domain(const std::string& name, const std::vector<std::string>& any_of) {
        if (service_ == nullptr || service_->domain.empty()) return;
        const bool inside = std::ranges::any_of(
            any_of, [&](const std::string& one) { return service_->domain.contains(one); });
        // A region is partly inside when one of its Trusts is.
        const bool partly =
            any_of.size() == 1 && std::ranges::any_of(directory_.trusts, [&](const auto& row) {
                return row.second.region == name && service_->domain.contains(row.second.name);
            });
        if (!inside && !partly) {
            location_.warnings.push_back(name + " is outside the domain of " + service_->name +
                                         ".");
        }
    }

    const Trust* trust_named(const std::string& word) const {
        for (const auto& [id, trust] : directory_.trusts) {
            if (word == id || word == small(trust.name)) return &trust;
        }
        return nullptr;
    }

    std::optional<std::string> region_named(const std::string& word) const {
        for (const auto& [id, trust] : directory_.trusts) {
            if (word == small(trust.region)) return trust.region;
        }
        return std::nullopt;
    }

    const Directory& directory_;
    const Service* service_;
    std::string all_;
    bool everybody_ = false;
    std::vector<std::string> names_;
    std::set<std::string> regions_;           // said
    std::set<std::string> regions_of_names_;  // of the Trusts that were said
    std::string placeless_;                   // a name whose region nobody knows
    Location location_;
};

}  // namespace

Location location_of(const Directory& directory, const Service* service,
                     const std::string& service_name, const std::vector<std::string>& said) {
    return Teller(directory, service, service_name).tell(said);
}

}  // namespace tocsin
