#include "settings.h"

namespace boss {

using namespace espat;

static constexpr uint8_t SHORTEST_PASSWORD = 8;

uint16_t MoreSettings::end() {
  return PASSWORD_AT + LONGEST_PASSWORD + 1;
}

/// It does not ask for its server's name: the address has to be told.
bool MoreSettings::isComplete(Eeprom& eeprom) {
  return eeprom.read(SERVER_ADDRESS_AT) != 0xff && eeprom.read(SSID_AT) != 0xff && eeprom.read(PASSWORD_AT) != 0xff;
}

/// `password none` is that of an open network. A name may have any letters, in UTF-8.
bool MoreSettings::set(Eeprom& eeprom, const char* name, const char* value) {
  uint8_t length = static_cast<uint8_t>(strlen(value));
  if (length == 0) return false;
  for (uint8_t at = 0; at < length; ++at)
    if (static_cast<uint8_t>(value[at]) < ' ') return false;
  if (isSame(name, FLASH("ssid"))) {
    if (length > LONGEST_SSID) return false;
    eeprom.write(SSID_AT, value, static_cast<uint8_t>(length + 1));
    return true;
  }
  if (!isSame(name, FLASH("password"))) return false;
  if (isSame(value, FLASH("none"))) {
    eeprom.write(PASSWORD_AT, 0);
    return true;
  }
  if (length < SHORTEST_PASSWORD || length > LONGEST_PASSWORD) return false;
  eeprom.write(PASSWORD_AT, value, static_cast<uint8_t>(length + 1));
  return true;
}

}  // namespace boss
