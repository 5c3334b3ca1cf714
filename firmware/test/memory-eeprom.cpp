#include "memory-eeprom.h"

static MemoryEeprom& memoryOf(boss::Eeprom* eeprom) {
  return *static_cast<MemoryEeprom*>(eeprom);
}

uint8_t boss::Eeprom::read(uint16_t at) {
  return memoryOf(this).bytes[at];
}

void boss::Eeprom::write(uint16_t at, uint8_t byte) {
  memoryOf(this).put(at, byte);
}
