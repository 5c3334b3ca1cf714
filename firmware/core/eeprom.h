// The EEPROM: 1,024 bytes that survive. A byte that was never written is 0xff. A power cut may spoil the byte that is
// being written, and no other.
#pragma once
#include <stdint.h>

namespace boss {

class Eeprom {
 public:
  virtual uint8_t read(uint16_t at) = 0;
  virtual void write(uint16_t at, uint8_t byte) = 0;

 protected:
  ~Eeprom() = default;
};

/// CRC-16/CCITT-FALSE; begin with 0xffff.
uint16_t crcWith(uint16_t crc, uint8_t byte);

}  // namespace boss
