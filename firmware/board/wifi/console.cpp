#include "console.h"

#include <avr/io.h>

#include "../../core/apart.h"
#include "../clock.h"
#include "pins.h"
#include "../usb.h"

namespace boss {
namespace espat {

/// Who provisions says hello once a second.
static constexpr Millis HELLO_WITHIN = 1500;
/// Nothing was said for so long.
static constexpr Millis QUIET_FOR = 10000;
static const char HELLO[] PROGMEM = "hello\n";

void Console::serve() {
  serveUsb(provisioner_);
}

static bool hearsHello() {
  const Millis from = millisNow();
  uint8_t at = 0;
  while (millisNow() - from < HELLO_WITHIN) {
    char letter;
    while (takeUsb(letter)) {
      const char wanted = static_cast<char>(pgm_read_byte(HELLO + at));
      at = letter == wanted ? at + 1 : letter == 'h' ? 1 : 0;
      if (at + 1 == sizeof HELLO) return true;
    }
    rest();
  }
  return false;
}

APART static void provision() {
  Eeprom eeprom;
  Provisioner provisioner(eeprom);
  Usb usb;
  for (const char* letter = HELLO; pgm_read_byte(letter) != 0; ++letter)
    provisioner.take(static_cast<char>(pgm_read_byte(letter)), usb);
  for (Millis from = millisNow(); millisNow() - from < QUIET_FOR; rest()) {
    if (!hasUsb()) continue;
    from = millisNow();
    serveUsb(provisioner);
  }
}

void meetConsole() {
  // Off: what it says would be in the way.
  DDRB |= _BV(PIN_MODEM_ON);
  if (hearsHello()) provision();
}

}  // namespace espat
}  // namespace boss
