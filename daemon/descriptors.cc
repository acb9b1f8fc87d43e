#include "daemon/descriptors.h"

#include "channels/sabotage.h"

#include <algorithm>
#include <sys/resource.h>

namespace tocsin {
namespace {

// The journal and its readers, the Unix socket's callers, the providers' connections of every
// channel, the publisher's; several times what was seen in use.
constexpr rlim_t our_own = 512;

}  // namespace

std::size_t affordable_connections(std::size_t connections) {
    if (sabotaged(Bug::descriptors_uncounted)) return connections;
    rlimit files{};
    if (getrlimit(RLIMIT_NOFILE, &files) != 0) return connections;
    const rlim_t wanted = connections + our_own;
    if (files.rlim_cur < wanted) {
        const rlimit more{std::min(wanted, files.rlim_max), files.rlim_max};
        if (setrlimit(RLIMIT_NOFILE, &more) == 0) files = more;
    }
    if (files.rlim_cur >= wanted) return connections;
    const rlim_t half = files.rlim_cur / 2;
    return std::max(half, files.rlim_cur - std::min(files.rlim_cur, our_own));
}

}  // namespace tocsin
