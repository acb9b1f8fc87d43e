#include "daemon/cli_story.h"

#include "daemon/cli_ask.h"
#include "daemon/file_text.h"
#include "daemon/ground_files.h"
#include "daemon/story_words.h"
#include "daemon/yaml.h"
#include "rota/words.h"

namespace tocsin {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view closing = "Nothing was played.";

[[noreturn]] void refuse(const fs::path& path, const Problems& problems, const std::string& text,
                         Terminal& terminal) {
    terminal.err << format_problems(problems, text, closing);
    throw CommandFailed(exit_asked_wrongly, path.string() + " is no story that can be played");
}

// What it names lies beside it.
fs::path config_of(const SimulateOptions& options, const Node& tree) {
    if (!options.config.empty()) return options.config;
    const std::string named = config_of_story(tree);
    if (named.empty()) {
        throw CommandFailed(exit_asked_wrongly, "it is not said which configuration it plays by",
                            "", "write --config FILE, or \"config: tocsin.yaml\" in the story");
    }
    return options.story.parent_path() / named;
}

}  // namespace

int simulate_story(const SimulateOptions& options, Instant now, Terminal& terminal) {
    const FileText file = read_file(options.story);
    if (!file.text) {
        throw CommandFailed(exit_asked_wrongly, options.story.string() + " cannot be read",
                            file.why);
    }
    YamlResult parsed = parse_yaml(*file.text, options.story.string());
    if (!parsed.tree) refuse(options.story, parsed.problems, *file.text, terminal);
    const RehearsalGround ground =
        ground_of_files(config_of(options, *parsed.tree), options.rotas, now, terminal);
    Problems problems;
    const std::optional<Story> story =
        read_story(*parsed.tree, options.story.string(), *ground.directory, problems);
    if (!story) {
        sort_by_place(problems);
        refuse(options.story, problems, *file.text, terminal);
    }
    const Told told = play_story(ground, *story);
    const Zone& zone = ground.directory->calendar.zone;
    terminal.out << (options.json ? story_json(*story, told, zone) + "\n"
                                  : fit_for_terminal(story_text(*story, told, zone)));
    return told.amiss.empty() ? exit_done : exit_needs_you;
}

}  // namespace tocsin
