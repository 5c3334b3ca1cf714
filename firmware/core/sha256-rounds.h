// The rounds of SHA-256: in C++ here, in assembly on the board.
#pragma once
#include "flash.h"

namespace boss {

extern "C" {

extern const uint32_t SHA256_CONSTANTS[64] PROGMEM;

/// FIPS 180-4, 6.2.2, steps 1 to 3. `work` holds a to h from the fifth word on, before and after; its first four are
/// room to work in. The sixteen words of the block are spent.
void sha256Rounds(uint32_t work[12], uint32_t words[16]);

}

}  // namespace boss
