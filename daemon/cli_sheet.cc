#include "daemon/cli_sheet.h"

#include "daemon/file_text.h"
#include "rota/clock_words.h"
#include "rota/time.h"

#include <sys/stat.h>

namespace tocsin {
namespace {

// As the sheet itself says.
constexpr std::chrono::minutes old_after{2};

}  // namespace

int print_sheet(const std::filesystem::path& folder, std::chrono::system_clock::time_point now,
                Terminal& terminal) {
    const std::filesystem::path path = folder / "on-call.txt";
    const FileText file = read_file(path);
    struct stat status {};
    if (!file.text || ::stat(path.c_str(), &status) != 0) {
        throw CommandFailed(file.why == "it does not exist" ? exit_not_found : exit_not_allowed,
                            "no on-call sheet at " + path.string(), file.why,
                            "look at on-call-sheet in the configuration, or name the folder: "
                            "tocsin sheet --folder FOLDER");
    }
    terminal.out << *file.text << std::flush;
    const Duration age = std::chrono::floor<std::chrono::milliseconds>(
        now - std::chrono::system_clock::from_time_t(status.st_mtime));
    if (age <= old_after) return exit_done;
    terminal.err << "tocsin: this sheet is " << long_duration_words(age)
                 << " old: the daemon is not running, and nobody is called\n"
                 << "do:  phone people by hand, as the sheet says, and: systemctl start tocsin\n";
    return exit_needs_you;
}

}  // namespace tocsin
