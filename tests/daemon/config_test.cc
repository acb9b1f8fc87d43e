// What the shipped files mean once they are read, and what a reload may rely on.
#include "daemon/config.h"

#include "core/handover_words.h"
#include "daemon/file_text.h"
#include "daemon/procedure_file.h"
#include "tests/daemon/config_samples.h"
#include "tests/support/proves.h"
#include "tests/support/source_dir.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>

namespace tocsin {
namespace {

using std::chrono::minutes;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

TEST(Configuration, ShippedFilesLoadWithoutAProblem) {
    const ConfigurationSample sample;
    const Loaded loaded = sample.load();
    EXPECT_EQ(short_form(loaded.problems), "");
    ASSERT_TRUE(loaded.configuration);
    const Configuration& configuration = *loaded.configuration;
    const Directory& directory = configuration.directory;
    EXPECT_EQ(directory.site, "National services");
    EXPECT_EQ(directory.base_url, "http://127.0.0.1:8080");
    EXPECT_EQ(directory.people.at("sam.elm").contact.phone, "+447700900102");
    EXPECT_EQ(directory.people.at("duty.director").contact.phone, "+447700900199");
    EXPECT_EQ(directory.desks.at("nsd").long_name, "National Service Desk");
    EXPECT_EQ(directory.services.at("gp-records").name, "GP Records");
    EXPECT_THAT(directory.rota_team, ElementsAre("nsd"));
    EXPECT_EQ(directory.calendar.zone.name(), "Europe/London");
    EXPECT_FALSE(directory.exercise);
    ASSERT_EQ(directory.providers.size(), 2U);
    EXPECT_EQ(directory.providers[0].name, "sms-files");
    EXPECT_EQ(directory.providers[1].medium, Medium::email);
    ASSERT_EQ(configuration.listen.size(), 1U);
    EXPECT_EQ(configuration.listen[0].host, "127.0.0.1");
    EXPECT_EQ(configuration.listen[0].port, 8080);
    EXPECT_EQ(configuration.socket, sample.folder() / "data" / "tocsin.sock");
    EXPECT_THAT(configuration.status_page.publish,
                ElementsAre("file://" + (sample.folder() / "data/out/www").string()));
    ASSERT_EQ(configuration.sources.size(), 1U);
    EXPECT_EQ(configuration.sources[0].severities.at("warning"), 3);
}

// Whoever reads the file reads what a handover says without it.
TEST(Configuration, TheShippedHandoverIsTheOneOfTheHouse) {
    proves("HSSI-19");
    const ConfigurationSample sample;
    const Loaded loaded = sample.load();
    ASSERT_TRUE(loaded.configuration);
    const auto& shipped = loaded.configuration->directory.procedures.at("hssi").handovers.sections;
    ASSERT_EQ(shipped.size(), default_handover_sections().size());
    for (std::size_t at = 0; at < shipped.size(); ++at) {
        EXPECT_EQ(shipped[at].of, default_handover_sections()[at].of);
        EXPECT_EQ(shipped[at].title, default_handover_sections()[at].title);
        EXPECT_EQ(shipped[at].line, default_handover_sections()[at].line);
    }
}

TEST(Configuration, ADeskMayHaveALandlineAndIsThenWrittenTo) {
    const ConfigurationSample sample;
    sample.replace(sample.main_file(), "phone: 07700 900010", "phone: 0113 496 0123");
    const Loaded loaded = sample.load();
    EXPECT_EQ(short_form(loaded.problems), "");
    ASSERT_TRUE(loaded.configuration);
    const Desk& desk = loaded.configuration->directory.desks.at("nsd");
    EXPECT_EQ(desk.landline, "+441134960123");
    EXPECT_EQ(desk.contact, (Contact{"", "nsd@example.org"}));
}

TEST(Configuration, PhonesWithoutACountryAreOfTheOneThatIsNamed) {
    const ConfigurationSample sample;
    sample.replace(sample.main_file(), "phone-region: GB", "phone-region: IE");
    sample.replace(sample.main_file(), "07700 900102", "085 123 4567");
    const Loaded loaded = sample.load();
    ASSERT_FALSE(loaded.configuration) << "07700 900101 is no number of Ireland";
    for (const char* last : {"101", "103", "104", "105", "199", "010", "011", "120"}) {
        sample.replace(sample.main_file(), "phone: 07700 900" + std::string(last),
                       "phone: +44 7700 900" + std::string(last));
    }
    const Loaded again = sample.load();
    ASSERT_TRUE(again.configuration) << short_form(again.problems);
    EXPECT_EQ(again.configuration->directory.phone_region, "IE");
    EXPECT_EQ(again.configuration->directory.people.at("sam.elm").contact.phone, "+353851234567");
}

TEST(Configuration, ChannelsTakeTheShippedSettings) {
    const Loaded loaded = ConfigurationSample().load();
    ASSERT_TRUE(loaded.configuration);
    for (const ChannelSettings& settings : loaded.configuration->channels) {
        EXPECT_NO_THROW(FileChannel{std::get<FileFolder>(settings)});
    }
    EXPECT_EQ(channel_name(loaded.configuration->channels[1]), "mail-files");
}

TEST(Configuration, ShippedProcedureIsTheLadderOfHssi) {
    const ConfigurationSample sample;
    const Loaded loaded = sample.load();
    ASSERT_TRUE(loaded.configuration);
    const Procedure& procedure = loaded.configuration->directory.procedures.at("hssi");
    EXPECT_EQ(procedure.level_1, "level-1");
    ASSERT_EQ(procedure.ladder.rungs.size(), 4U);
    EXPECT_EQ(procedure.ladder.rungs[0].role, "level-1");
    EXPECT_EQ(procedure.ladder.rungs[1].role, "level-2");
    EXPECT_EQ(procedure.ladder.rungs[1].attempts, 2);
    EXPECT_EQ(procedure.ladder.rungs[1].share(), minutes(10));
    EXPECT_EQ(procedure.ladder.rungs[2].role, "level-3");
    EXPECT_EQ(procedure.ladder.last_resort_every, minutes(5));
    EXPECT_TRUE(procedure.cleared_resolves);
    EXPECT_EQ(procedure.hash, sha256_hex(procedure.text));
    EXPECT_EQ(loaded.configuration->directory.procedure("gone", procedure.hash).name, "hssi");
}

TEST(Configuration, ShippedCoreHoursAreThoseOfHssi10) {
    const Loaded loaded = ConfigurationSample().load();
    ASSERT_TRUE(loaded.configuration);
    const Procedure& procedure = loaded.configuration->directory.procedures.at("hssi");
    const Hours expected = core_hours();
    EXPECT_EQ(procedure.core_hours.days, expected.days);
    EXPECT_EQ(procedure.core_hours.from, expected.from);
    EXPECT_EQ(procedure.core_hours.to, expected.to);
    EXPECT_TRUE(procedure.core_hours.except_bank_holidays);
    const Role* level_1 = procedure.find_role("level-1");
    ASSERT_TRUE(level_1);
    EXPECT_THAT(level_1->sources.at(0).people, ElementsAre("service-bridge"));
    EXPECT_EQ(level_1->sources.at(0).when, Applies::core_hours);
    EXPECT_THAT(level_1->sources.at(1).people, ElementsAre("nsd"));
    EXPECT_THAT(procedure.find_role("level-2")->sources.at(0).people, ElementsAre("robin.yew"));
    EXPECT_EQ(procedure.find_role("level-2")->sources.at(1).rota_role, "edm");
    proves("HSSI-10");
}

TEST(Configuration, HashCoversTheProceduresAndNotTheSecrets) {
    const ConfigurationSample sample;
    sample.replace(sample.main_file(),
                   "    # basic: [{ user: alertmanager, password-file: "
                   "keys/alertmanager }]",
                   "    basic: [{ user: alertmanager, password-file: keys/am }]");
    sample.write("keys/am", "first secret\n");
    const Loaded first = sample.load();
    ASSERT_TRUE(first.configuration) << first.words("");
    sample.write("keys/am", "second secret\n");
    const Loaded rotated = sample.load();
    EXPECT_EQ(rotated.configuration->sha256, first.configuration->sha256);
    sample.replace(sample.procedure_file(), "every: 5 min", "every: 6 min");
    const Loaded edited = sample.load();
    EXPECT_NE(edited.configuration->sha256, first.configuration->sha256);
}

TEST(Configuration, SourcesHoldHashesOfTheirSecrets) {
    const ConfigurationSample sample;
    sample.replace(sample.main_file(), "    service-label: service ",
                   "    basic:\n"
                   "      - { user: am, password-file: keys/one }\n"
                   "      - { user: am, password-file: keys/two }\n"
                   "    secret-paths: [keys/path]\n"
                   "    service-label: service ");
    sample.write("keys/one", "a long password\n");
    sample.write("keys/two", "the next password");
    sample.write("keys/path", "0123456789abcdef0123456789abcdef\n");
    const Loaded loaded = sample.load();
    ASSERT_TRUE(loaded.configuration) << loaded.words("");
    const Source& source = loaded.configuration->sources.at(0);
    ASSERT_EQ(source.auth.size(), 3U);
    EXPECT_TRUE(std::holds_alternative<ByToken>(source.auth[0]));
    const auto& basic = std::get<ByBasic>(source.auth[1]);
    EXPECT_EQ(basic.user, "am");
    ASSERT_EQ(basic.passwords.size(), 2U);
    EXPECT_TRUE(same_hash(basic.passwords[1], hash_secret("the next password")));
    EXPECT_TRUE(same_hash(std::get<ByPath>(source.auth[2]).secrets.at(0),
                          hash_secret("0123456789abcdef0123456789abcdef")));
}

const char* const providers = R"(
  hospital-sms:
    medium: sms
    type: http
    url: https://sms.example.org/v1/messages
    headers: { Authorization: "Bearer {secret.key}" }
    body: '{"to":"{to}","text":"{text}","reference":"{reference}"}'
    secrets: { key: keys/sms }
    answers:
      - { status: 400, contains: unknown-number, means: refused }
      - { status: 200-299, means: accepted }
      - { status: 429, means: deferred, pause: 45 s }
    reference: { json-key: id, required: yes }
    look-up: { url: "https://sms.example.org/v1/find?r={reference}", found: "{reference}" }
    in-flight: 12
    timeouts: { total: 7 s }
  hospital-mail:
    medium: email
    type: smtp
    url: smtp://relay.example.org
    from: tocsin@example.org
    user: tocsin
    password-file: { credential: relay }
)";

TEST(Configuration, ProvidersBecomeTheSettingsOfTheirChannels) {
    const ConfigurationSample sample;
    sample.replace(sample.main_file(), "\n  #\n  # Any provider of texts",
                   std::string(providers) + "  # Any provider of texts");
    sample.write("keys/sms", "the-key\n");
    sample.write("handed-over/relay", "the-password\n");
    ASSERT_EQ(setenv("CREDENTIALS_DIRECTORY", (sample.folder() / "handed-over").c_str(), 1), 0);
    const Loaded loaded = sample.load();
    unsetenv("CREDENTIALS_DIRECTORY");
    ASSERT_TRUE(loaded.configuration) << loaded.words("");
    const auto& http = std::get<HttpProvider>(loaded.configuration->channels.at(2));
    EXPECT_EQ(http.secrets.at("key"), "the-key");
    EXPECT_EQ(http.kind, BodyKind::json);
    ASSERT_EQ(http.answers.size(), 3U);
    EXPECT_EQ(http.answers[0].contains, "unknown-number");
    EXPECT_EQ(http.answers[0].verdict, Verdict::refused);
    EXPECT_EQ(http.answers[1].from, 200);
    EXPECT_EQ(http.answers[1].to, 299);
    EXPECT_EQ(http.answers[1].pause, std::nullopt);
    EXPECT_EQ(http.answers[2].pause, std::chrono::seconds(45));
    EXPECT_TRUE(http.reference.required);
    EXPECT_EQ(http.in_flight_max, 12);
    EXPECT_EQ(http.timeouts.total, std::chrono::seconds(7));
    EXPECT_FALSE(http.plain);
    EXPECT_NO_THROW(HttpChannel{http});
    const auto& smtp = std::get<SmtpRelay>(loaded.configuration->channels.at(3));
    EXPECT_EQ(smtp.host, "relay.example.org");
    EXPECT_EQ(smtp.port, 587);
    EXPECT_EQ(smtp.password, "the-password");
    EXPECT_NO_THROW(SmtpChannel{smtp});
    EXPECT_EQ(loaded.configuration->directory.providers.at(2).in_flight_max, 12);
}

TEST(Configuration, ExerciseSpeaksToThisMachineOnly) {
    const ConfigurationSample sample;
    const Loaded files = sample.load(true);
    ASSERT_TRUE(files.configuration) << files.words("");
    EXPECT_TRUE(files.configuration->directory.exercise);
    sample.replace(sample.main_file(), "\n  #\n  # Any provider of texts",
                   "\n  here: { medium: sms, type: http, url: \"http://127.0.0.1:9/\", body: x }"
                   "\n  away: { medium: sms, type: http, url: \"https://sms.example.org/\" }"
                   "\n  mail: { medium: email, type: smtp, url: \"smtp://relay.example.org\" }"
                   "\n  # Any provider of texts");
    sample.replace(sample.main_file(), "publish: [out/www]",
                   "publish: [\"https://status.example.org/page\"]");
    EXPECT_TRUE(sample.load().configuration) << sample.load().words("");
    const Loaded refused_one = sample.load(true);
    EXPECT_FALSE(refused_one.configuration);
    const std::string problems = short_form(refused_one.problems);
    EXPECT_THAT(problems, HasSubstr("the channel \"away\" reaches beyond this machine"));
    EXPECT_THAT(problems, HasSubstr("the channel \"mail\" reaches beyond this machine"));
    EXPECT_THAT(problems, HasSubstr("the status page would be put beyond this machine"));
    EXPECT_THAT(problems, Not(HasSubstr("\"here\"")));
}

TEST(Configuration, BankHolidaysThatRunOutAreAWarning) {
    using namespace std::chrono;
    const ConfigurationSample sample;
    const Loaded late = load_configuration(sample.main_file(), year(2028) / 11 / 1);
    EXPECT_TRUE(late.configuration);
    EXPECT_THAT(short_form(late.problems),
                HasSubstr("warning: bank holidays are known only to Sunday 31 December 2028"));
    sample.replace(sample.main_file(), "# bank-holidays:", "bank-holidays:");
    const Loaded extended = load_configuration(sample.main_file(), year(2028) / 11 / 1);
    ASSERT_TRUE(extended.configuration) << extended.words("");
    EXPECT_EQ(short_form(extended.problems), "");
    EXPECT_TRUE(bank_holiday(extended.configuration->directory.calendar, year(2029) / 1 / 1));
}

TEST(Configuration, OldProcedureNeedsNobodyOfToday) {
    const std::string text = *read_file(source_dir() / "systemd/procedures/hssi.yaml").text;
    Problems problems;
    const auto procedure = parse_procedure(text, "journal", problems, nullptr);
    ASSERT_TRUE(procedure) << short_form(problems);
    EXPECT_EQ(procedure->text, text);
    const KnownContacts nobody;
    EXPECT_FALSE(parse_procedure(text, "today", problems, &nobody));
}

TEST(Configuration, RotaFolderIsListedInOrderWithHashes) {
    const ConfigurationSample sample;
    sample.write("rotas/week-48.yaml", "rota: on-call\n");
    sample.write("rotas/week-47.yml", "rota: on-call\n");
    sample.write("rotas/notes.txt", "not a rota");
    sample.write("rotas/.week-46.yaml.swp.yaml", "half written");
    Problems problems;
    const std::vector<RotaFile> files = read_rota_folder(sample.folder() / "rotas", problems);
    EXPECT_EQ(short_form(problems), "");
    ASSERT_EQ(files.size(), 2U);
    EXPECT_EQ(files[0].path.filename(), "week-47.yml");
    EXPECT_EQ(files[1].text, "rota: on-call\n");
    EXPECT_EQ(files[1].sha256, sha256_hex("rota: on-call\n"));
    EXPECT_TRUE(read_rota_folder(sample.folder() / "nowhere", problems).empty());
}

}  // namespace
}  // namespace tocsin
