#include "hmac.h"

namespace boss {

static void hashPad(uint32_t midstate[8], const uint8_t bytes[KEY], uint8_t pad) {
  Sha256 sha;
  for (uint8_t at = 0; at < 64; ++at) sha.add(at < KEY ? bytes[at] ^ pad : pad);
  memcpy(midstate, sha.midstate(), 32);
}

void setKey(HmacKey& key, const uint8_t bytes[KEY]) {
  hashPad(key.inner, bytes, 0x36);
  hashPad(key.outer, bytes, 0x5c);
}

Hmac::Hmac(const HmacKey& key) : key_(key) {
  sha_.startAfterBlock(key.inner);
}

void Hmac::finish(uint8_t mac[DIGEST]) {
  sha_.finish(mac);
  sha_.startAfterBlock(key_.outer);
  sha_.add(mac, DIGEST);
  sha_.finish(mac);
}

bool isSameMac(const uint8_t one[DIGEST], const uint8_t other[DIGEST]) {
  uint8_t difference = 0;
  for (uint8_t at = 0; at < DIGEST; ++at) difference |= one[at] ^ other[at];
  return difference == 0;
}

}  // namespace boss
