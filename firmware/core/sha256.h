// SHA-256 (FIPS 180-4), byte by byte.
#pragma once
#include "sink.h"

namespace boss {

constexpr uint8_t DIGEST = 32;

class Sha256 : public Sink {
 public:
  Sha256() { start(); }
  void start();
  void take(char letter) override { add(static_cast<uint8_t>(letter)); }
  void add(uint8_t byte);
  void add(const uint8_t* bytes, uint8_t count);
  /// Spends it: start anew afterwards.
  void finish(uint8_t digest[DIGEST]);

 private:
  void takeBlock();

  uint32_t hash_[8];
  union {
    uint32_t words_[16];
    uint8_t bytes_[64];
  };
  uint32_t length_;
  uint8_t used_;
};

}  // namespace boss
