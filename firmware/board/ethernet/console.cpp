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
}  // namespace boss
