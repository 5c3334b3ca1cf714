#include "sha256.h"

#include "sha256-rounds.h"

namespace boss {

// FIPS 180-4, 4.2.2
extern "C" const uint32_t SHA256_CONSTANTS[64] PROGMEM = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

// FIPS 180-4, 5.3.3
static const uint32_t START[8] PROGMEM = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                          0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};

void Sha256::start() {
  for (uint8_t at = 0; at < 8; ++at) hash_[at] = pgm_read_dword(&START[at]);
  length_ = 0;
  used_ = 0;
}

void Sha256::takeBlock() {
  uint32_t work[12];
  memcpy(work + 4, hash_, sizeof hash_);
  sha256Rounds(work, words_);
  for (uint8_t at = 0; at < 8; ++at) hash_[at] += work[4 + at];
  used_ = 0;
}

// Words are big-endian (FIPS 180-4, 3.1); the board and every host we build for are little-endian.
void Sha256::add(uint8_t byte) {
  bytes_[used_ ^ 3] = byte;
  ++length_;
  if (++used_ == sizeof bytes_) takeBlock();
}

void Sha256::add(const uint8_t* bytes, uint8_t count) {
  while (count-- > 0) add(*bytes++);
}

void Sha256::finish(uint8_t digest[DIGEST]) {
  const uint32_t bits = length_ * 8;
  const uint8_t over = static_cast<uint8_t>(length_ >> 29);
  add(0x80);
  while (used_ != 56) add(0);
  words_[14] = over;
  words_[15] = bits;
  takeBlock();
  for (uint8_t at = 0; at < DIGEST; ++at) digest[at] = reinterpret_cast<const uint8_t*>(hash_)[at ^ 3];
}

}  // namespace boss
