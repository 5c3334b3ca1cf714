// Whether a board that was just soldered works: a firmware of its own, which tests what a gadget cannot of itself, and
// then all that a gadget does with three buttons held (board/self-test.h).
#include <avr/interrupt.h>
#include <avr/sleep.h>
#include <avr/wdt.h>

#include "../board/clock.h"
#include "../board/self-test.h"
#include "../board/usb.h"
#include "../core/eeprom.h"
#include "../core/sha256.h"

namespace boss {

/// No setting lies there.
static constexpr uint16_t LAST_CELL = 1023;

static Eeprom eeprom;

/// FIPS 180-4's first example.
static bool isHashRight() {
  static const uint8_t RIGHT[DIGEST] PROGMEM = {0xba, 0x78, 0x16, 0xbf, 0x8f, 0x01, 0xcf, 0xea, 0x41, 0x41, 0x40,
                                                0xde, 0x5d, 0xae, 0x22, 0x23, 0xb0, 0x03, 0x61, 0xa3, 0x96, 0x17,
                                                0x7a, 0x9c, 0xb4, 0x10, 0xff, 0x61, 0xf2, 0x00, 0x15, 0xad};
  Sha256 sha;
  write(sha, FLASH("abc"));
  uint8_t digest[DIGEST];
  sha.finish(digest);
  for (uint8_t at = 0; at < DIGEST; ++at)
    if (digest[at] != pgm_read_byte(&RIGHT[at])) return false;
  return true;
}

/// A cell takes another value, and its own again.
static bool isEepromGood() {
  const uint8_t was = eeprom.read(LAST_CELL), other = static_cast<uint8_t>(~was);
  eeprom.write(LAST_CELL, other);
  const bool isTaken = eeprom.read(LAST_CELL) == other;
  eeprom.write(LAST_CELL, was);
  return isTaken && eeprom.read(LAST_CELL) == was;
}

[[noreturn]] static void run() {
  wdt_enable(WDTO_2S);
  set_sleep_mode(SLEEP_MODE_IDLE);
  startUsb();
  startClock();
  sei();
  sayTested(FLASH("sha256"), isHashRight());
  sayTested(FLASH("eeprom"), isEepromGood());
  runSelfTest();
}

}  // namespace boss

int main() {
  boss::run();
}
