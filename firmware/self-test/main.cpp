// Whether a board that was just soldered works: a firmware of its own, made of the gadget's own parts. It needs no keys.
// It says what works, line by line; then lights, piezo and display take turns, and buttons say which they are.
#include <avr/interrupt.h>
#include <avr/sleep.h>
#include <avr/wdt.h>

#include "../board/clock.h"
#include "../board/display.h"
#include "../board/usb.h"
#include "../core/boot-counter.h"
#include "../core/messages.h"
#include "transport.h"

namespace boss {

/// No setting lies there.
static constexpr uint16_t LAST_CELL = 1023;

static Usb usb;
static Eeprom eeprom;

static void say(FlashText what, FlashText result) {
  write(usb, FLASH("selftest "));
  writeLine(usb, what, result);
}

static void check(FlashText what, bool isGood) {
  say(what, isGood ? FLASH("ok") : FLASH("failed"));
}

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

/// One light at a time, each in red, green and blue; a tone at the beginning.
static void play(uint8_t beat) {
  const uint8_t lit = beat % LIGHTS, color = beat / LIGHTS % 3;
  for (uint8_t index = 0; index < LIGHTS; ++index) {
    const uint8_t level = index == lit ? 255 : 0;
    setLight(index, {color == 0 ? level : uint8_t(0), color == 1 ? level : uint8_t(0), color == 2 ? level : uint8_t(0)});
  }
  setSiren(beat % (3 * LIGHTS) == 0);
}

/// The last button's name, in large letters between bars that change places.
static void draw(uint8_t beat, uint8_t index, FlashText name) {
  Row row;
  const bool isUpper = index == 2, isLower = index == 3;
  row.look = isUpper ? Row::Look::upperHalf : isLower ? Row::Look::lowerHalf : Row::Look::small;
  if (isUpper || isLower) write(row.letters, name);
  else if (((index ^ beat) & 1) != 0) row.look = Row::Look::inverse;
  drawRow(index, row);
}

static void showButtons(FlashText& name) {
  for (ButtonEvent event; takeButtonEvent(event);) {
    if (!event.isDown) continue;
    name = nameOf(static_cast<Action>(event.button));
    say(FLASH("button"), name);
  }
}

[[noreturn]] static void run() {
  wdt_enable(WDTO_2S);
  set_sleep_mode(SLEEP_MODE_IDLE);
  startUsb();
  startClock();
  sei();
  check(FLASH("sha256"), isHashRight());
  check(FLASH("eeprom"), isEepromGood());
  say(FLASH("counter"), hasBoot(eeprom) ? FLASH("ok") : FLASH("empty"));
  check(FLASH("display"), startDisplay());
  check(FLASH("w5500"), transport::start(Network()));
  say(FLASH("buttons"), FLASH("press each"));
  FlashText name = FLASH("PRESS ONE");
  for (uint8_t turn = 0;; ++turn) {
    // A beat is 262 ms.
    const uint8_t beat = static_cast<uint8_t>(static_cast<uint16_t>(millisNow() >> 8) % (6 * LIGHTS));
    showButtons(name);
    play(beat);
    draw(beat, turn % ROWS, name);
    rest();
  }
}

}  // namespace boss

int main() {
  boss::run();
}
