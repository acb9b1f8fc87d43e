#include "daemon/ground_files.h"

#include "daemon/config.h"
#include "daemon/file_text.h"
#include "daemon/rota_text.h"
#include "daemon/setup.h"
#include "daemon/zone_load.h"
#include "rota/words.h"

namespace tocsin {
namespace {

namespace fs = std::filesystem;

Configuration configuration_of(const fs::path& path, Instant now, Terminal& terminal) {
    Loaded loaded = load_configuration(path, load_zone("Europe/London").day(now));
    if (loaded.configuration) return std::move(*loaded.configuration);
    terminal.err << loaded.words("Nothing was looked at.");
    throw CommandFailed(exit_asked_wrongly, path.string() + " cannot be used", "",
                        "tocsin check --config " + path.string());
}

RotaUploaded rota_of(const fs::path& path, const Directory& directory, Terminal& terminal) {
    const FileText file = read_file(path);
    if (!file.text) {
        throw CommandFailed(exit_asked_wrongly, path.string() + " cannot be read", file.why);
    }
    const std::string name = path.filename().string();
    RotaText read =
        read_rota_text(*file.text, path.string(), rota_of_file(name, directory), directory);
    if (refused(read.problems)) {
        terminal.err << format_problems(read.problems, *file.text, "Nothing was looked at.");
        throw CommandFailed(exit_asked_wrongly, path.string() + " is no rota that can be used");
    }
    return {std::move(read.weeks), sha256_hex(*file.text), "file " + name, "", read.rolling};
}

}  // namespace

RehearsalGround ground_of_files(const fs::path& config, const std::vector<fs::path>& rotas,
                                Instant now, Terminal& terminal) {
    auto configuration =
        std::make_shared<const Configuration>(configuration_of(config, now, terminal));
    const Directory& directory = configuration->directory;
    std::vector<std::string> complaints;
    std::vector<RotaUploaded> uploads = new_rotas(*configuration, {}, complaints);
    for (const std::string& complaint : complaints) terminal.err << complaint << "\n";
    for (const fs::path& path : rotas) uploads.push_back(rota_of(path, directory, terminal));
    RehearsalGround ground{std::shared_ptr<const Directory>(configuration, &directory), {}, {}};
    int version = 0;
    for (RotaUploaded& rota : uploads) {
        ++version;
        for (WeeklyRota& week : rota.weeks) {
            ground.rotas.push_back(
                {std::move(week), rota.sha256, rota.by, version, rota.rolling, 0, ""});
        }
    }
    return ground;
}

}  // namespace tocsin
