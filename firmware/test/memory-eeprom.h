// An EEPROM in memory whose power can be cut in the middle of a byte. Every Eeprom of these tests is one.
#pragma once
#include "../core/eeprom.h"

class PowerCut {};

class MemoryEeprom : public boss::Eeprom {
 public:
  MemoryEeprom() {
    for (uint8_t& byte : bytes) byte = 0xff;
  }
  void put(uint16_t at, uint8_t byte) {
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
