#include "daemon/operate_body.h"

#include <gtest/gtest.h>

namespace tocsin {
namespace {

constexpr IncidentId incident{42};
const std::string principal = "nsd-desk";

template <class Value>
std::vector<std::string> pointers(const std::variant<Value, ProblemDetail>& result) {
    const auto* refusal = std::get_if<ProblemDetail>(&result);
    if (!refusal) return {"accepted"};
    if (refusal->errors.empty()) return {refusal->slug};
    std::vector<std::string> pointers;
    for (const FieldError& error : refusal->errors) pointers.push_back(error.pointer);
    return pointers;
}

using Pointers = std::vector<std::string>;

TEST(OperateBody, EmptyBodyConfirmsResolvesAndClosesByThePrincipal) {
    for (const std::string body : {"", " \r\n", "{}", R"({"by":null})"}) {
        const auto confirmed = std::get<Confirmed>(read_confirm(body, incident, principal));
        EXPECT_EQ(confirmed.incident, incident);
        EXPECT_EQ(confirmed.by, principal);
        EXPECT_EQ(confirmed.words.state, "down");
        EXPECT_EQ(confirmed.words.impact, "");
        EXPECT_EQ(std::get<Resolved>(read_resolve(body, incident, principal)).by, principal);
        EXPECT_EQ(std::get<Closed>(read_close(body, incident, principal)).by, principal);
    }
}

TEST(OperateBody, ConfirmationCarriesThePublicWords) {
    const auto confirmed = std::get<Confirmed>(
        read_confirm(R"({"by":"Sam Elm","state":"degraded","degree":"partly working",
                         "impact":"Users cannot open\nshared records","place":"Multiple Trusts"})",
                     incident, principal));
    EXPECT_EQ(confirmed.by, "Sam Elm");
    EXPECT_EQ(confirmed.words.state, "degraded");
    EXPECT_EQ(confirmed.words.degree, "partly working");
    EXPECT_EQ(confirmed.words.impact, "Users cannot open shared records");
    EXPECT_EQ(confirmed.words.place, "Multiple Trusts");
}

TEST(OperateBody, WrongConfirmationsAreNamed) {
    const std::vector<std::pair<std::string, Pointers>> table = {
        {"[]", {"#"}},
        {"{", {"not-json"}},
        {R"({"state":"broken"})", {"#/state"}},
        {R"({"state":"degraded","degree":"bad"})", {"#/degree"}},
        {R"({"degree":"slow"})", {"#/degree"}},
        {R"({"state":"down","degree":"slow"})", {"#/degree"}},
        {R"({"impact":")" + std::string(201, 'x') + "\"}", {"#/impact"}},
        {R"({"place":")" + std::string(44, 'x') + "\"}", {"#/place"}},
        {R"({"place":"ad-hoc update"})", {"#/place"}},
        {R"({"by":["x"],"stat":"down"})", {"#/by", "#/stat"}},
        {R"({"by":"Sam Elm 943 476 5919"})", {"#/by"}},
        {R"({"by":"sam.elm@example.org"})", {"#/by"}},
    };
    for (const auto& [body, expected] : table) {
        EXPECT_EQ(pointers(read_confirm(body, incident, principal)), expected) << body;
    }
}

TEST(OperateBody, ResolutionAndClosing) {
    const auto resolved = std::get<Resolved>(read_resolve(
        R"({"by":"Sam Elm","summary":"Service confirmed back"})", incident, principal));
    EXPECT_EQ(resolved.incident, incident);
    EXPECT_EQ(resolved.by, "Sam Elm");
    EXPECT_EQ(resolved.summary, "Service confirmed back");
    EXPECT_EQ(pointers(read_resolve(R"({"summary":")" + std::string(501, 'x') + "\"}", incident,
                                    principal)),
              Pointers{"#/summary"});
    EXPECT_EQ(pointers(read_close(R"({"summary":"x"})", incident, principal)),
              Pointers{"#/summary"});
    EXPECT_EQ(std::get<Closed>(read_close(R"({"by":"Sam Elm"})", incident, principal)).by,
              "Sam Elm");
}

TEST(OperateBody, AcknowledgementNeedsAPerson) {
    const auto taken =
        std::get<Acknowledgement>(read_acknowledge(R"({"person":"sam.elm"})", incident, principal));
    EXPECT_EQ(taken.person, "sam.elm");
    EXPECT_EQ(taken.incident, incident);
    EXPECT_FALSE(taken.call);
    EXPECT_EQ(taken.via, "API");
    EXPECT_EQ(taken.by, principal);
    EXPECT_FALSE(taken.needs_digits);
    for (const std::string body :
         {"", "{}", R"({"person":"Sam Elm"})", R"({"person":"../x"})", R"({"person":[]})"}) {
        EXPECT_EQ(pointers(read_acknowledge(body, incident, principal)), Pointers{"#/person"})
            << body;
    }
}

