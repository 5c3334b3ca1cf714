#include "../core/eeprom.h"

#include <avr/eeprom.h>

namespace boss {

uint8_t Eeprom::read(uint16_t at) {
  return eeprom_read_byte(reinterpret_cast<const uint8_t*>(at));
}

/// Only what changes is written: a cell lasts 100,000 writes.
void Eeprom::write(uint16_t at, uint8_t byte) {
  eeprom_update_byte(reinterpret_cast<uint8_t*>(at), byte);
}

}  // namespace boss
