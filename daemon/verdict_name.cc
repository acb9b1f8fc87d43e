#include "daemon/verdict_name.h"

namespace tocsin {

std::string verdict_name(Verdict verdict) {
    switch (verdict) {
        case Verdict::accepted:
            return "accepted";
        case Verdict::deferred:
            return "deferred";
        case Verdict::refused:
            return "refused";
        case Verdict::misconfigured:
            return "misconfigured";
        case Verdict::unknown:
            return "unknown";
    }
    return "";
}

}  // namespace tocsin
