// The EEPROM: 1,024 bytes that survive. A byte that was never written is 0xff. A power cut may spoil the byte that is
// being written, and no other.
#pragma once
#include <stdint.h>

namespace boss {

/// The board's; tests have one of their own. No virtual functions: each would cost flash and RAM on the board.
class Eeprom {
 public:
  uint8_t read(uint16_t at);
  void write(uint16_t at, uint8_t byte);
  void read(uint16_t from, void* into, uint8_t count);
  void write(uint16_t to, const void* from, uint8_t count);
};

/// CRC-16/CCITT-FALSE; begin with 0xffff.
uint16_t crcWith(uint16_t crc, uint8_t byte);

}  // namespace boss
