// HMAC-SHA-256 (RFC 2104) over bytes as they come.
#pragma once
#include "sha256.h"

namespace boss {

constexpr uint8_t KEY = 32;

struct HmacKey {
  uint8_t bytes[KEY];
};

class Hmac : public Sink {
 public:
  explicit Hmac(const HmacKey& key);
  void take(char letter) override { sha_.add(static_cast<uint8_t>(letter)); }
  void finish(uint8_t mac[DIGEST]);

 private:
  void hashPad(uint8_t pad);

  const HmacKey& key_;
  Sha256 sha_;
};

/// Compares in constant time.
bool isSameMac(const uint8_t one[DIGEST], const uint8_t other[DIGEST]);

}  // namespace boss
