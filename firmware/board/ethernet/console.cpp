#include "console.h"

#include "../../core/settings.h"
#include "../usb.h"

namespace boss {
namespace w5500 {

static Eeprom eeprom;
static Provisioner provisioner(eeprom);

__attribute__((noinline)) void Console::serve() {
  serveUsb(provisioner);
}

}  // namespace w5500

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
