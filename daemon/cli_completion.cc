#include "daemon/cli_completion.h"

#include <functional>
#include <vector>

namespace tocsin {
namespace {

// A command as it is typed, "tocsin rota upload", and what may follow it.
struct Level {
    std::string path;
    std::vector<const CLI::App*> commands;
    std::vector<const CLI::Option*> options;  // positional ones are left to the shell: files
};

void collect(const CLI::App& app, const std::string& path, std::vector<Level>& levels) {
    Level level{path, {}, {}};
    for (const CLI::App* sub : app.get_subcommands({})) level.commands.push_back(sub);
    for (const CLI::Option* option : app.get_options()) {
        if (!option->get_lnames().empty()) level.options.push_back(option);
    }
    levels.push_back(level);
    for (const CLI::App* sub : level.commands) collect(*sub, path + " " + sub->get_name(), levels);
}

std::vector<Level> levels_of(const CLI::App& app) {
    std::vector<Level> levels;
    collect(app, app.get_name(), levels);
    return levels;
}

// "--socket --url".
std::string names_of(const Level& level, bool with_value_only) {
    std::string names;
    for (const CLI::Option* option : level.options) {
        if (with_value_only && option->get_items_expected_max() == 0) continue;
        for (const std::string& name : option->get_lnames())
            names += (names.empty() ? "--" : " --") + name;
    }
    return names;
}

std::string commands_of(const Level& level) {
    std::string names;
    for (const CLI::App* sub : level.commands)
        names += (names.empty() ? "" : " ") + sub->get_name();
    return names;
}

// The patterns of a case: every path but the first.
std::string known_paths(const std::vector<Level>& levels) {
    std::string all;
    for (const Level& level : levels) {
        if (&level == levels.data()) continue;
        all += (all.empty() ? "\"" : " | \\\n            \"") + level.path + "\"";
    }
    return all;
}

// In single quotes, whatever it holds.
std::string quoted_for_shell(const std::string& text) {
    std::string quoted = "'";
    for (const char sign : text) {
        if (sign == '\'') {
            quoted += "'\\''";
        } else {
            quoted += sign;
        }
    }
    return quoted + "'";
}

// "'rota:Uploads rotas'", as zsh's _describe reads it.
std::string described(const std::string& name, const std::string& about) {
    return "\n                " + quoted_for_shell(name + ":" + about);
}

std::string zsh_names(const Level& level) {
    std::string options;
    for (const CLI::Option* option : level.options) {
        for (const std::string& name : option->get_lnames())
            options += described("--" + name, option->get_description());
    }
    std::string commands;
    for (const CLI::App* sub : level.commands)
        commands += described(sub->get_name(), sub->get_description());
    return "            commands=(" + commands + ")\n            options=(" + options + ")\n";
}

}  // namespace

std::string bash_completion(const CLI::App& app) {
    const std::vector<Level> levels = levels_of(app);
    std::string text = R"(# bash completion for tocsin: source <(tocsin completion bash)
_tocsin() {
    local at=tocsin commands options with_value word i
    local current=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]}
    for ((i = 1; i < COMP_CWORD; i++)); do
        case "$at ${COMP_WORDS[i]}" in
            )" + known_paths(levels) +
                       R"() at="$at ${COMP_WORDS[i]}" ;;
        esac
    done
    case "$at" in
)";
    for (const Level& level : levels) {
        text += "        \"" + level.path + "\")\n            commands=\"" + commands_of(level) +
                "\"\n            options=\"" + names_of(level, false) +
                "\"\n            with_value=\"" + names_of(level, true) + "\" ;;\n";
    }
    return text + R"(    esac
    COMPREPLY=()
    for word in $with_value; do
        [[ $word == "$before" ]] && return
    done
    if [[ $current == -* ]]; then
        mapfile -t COMPREPLY < <(compgen -W "$options" -- "$current")
    elif [[ -n $commands ]]; then
        mapfile -t COMPREPLY < <(compgen -W "$commands" -- "$current")
    fi
}
complete -o default -F _tocsin tocsin
)";
}

std::string zsh_completion(const CLI::App& app) {
    const std::vector<Level> levels = levels_of(app);
    std::string text = R"(#compdef tocsin
# zsh completion for tocsin: tocsin completion zsh > ~/.zsh/functions/_tocsin
_tocsin() {
    local at=tocsin word
    local -a commands options
    for word in "${(@)words[2,CURRENT-1]}"; do
        case "$at $word" in
            )" + known_paths(levels) +
                       R"() at="$at $word" ;;
        esac
    done
    case "$at" in
)";
    for (const Level& level : levels)
        text += "        \"" + level.path + "\")\n" + zsh_names(level) + "            ;;\n";
    return text + R"(    esac
    if [[ $PREFIX == -* ]]; then
        _describe -t options option options
    elif (( $#commands )); then
        _describe -t commands command commands
    else
        _files
    fi
}
_tocsin "$@"
)";
}

}  // namespace tocsin
