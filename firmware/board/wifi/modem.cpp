#include "modem.h"

#include <avr/io.h>
#include <avr/wdt.h>

#include "../../core/apart.h"
#include "../../core/at-reader.h"
#include "../../core/eeprom.h"
#include "../clock.h"
#include "pins.h"
#include "../usb.h"
#include "settings.h"

namespace boss {
namespace espat {

enum class Doing : uint8_t { nothing, plain, fetching, calling, asking, sending, ending };
enum class Answer : uint8_t { none, yes, no };

static constexpr uint8_t CALLER_LINK = 4;
static constexpr uint8_t CHUNK = 64;
static constexpr uint16_t PROMPT_FOR = 250, SHORT_FOR = 2000, LONG_FOR = 20000, PROBE_AFTER = 5000;
/// UBRR with U2X at 16 MHz (ATmega328P datasheet, 19.11): 115,200 and 57,600 baud.
static constexpr uint8_t BAUD_AT_START = 16, BAUD = 34;

static AtReader reader;
static Doing doing = Doing::nothing;
static Answer answered = Answer::none;
static uint8_t ofLink, dataLeft, got;
static uint8_t connected, arrived, ending;
static bool isReady, isLost, isFresh;
static uint16_t since, within;

APART static uint8_t bitOf(uint8_t link) {
  return static_cast<uint8_t>(1 << link);
}

static uint16_t lowNow() {
  return static_cast<uint16_t>(millisNow());
}

static void forgetLink(uint8_t bit) {
  connected &= static_cast<uint8_t>(~bit);
  arrived &= static_cast<uint8_t>(~bit);
  ending &= static_cast<uint8_t>(~bit);
}

static void finish(Answer answer) {
  const uint8_t bit = bitOf(ofLink);
  if (doing == Doing::calling) {
    if (answer == Answer::yes) connected |= bit, isFresh = true;
    else forgetLink(bit);
  }
  if (doing == Doing::ending) forgetLink(bit);
  if (doing == Doing::fetching && got == CHUNK) arrived |= bit;
  doing = Doing::nothing;
  answered = answer;
}

static void hear(Said said) {
  const uint8_t bit = bitOf(reader.link());
  switch (said) {
    case Said::ok:
      if (doing != Doing::asking && doing != Doing::sending) finish(Answer::yes);
      return;
    case Said::error:
      return finish(Answer::no);
    case Said::prompt:
      if (doing == Doing::asking) doing = Doing::sending;
      return;
    case Said::sent:
      return finish(Answer::yes);
    case Said::ready:
      isReady = true;
      return;
    case Said::connected:
      connected |= bit;
      arrived |= bit;
      return;
    case Said::closed:
      return forgetLink(bit);
    case Said::arrived:
      arrived |= bit;
      return;
    case Said::data:
      if (doing != Doing::fetching || reader.count() > CHUNK) isLost = true;
      else dataLeft = got = static_cast<uint8_t>(reader.count());
      return;
    case Said::lost:
    case Said::pushed:
      isLost = true;
      return;
    case Said::nothing:
      return;
  }
}

/// Data waits for whoever reads its connection.
static void pump() {
  for (char letter;;) {
    const bool isWanted = (connected & ~ending & bitOf(ofLink)) != 0;
    if ((dataLeft > 0 && isWanted) || !takeUsb(letter)) return;
    if (dataLeft > 0) --dataLeft;
    else hear(reader.take(static_cast<uint8_t>(letter)));
  }
}

class Wire : public Sink {
 public:
  void take(char letter) override {
    while ((UCSR0A & _BV(UDRE0)) == 0) pump();
    UDR0 = static_cast<uint8_t>(letter);
  }
};

static void writeNumber(Sink& sink, uint16_t number) {
  sink.put(',');
  writeDecimal(sink, number);
}

static void endCommand(Sink& sink, Doing what, uint16_t atMost) {
  write(sink, FLASH("\r\n"));
  doing = what;
  answered = Answer::none;
  since = lowNow();
  within = atMost;
}

static void beginLink(Sink& sink, FlashText what, uint8_t link) {
  write(sink, FLASH("AT+CIP"));
  write(sink, what);
  sink.put(static_cast<char>('0' + link));
  ofLink = link;
}

bool isLinkUp() {
  return true;
}

bool start(const Network&) {
  return true;
}

Status statusOf(uint8_t link) {
  const uint8_t bit = bitOf(link);
  if ((ending & bit) != 0) return CLOSING;
  if ((connected & bit) != 0) return isFresh && link == CALLER_LINK && doing != Doing::nothing ? SYN_SENT : ESTABLISHED;
  if (link != CALLER_LINK) return LISTEN;
  return doing == Doing::calling ? SYN_SENT : CLOSED;
}

void listen(uint8_t, uint16_t) {}

void connect(uint8_t link, uint16_t, const Address& to, uint16_t port) {
  ending &= static_cast<uint8_t>(~bitOf(link));
  if (doing != Doing::nothing) return;
  Wire wire;
  beginLink(wire, FLASH("START="), link);
  write(wire, FLASH(",\"TCP\",\""));
  writeAddress(wire, to);
  wire.put('"');
  writeNumber(wire, port);
  endCommand(wire, Doing::calling, LONG_FOR);
}

void disconnect(uint8_t link) {
  ending |= bitOf(link);
  if (link == CALLER_LINK) isFresh = false;
}

void close(uint8_t link) {
  disconnect(link);
}

uint8_t receive(uint8_t link, uint8_t* bytes, uint8_t most) {
  pump();
  uint8_t count = 0;
  if (dataLeft > 0 && ofLink == link) {
    for (char letter; count < most && dataLeft > 0 && takeUsb(letter); --dataLeft) bytes[count++] = static_cast<uint8_t>(letter);
    return count;
  }
  const uint8_t bit = bitOf(link);
  if (doing != Doing::nothing || isFresh || (arrived & bit) == 0) return 0;
  arrived &= static_cast<uint8_t>(~bit);
  Wire wire;
  beginLink(wire, FLASH("RECVDATA="), link);
  got = 0;
  writeNumber(wire, CHUNK);
  endCommand(wire, Doing::fetching, SHORT_FOR);
  return 0;
}

APART static bool isLate() {
  return doing != Doing::nothing && static_cast<uint16_t>(lowNow() - since) >= within;
}

static void await(Doing what) {
  while (doing == what && !isLate()) pump();
}

Transmission::Transmission(uint8_t link, uint16_t length) : link_(link) {
  // What is left of the request is not read any more.
  const uint8_t ended = ending;
  ending |= bitOf(link);
  const uint16_t from = lowNow();
  while (doing != Doing::nothing && static_cast<uint16_t>(lowNow() - from) < PROMPT_FOR) pump();
  ending = ended;
  isFresh = false;
  isOpen_ = doing == Doing::nothing;
  if (!isOpen_) return;
  Wire wire;
  beginLink(wire, FLASH("SEND="), link);
  writeNumber(wire, length);
  endCommand(wire, Doing::asking, PROMPT_FOR);
  await(Doing::asking);
  isOpen_ = doing == Doing::sending;
}

void Transmission::take(char letter) {
  if (isOpen_) Wire().put(letter);
}

void Transmission::send() {
  if (!isOpen_) return;
  since = lowNow();
  within = SHORT_FOR;
}

// --- joining

enum Step : uint8_t { OFF, BOOT, UART, ECHO, STORE, MODE, MUX, PASSIVE, PLACE, JOIN, MOST, SERVE, IDLE_FOR, READY };
static const char COMMANDS[] PROGMEM =
    "UART_CUR=57600,8,1,0,0\0" "E0\0" "SYSSTORE=0\0" "CWMODE=1\0" "CIPMUX=1\0" "CIPRECVMODE=1\0" "CWDHCP=1,1\0" "CWJAP=\0"
    "CIPSERVERMAXCONN=4\0" "CIPSERVER=1\0" "CIPSTO=5";
static constexpr uint16_t MAY_FAIL = 1 << STORE | 1 << IDLE_FOR;
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

static void command(const Network& network) {
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

static void advance(const Network& network, uint16_t now) {
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

/// Connections that are over are told so; a modem that was quiet for long is asked whether it is there.
static void tidy(uint16_t now) {
  if (doing != Doing::nothing) return;
  Wire wire;
  for (uint8_t link = 0; link <= CALLER_LINK; ++link) {
    if ((ending & bitOf(link)) == 0) continue;
    if ((connected & bitOf(link)) == 0) {
      forgetLink(bitOf(link));
      continue;
    }
    beginLink(wire, FLASH("CLOSE="), link);
    return endCommand(wire, Doing::ending, SHORT_FOR);
  }
  if (static_cast<uint16_t>(now - since) < PROBE_AFTER) return;
  write(wire, FLASH("AT"));
  endCommand(wire, Doing::plain, SHORT_FOR);
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
