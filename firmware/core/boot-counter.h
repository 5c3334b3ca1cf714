// The number of this power-up. Presses and sessions are counted from it, so it never comes twice.
#pragma once
#include "eeprom.h"

namespace boss {

constexpr uint16_t BOOT_SLOTS_AT = 0;
constexpr uint8_t BOOT_SLOT = 6;

/// The next number, stored before it is told; 0 where it cannot be known or is used up. Two slots with checksums are
/// written in turn; where one was torn, its number is skipped.
uint32_t nextBoot(Eeprom& eeprom);

/// Both slots start from zero: only together with new keys.
void resetBoot(Eeprom& eeprom);

/// Whether there is a number that can be read.
bool hasBoot(Eeprom& eeprom);

}  // namespace boss
