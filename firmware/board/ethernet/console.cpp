#include "console.h"

#include "../../core/apart.h"
#include "../../core/settings.h"
#include "../usb.h"

namespace boss {
namespace w5500 {

static Eeprom eeprom;
static Provisioner provisioner(eeprom);

APART void Console::serve() {
  serveUsb(provisioner);
}

}  // namespace w5500
}  // namespace boss
