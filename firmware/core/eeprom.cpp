#include "eeprom.h"

namespace boss {

void Eeprom::read(uint16_t from, void* into, uint8_t count) {
  for (uint8_t* bytes = static_cast<uint8_t*>(into); count > 0; --count) *bytes++ = read(from++);
}

void Eeprom::write(uint16_t to, const void* from, uint8_t count) {
  for (const uint8_t* bytes = static_cast<const uint8_t*>(from); count > 0; --count) write(to++, *bytes++);
}

uint16_t crcWith(uint16_t crc, uint8_t byte) {
  crc ^= static_cast<uint16_t>(byte << 8);
  for (uint8_t bit = 0; bit < 8; ++bit)
    crc = static_cast<uint16_t>((crc & 0x8000) != 0 ? (crc << 1) ^ 0x1021 : crc << 1);
  return crc;
}

}  // namespace boss
