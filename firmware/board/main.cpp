// The gadget on an Arduino UNO: the parts, and the loop that asks each in turn once in a millisecond.
#include <avr/interrupt.h>
#include <avr/sleep.h>
#include <avr/wdt.h>

#include "../core/apart.h"
#include "../core/boot-counter.h"
#include "../core/messages.h"
#include "../core/screen.h"
#include "clock.h"
#include "display.h"
#include "network.h"
#include "pins.h"
#include "self-test.h"
#include "usb.h"

namespace boss {

static State state;
static Network network;
static Listener listener;
static Caller caller;
static Eeprom eeprom;
static Usb usb;

/// A light that is steady, and what is wrong on the display, until it is provisioned.
[[noreturn]] static void runTrouble(FlashText what) {
  for (uint8_t index = 0; index < LIGHTS; ++index) setLight(index, index == 0 ? Rgb{255, 20, 10} : Rgb{0, 0, 0});
  writeLine(usb, FLASH("trouble"), what);
  transport::Console console;
  for (uint8_t index = 0;; index = (index + 1) % ROWS) {
    console.serve();
    Row row;
    rowOfTrouble(row, what, index);
    drawRow(index, row);
    rest();
  }
}

// Apart from the loop's own frame, which lies below every message that is dealt with.
APART static void putButtons() {
  for (ButtonEvent event; takeButtonEvent(event);) {
    Input input = {};
    Output output;
    input.type = event.isDown ? Input::Type::down : Input::Type::up;
    input.button = event.button;
    step(state, input, event.at, output);
  }
}

/// One light in a turn, and one row in four: a row that has changed takes 3 ms.
APART static void show(uint8_t turn, Millis now) {
  const Pattern pattern = patternAt(state, now);
  const uint8_t light = turn % LIGHTS;
  setLight(light, lightAt(state, pattern, light, now));
  setSiren(state.isSirenOn && !network.isMuted);
  if (turn % 4 != 0) return;
  const uint8_t index = turn / 4 % ROWS;
  Row row;
  rowAt(row, state, pattern, network.ip, index, now);
  drawRow(index, row);
}

APART static void talk(Millis now) {
  if (!transport::keepAddress(network, now)) return;
  listener.serve(state, network, now);
  if (transport::keepServer(network, hearsServer(state), now)) caller.serve(state, network, now);
}

[[noreturn]] static void run() {
  for (uint8_t turn = 0;; ++turn) {
    putButtons();
    const Millis now = millisNow();
    put(state, Input::Type::tick, now);
    talk(now);
    show(turn, now);
    transport::serveConsole();
    rest();
  }
}

[[noreturn]] static void start() {
  wdt_enable(WDTO_2S);
  set_sleep_mode(SLEEP_MODE_IDLE);
  startUsb();
  startClock();
  sei();
  startDisplay();
  while (millisNow() < ASKED_AFTER) rest();
  if (buttonLevels() == ALL_BUTTONS) runSelfTest();
  transport::meetConsole();
  if (!readSettings(eeprom, state.self, network)) runTrouble(FLASH("NO KEYS"));
  wdt_reset();
  state.self.boot = nextBoot(eeprom);
  if (state.self.boot == 0) runTrouble(FLASH("BOOTCOUNT"));
  if (!transport::start(network)) runTrouble(FLASH("NO NET"));
  switchOn(state, millisNow());
  write(usb, FLASH("boss "));
  write(usb, versionText());
  usb.put(' ');
  writeDecimal(usb, state.self.boot);
  usb.put('\n');
  run();
}

}  // namespace boss

int main() {
  boss::start();
}
