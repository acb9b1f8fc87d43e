// daemon/openapi.yaml describes the routes that there are: each with its scope, and no other.
#include "daemon/openapi_text.h"
#include "daemon/problem.h"
#include "daemon/serve.h"
#include "tests/daemon/config_samples.h"

#include <gtest/gtest.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <set>
#include <string>

namespace tocsin {
namespace {

std::string who_may(const Access& access) {
    if (access.is_open()) return "open";
    if (access.is_hook()) return "source";
    if (access.is_callback()) return "provider";
    if (access.is_routing_key()) return "routing-key";
    if (access.is_genie_key()) return "genie-key";
    return "token " + std::string(to_string(access.scope()));
}

std::string who_may(const YAML::Node& security) {
    if (security.size() == 0) return "open";
    for (const auto& scheme : security[0]) {
        const auto name = scheme.first.as<std::string>();
        return scheme.second.size() == 0 ? name : name + " " + scheme.second[0].as<std::string>();
    }
    return "";
}

std::string upper(std::string word) {
    std::transform(word.begin(), word.end(), word.begin(),
                   [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
    return word;
}

// "GET /v1/incidents: token read"
std::set<std::string> described() {
    std::set<std::string> lines;
    for (const auto& path : YAML::Load(std::string(openapi_text()))["paths"]) {
        for (const auto& operation : path.second) {
            if (operation.first.as<std::string>() == "parameters") continue;
            lines.insert(upper(operation.first.as<std::string>()) + " " +
                         path.first.as<std::string>() + ": " +
                         who_may(operation.second["security"]));
        }
    }
    return lines;
}

std::set<std::string> served() {
    const ConfigurationSample sample;
    std::set<std::string> lines;
    for (const Route& route : served_routes({.config = sample.main_file(), .begin = {}}))
        lines.insert(route.method + " " + route.pattern + ": " + who_may(route.access));
    return lines;
}

TEST(OpenApi, EachRouteIsDescribedAndNoOther) {
    std::set<std::string> expected = served();
    ASSERT_GT(expected.size(), 60u);
    // The gate answers these itself.
    expected.insert("GET /healthz: open");
    expected.insert("GET /readyz: open");
    const std::set<std::string> told = described();
    for (const std::string& line : expected)
        EXPECT_TRUE(told.contains(line)) << "missing: " << line;
    for (const std::string& line : told)
        EXPECT_TRUE(expected.contains(line)) << "too many: " << line;
}

// Every name of a parameter that stands in an address is described, and described as one.
TEST(OpenApi, NamesOfTheAddressAreParameters) {
    for (const auto& path : YAML::Load(std::string(openapi_text()))["paths"]) {
        const auto pattern = path.first.as<std::string>();
        std::set<std::string> names;
        for (std::size_t at = 0; (at = pattern.find('{', at)) != std::string::npos; ++at)
            names.insert(pattern.substr(at + 1, pattern.find('}', at) - at - 1));
        std::set<std::string> told;
        for (const auto& parameter : path.second["parameters"])
            told.insert(parameter["name"].as<std::string>());
        EXPECT_EQ(told, names) << pattern;
    }
}

}  // namespace
}  // namespace tocsin