TEST(OperateBody, PassingOnAndEscalatingNameWhom) {
    const auto passed =
        std::get<PassOnBody>(read_pass_on(R"({"person":"sam.elm","to":"level-3"})", incident));
    EXPECT_EQ(passed.pass_on.person, "sam.elm");
    EXPECT_EQ(passed.pass_on.incident, incident);
    EXPECT_EQ(passed.pass_on.via, "API");
    EXPECT_EQ(passed.to, "level-3");
    EXPECT_EQ(passed.pass_on.to_role, "");
    EXPECT_EQ(passed.pass_on.to_person, "");
    EXPECT_EQ(pointers(read_pass_on("", incident)), (Pointers{"#/person", "#/to"}));

    const auto escalated = std::get<EscalateBody>(
        read_escalate(R"({"to":"kim.hazel","reason":"Two Trusts more"})", incident, principal));
    EXPECT_EQ(escalated.to, "kim.hazel");
    EXPECT_EQ(escalated.escalate.reason, "Two Trusts more");
    EXPECT_EQ(escalated.escalate.by, principal);
    EXPECT_EQ(escalated.escalate.incident, incident);
    EXPECT_EQ(pointers(read_escalate("{}", incident, principal)), (Pointers{"#/to", "#/reason"}));
    EXPECT_EQ(pointers(read_escalate(R"({"to":"level-3","reason":" "})", incident, principal)),
              Pointers{"#/reason"});
    EXPECT_EQ(pointers(read_escalate(R"({"to":"a","reason":")" + std::string(201, 'x') + "\"}",
                                     incident, principal)),
              Pointers{"#/reason"});
}

TEST(OperateBody, TokensHaveANameAndScopes) {
    const auto token = std::get<TokenBody>(
        read_token_body(R"({"name":"nagios","scopes":["intake","read","intake"],"days":90})"));
    EXPECT_EQ(token.name, "nagios");
    EXPECT_EQ(token.scopes, (std::set<Scope>{Scope::intake, Scope::read}));
    EXPECT_EQ(token.days, 90);
    const auto forever = std::get<TokenBody>(read_token_body(R"({"name":"n","scopes":"admin"})"));
    EXPECT_EQ(forever.scopes, std::set<Scope>{Scope::admin});
    EXPECT_EQ(forever.days, std::nullopt);
    const std::vector<std::pair<std::string, Pointers>> table = {
        {"", {"#/name", "#/scopes"}},
        {R"({"name":"n","scopes":[]})", {"#/scopes"}},
        {R"({"name":"n","scopes":["root"]})", {"#/scopes"}},
        {R"({"name":"n","scopes":[["read"]]})", {"#/scopes"}},
        {R"({"name":"n","scopes":{"read":true}})", {"#/scopes"}},
        // A name like that of a caller of the socket would be taken for one in the record.
        {R"({"name":"local:0","scopes":["read"]})", {"#/name"}},
        {R"({"name":"n","scopes":["read"],"days":0})", {"#/days"}},
        {R"({"name":"n","scopes":["read"],"days":3651})", {"#/days"}},
        {R"({"name":"n","scope":["read"]})", {"#/scopes", "#/scope"}},
    };
    for (const auto& [body, expected] : table) {
        EXPECT_EQ(pointers(read_token_body(body)), expected) << body;
    }
}

TEST(OperateBody, NothingIsSaidToBeOpened) {
    const auto result = read_close("{", incident, principal);
    const auto& refusal = std::get<ProblemDetail>(result);
    EXPECT_NE(refusal.detail.find("Nothing was changed."), std::string::npos) << refusal.detail;
}

TEST(IncidentIdText, IsAReferenceOrANumber) {
    for (const std::string good : {"INC-42", "inc-42", "42"}) {
        EXPECT_EQ(read_incident_id(good), incident) << good;
    }
    EXPECT_EQ(read_incident_id("18446744073709551615")->value, 18446744073709551615u);
    for (const std::string bad : {"", "INC-", "INC-0", "0", "042", "INC-042", "-42", "+42", "42 ",
                                  "INC42", "INC-4x", "18446744073709551616", "INC-INC-42", "4.2"}) {
        EXPECT_EQ(read_incident_id(bad), std::nullopt) << bad;
    }
}

}  // namespace
}  // namespace tocsin
