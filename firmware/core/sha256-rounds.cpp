#include "sha256-rounds.h"

namespace boss {

static inline uint32_t turned(uint32_t word, uint8_t bits) {
  return (word >> bits) | (word << (32 - bits));
}

extern "C" void sha256Rounds(uint32_t work[12], uint32_t words[16]) {
  uint32_t a = work[4], b = work[5], c = work[6], d = work[7];
  uint32_t e = work[8], f = work[9], g = work[10], h = work[11];
  for (uint8_t round = 0; round < 64; ++round) {
    uint32_t& word = words[round & 15];
    if (round >= 16) {
      const uint32_t early = words[(round + 1) & 15], late = words[(round + 14) & 15];
      word += (turned(early, 7) ^ turned(early, 18) ^ (early >> 3)) + words[(round + 9) & 15] +
              (turned(late, 17) ^ turned(late, 19) ^ (late >> 10));
    }
    const uint32_t one = h + (turned(e, 6) ^ turned(e, 11) ^ turned(e, 25)) + (g ^ (e & (f ^ g))) +
                         pgm_read_dword(&SHA256_CONSTANTS[round]) + word;
    const uint32_t two = (turned(a, 2) ^ turned(a, 13) ^ turned(a, 22)) + ((a & b) | (c & (a | b)));
    h = g, g = f, f = e, e = d + one, d = c, c = b, b = a, a = one + two;
  }
  work[4] = a, work[5] = b, work[6] = c, work[7] = d;
  work[8] = e, work[9] = f, work[10] = g, work[11] = h;
}

}  // namespace boss
