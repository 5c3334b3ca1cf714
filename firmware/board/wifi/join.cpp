#include <avr/io.h>

#include "../../core/eeprom.h"
#include "../clock.h"
#include "../usb.h"
#include "pins.h"
#include "settings.h"
#include "talk.h"

namespace boss {
namespace espat {

/// UBRR with U2X at 16 MHz (ATmega328P datasheet, 19.11): 115,200 and 57,600 baud.
static constexpr uint8_t BAUD_AT_START = 16, BAUD = 34;

enum Step : uint8_t { OFF, BOOT, UART, ECHO, STORE, MODE, MUX, PASSIVE, PLACE, JOIN, ASK, MOST, SERVE, IDLE_FOR, READY };
static const char COMMANDS[] PROGMEM =
    "UART_CUR=57600,8,1,0,0\0" "E0\0" "SYSSTORE=0\0" "CWMODE=1\0" "CIPMUX=1\0" "CIPRECVMODE=1\0" "CWDHCP=1,1\0" "CWJAP=\0" "CIPSTA?\0"
    "CIPSERVERMAXCONN=4\0" "CIPSERVER=1\0" "CIPSTO=5";
static constexpr uint16_t MAY_FAIL = 1 << STORE | 1 << ASK | 1 << IDLE_FOR;
static constexpr uint16_t FIRST_REST = 2000, LONGEST_REST = 32000, BOOT_FOR = 3000, BETWEEN = 20;

/// One start, and the first command.
static constexpr uint16_t ANSWERS_WITHIN = BOOT_FOR + SHORT_FOR;

static Step step_ = OFF;
static uint16_t restFor = 0;

static void powerModem(bool isOn) {
  DDRB |= _BV(PIN_MODEM_ON);
  PORTB = static_cast<uint8_t>((PORTB & ~_BV(PIN_MODEM_ON)) | (isOn ? _BV(PIN_MODEM_ON) : 0));
}

static void writeQuoted(Sink& sink, uint16_t at) {
  sink.put('"');
  for (uint8_t byte; (byte = Eeprom().read(at)) != 0 && byte != 0xff; ++at) {
    if (byte == '"' || byte == ',' || byte == '\\') sink.put('\\');
    sink.put(static_cast<char>(byte));
  }
  sink.put('"');
}

static void command(Network& network) {
  place = step_ == ASK && network.asksForAddress ? &network.ip : nullptr;
  got = 0;
  Wire wire;
  write(wire, FLASH("AT"));
  if (step_ != ECHO) wire.put('+');
  if (step_ == PLACE && !network.asksForAddress) {
    write(wire, FLASH("CIPSTA=\""));
    writeAddress(wire, network.ip);
    write(wire, FLASH("\",\""));
    writeAddress(wire, network.gateway);
    write(wire, FLASH("\",\""));
    writeAddress(wire, network.mask);
    wire.put('"');
  } else {
    write(wire, textAt(FlashText(COMMANDS), step_ - UART));
  }
  if (step_ == JOIN) {
    writeQuoted(wire, SSID_AT);
    wire.put(',');
    writeQuoted(wire, PASSWORD_AT);
  }
  if (step_ == SERVE) writeNumber(wire, network.port);
  endCommand(wire, Doing::plain, step_ == JOIN ? LONG_FOR : SHORT_FOR);
}

static void fall(uint16_t now) {
  powerModem(false);
  step_ = OFF;
  since = now;
  doing = Doing::nothing;
  connected = arrived = ending = dataLeft = 0;
  isFresh = isLost = isReady = false;
}

static void advance(Network& network, uint16_t now) {
  const uint16_t passed = now - since;
  switch (step_) {
    case OFF:
      if (passed < restFor) return;
      restFor = restFor == 0 ? FIRST_REST : restFor == LONGEST_REST ? restFor : restFor * 2;
      UBRR0 = BAUD_AT_START;
      powerModem(true);
      step_ = BOOT;
      since = now;
      return;
    case BOOT:
      if (isReady) {
        step_ = UART;
        isReady = false;
        answered = Answer::none;
        since = now;
      } else if (passed >= BOOT_FOR) {
        fall(now);
      }
      return;
    default:
      if (doing != Doing::nothing) return;
      if (answered == Answer::none) {
        if (passed >= BETWEEN) command(network);
        return;
      }
      if (answered == Answer::no && (MAY_FAIL >> step_ & 1) == 0) return fall(now);
      if (step_ == UART) UBRR0 = BAUD;
      step_ = static_cast<Step>(step_ + 1);
      answered = Answer::none;
      since = now;
      if (step_ == READY) restFor = 0;
  }
}

bool keepAddress(Network& network, Millis at) {
  const uint16_t now = static_cast<uint16_t>(at);
  pump();
  if (step_ != OFF && (isLost || isLate() || (isReady && step_ != BOOT))) fall(now);
  if (step_ != READY) advance(network, now);
  else tidy(now);
  return step_ == READY;
}

FlashText name() {
  return FLASH("modem");
}

APART bool answers() {
  Network none = {};
  // What was said last is still on its way at the old rate.
  rest();
  rest();
  for (const uint16_t from = lowNow(); step_ < ECHO && static_cast<uint16_t>(lowNow() - from) < ANSWERS_WITHIN; rest())
    keepAddress(none, millisNow());
  const bool isThere = step_ >= ECHO;
  fall(lowNow());
  UBRR0 = USB_BAUD;
  return isThere;
}

bool keepServer(Network&, bool, Millis) {
  return true;
}

}  // namespace espat
}  // namespace boss
