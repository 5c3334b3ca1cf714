// What carries TCP: the Makefile's include path chooses this folder, or another with the same functions.
#pragma once
#include "addresses.h"
#include "console.h"
#include "w5500.h"

namespace boss {
namespace transport = w5500;
}  // namespace boss
