#include "self-test.h"

#include "../core/apart.h"
#include "../core/boot-counter.h"
#include "../core/messages.h"
#include "clock.h"
#include "display.h"
#include "transport.h"
#include "usb.h"

namespace boss {

void sayTested(FlashText what, FlashText result) {
  Usb usb;
  write(usb, FLASH("selftest "));
  writeLine(usb, what, result);
}

void sayTested(FlashText what, bool isGood) {
  sayTested(what, isGood ? FLASH("ok") : FLASH("failed"));
}

/// One light at a time, each in red, green and blue; a tone at the beginning.
static void play(uint8_t beat) {
  const uint8_t lit = beat % LIGHTS, color = beat / LIGHTS;
  for (uint8_t index = 0; index < LIGHTS; ++index) {
    uint8_t levels[3] = {0, 0, 0};
    if (index == lit) levels[color] = 255;
    setLight(index, {levels[0], levels[1], levels[2]});
  }
  setSiren(beat == 0);
}

/// The last button's name, in large letters between bars that change places.
static void draw(uint8_t beat, uint8_t index, FlashText name) {
  Row row;
  if (isLarge(row, index)) write(row.letters, name);
  else row.look = ((index ^ beat) & 1) != 0 ? Row::Look::inverse : Row::Look::small;
  drawRow(index, row);
}

/// The last button that went down since it was asked last, said on the line.
static FlashText takePressed(FlashText name) {
  for (ButtonEvent event; takeButtonEvent(event);) {
    if (!event.isDown) continue;
    name = nameOf(static_cast<Action>(event.button));
    sayTested(FLASH("button"), name);
  }
  return name;
}

APART void runSelfTest() {
  Eeprom eeprom;
  sayTested(FLASH("counter"), hasBoot(eeprom) ? FLASH("ok") : FLASH("empty"));
  sayTested(FLASH("display"), startDisplay());
  sayTested(transport::name(), transport::answers());
  sayTested(FLASH("buttons"), FLASH("press each"));
  // Those that were held to come here are no answer.
  for (ButtonEvent event; takeButtonEvent(event);) {
  }
  FlashText name = FLASH("PRESS ONE");
  for (uint8_t turn = 0;; ++turn) {
    // A beat is 262 ms.
    const uint8_t beat = static_cast<uint8_t>(static_cast<uint16_t>(millisNow() >> 8) % (3 * LIGHTS));
    name = takePressed(name);
    play(beat);
    draw(static_cast<uint8_t>(millisNow() >> 8), turn % ROWS, name);
    rest();
  }
}

}  // namespace boss
