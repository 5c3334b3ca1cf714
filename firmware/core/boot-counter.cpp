#include "boot-counter.h"

namespace boss {

static constexpr uint32_t UNREADABLE = 0xffffffffUL;

/// As it lies in the EEPROM: little-endian, as on the board and every host.
struct Slot {
  uint32_t counter;
  uint16_t crc;
};

static uint16_t crcOf(const Slot& slot) {
  uint16_t crc = 0xffff;
  for (uint8_t at = 0; at < 4; ++at) crc = crcWith(crc, reinterpret_cast<const uint8_t*>(&slot)[at]);
  return crc;
}

static uint32_t readSlot(Eeprom& eeprom, uint8_t index) {
  Slot slot;
  eeprom.read(static_cast<uint16_t>(BOOT_SLOTS_AT + index * BOOT_SLOT), &slot, BOOT_SLOT);
  return slot.crc == crcOf(slot) ? slot.counter : UNREADABLE;
}

static void writeSlot(Eeprom& eeprom, uint8_t index, uint32_t counter) {
  Slot slot = {counter, 0};
  slot.crc = crcOf(slot);
  eeprom.write(static_cast<uint16_t>(BOOT_SLOTS_AT + index * BOOT_SLOT), &slot, BOOT_SLOT);
}

uint32_t nextBoot(Eeprom& eeprom) {
  const uint32_t one = readSlot(eeprom, 0), other = readSlot(eeprom, 1);
  const bool isOneRead = one != UNREADABLE, isOtherRead = other != UNREADABLE;
  if (!isOneRead && !isOtherRead) return 0;
  const bool isOneLast = isOneRead && (!isOtherRead || one > other);
  const uint32_t last = isOneLast ? one : other;
  const bool isWhole = isOneRead && isOtherRead && (one == other || (isOneLast ? other : one) == last - 1);
  if (last >= UNREADABLE - 2) return 0;
  const uint32_t next = last + (isWhole ? 1 : 2);
  const uint8_t slot = isOneLast ? 1 : 0;
  writeSlot(eeprom, slot, next);
  return readSlot(eeprom, slot) == next ? next : 0;
}

bool hasBoot(Eeprom& eeprom) {
  return readSlot(eeprom, 0) != UNREADABLE || readSlot(eeprom, 1) != UNREADABLE;
}

void resetBoot(Eeprom& eeprom) {
  writeSlot(eeprom, 0, 0);
  writeSlot(eeprom, 1, 0);
}

}  // namespace boss
