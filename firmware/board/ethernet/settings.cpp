#include "../../core/settings.h"

namespace boss {

uint16_t MoreSettings::end() {
  return MORE_AT;
}

bool MoreSettings::isComplete(Eeprom&) {
  return true;
}

bool MoreSettings::set(Eeprom&, const char*, const char*) {
  return false;
}

}  // namespace boss
