// An EEPROM in memory whose power can be cut in the middle of a byte.
#pragma once
#include "../core/eeprom.h"

class PowerCut {};

class MemoryEeprom : public boss::Eeprom {
 public:
  MemoryEeprom() {
    for (uint8_t& byte : bytes) byte = 0xff;
  }
  uint8_t read(uint16_t at) override { return bytes[at]; }
  void write(uint16_t at, uint8_t byte) override {
    if (writesLeft == 0) {
      bytes[at] = garbage;
      throw PowerCut();
    }
    --writesLeft;
    bytes[at] = byte;
  }

  uint8_t bytes[1024];
  /// The write after these is cut off and leaves garbage.
  unsigned long writesLeft = ~0UL;
  uint8_t garbage = 0xff;
};
