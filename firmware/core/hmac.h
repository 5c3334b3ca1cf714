// HMAC-SHA-256 (RFC 2104) with the key's two midstates kept: two blocks less for each MAC.
#pragma once
#include "sha256.h"

namespace boss {

constexpr uint8_t KEY = 32;

struct HmacKey {
  uint32_t inner[8];
  uint32_t outer[8];
};

void setKey(HmacKey& key, const uint8_t bytes[KEY]);

class Hmac : public Sink {
 public:
  explicit Hmac(const HmacKey& key);
  void put(char letter) override { sha_.put(letter); }
  void finish(uint8_t mac[DIGEST]);

 private:
  const HmacKey& key_;
  Sha256 sha_;
};

/// Compares in constant time.
bool isSameMac(const uint8_t one[DIGEST], const uint8_t other[DIGEST]);

}  // namespace boss
