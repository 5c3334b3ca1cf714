#include "sha256.h"

namespace boss {

// FIPS 180-4, 4.2.2
static const uint32_t K[64] PROGMEM = {
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

/// Turns right. The board turns by one bit or by whole bytes cheaply and by anything else in a loop, so a turn is put
/// together from these, and the empty asm keeps the compiler from taking them for one.
template <uint8_t BITS>
static inline uint32_t turned(uint32_t word) {
  constexpr uint8_t BYTES = (BITS + 4) / 8 % 4;
  constexpr int8_t REST = static_cast<int8_t>(BITS) - static_cast<int8_t>((BITS + 4) / 8 * 8);
  if (BYTES != 0) word = (word >> (8 * BYTES % 32)) | (word << ((32 - 8 * BYTES) % 32));
  for (int8_t bit = 0; bit < REST; ++bit) {
    asm("" : "+r"(word));
    word = (word >> 1) | (word << 31);
  }
  for (int8_t bit = 0; bit < -REST; ++bit) {
    asm("" : "+r"(word));
    word = (word << 1) | (word >> 31);
  }
  asm("" : "+r"(word));
  return word;
}

void Sha256::start() {
  for (uint8_t at = 0; at < 8; ++at) hash_[at] = pgm_read_dword(&START[at]);
  length_ = 0;
  used_ = 0;
}

void Sha256::startAfterBlock(const uint32_t midstate[8]) {
  memcpy(hash_, midstate, sizeof hash_);
  length_ = 64;
  used_ = 0;
}

void Sha256::takeBlock() {
  uint32_t a = hash_[0], b = hash_[1], c = hash_[2], d = hash_[3];
  uint32_t e = hash_[4], f = hash_[5], g = hash_[6], h = hash_[7];
  for (uint8_t round = 0; round < 64; ++round) {
    uint32_t& word = words_[round & 15];
    if (round >= 16) {
      const uint32_t early = words_[(round + 1) & 15], late = words_[(round + 14) & 15];
      word += (turned<7>(early) ^ turned<18>(early) ^ (early >> 3)) + words_[(round + 9) & 15] +
              (turned<17>(late) ^ turned<19>(late) ^ (late >> 10));
    }
    const uint32_t one = h + (turned<6>(e) ^ turned<11>(e) ^ turned<25>(e)) + (g ^ (e & (f ^ g))) +
                         pgm_read_dword(&K[round]) + word;
    const uint32_t two = (turned<2>(a) ^ turned<13>(a) ^ turned<22>(a)) + ((a & b) | (c & (a | b)));
    h = g, g = f, f = e, e = d + one, d = c, c = b, b = a, a = one + two;
  }
  hash_[0] += a, hash_[1] += b, hash_[2] += c, hash_[3] += d;
  hash_[4] += e, hash_[5] += f, hash_[6] += g, hash_[7] += h;
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
