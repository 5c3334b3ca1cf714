#include "hmac.h"

namespace boss {

void Hmac::hashPad(uint8_t pad) {
  sha_.start();
  for (uint8_t at = 0; at < 64; ++at) sha_.add(static_cast<uint8_t>(at < KEY ? key_.bytes[at] ^ pad : pad));
}

Hmac::Hmac(const HmacKey& key) : key_(key) {
  hashPad(0x36);
}

void Hmac::finish(uint8_t mac[DIGEST]) {
  sha_.finish(mac);
  hashPad(0x5c);
  sha_.add(mac, DIGEST);
  sha_.finish(mac);
}

bool isSameMac(const uint8_t one[DIGEST], const uint8_t other[DIGEST]) {
  uint8_t difference = 0;
  for (uint8_t at = 0; at < DIGEST; ++at) difference |= one[at] ^ other[at];
  return difference == 0;
}

}  // namespace boss
