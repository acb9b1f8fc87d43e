// Work on the journal that goes on a part at a time, so that no call waits behind it: how far it
// came.
#pragma once

namespace tocsin {

enum class InParts {
    done,
    parted,   // there is more, and the time was over: ask again
    unsaved,  // the journal did not take a part; what was done before it stays done
    busy,     // another such work goes on
};

}  // namespace tocsin
