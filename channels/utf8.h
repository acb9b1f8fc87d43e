// The signs of UTF-8, as the core reads them.
#pragma once

#include "core/utf8.h"
