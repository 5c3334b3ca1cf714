#include "talk.h"

#include <avr/io.h>

#include "../clock.h"
#include "../usb.h"

namespace boss {
namespace espat {

Doing doing = Doing::nothing;
Answer answered = Answer::none;
uint8_t ofLink, dataLeft, got;
uint8_t connected, arrived, ending;
bool isReady, isLost, isFresh;
Address* place;
uint16_t since, within;

static AtReader reader;

APART uint8_t bitOf(uint8_t link) {
  return static_cast<uint8_t>(1 << link);
}

uint16_t lowNow() {
  return static_cast<uint16_t>(millisNow());
}

void forgetLink(uint8_t bit) {
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
    case Said::octet:
      if (place != nullptr && got < sizeof place->bytes) place->bytes[got++] = static_cast<uint8_t>(reader.count());
      return;
    case Said::lost:
    case Said::pushed:
      isLost = true;
      return;
    case Said::nothing:
      return;
  }
}

void pump() {
  for (char letter;;) {
    const bool isWanted = (connected & ~ending & bitOf(ofLink)) != 0;
    if ((dataLeft > 0 && isWanted) || !takeUsb(letter)) return;
    if (dataLeft > 0) --dataLeft;
    else hear(reader.take(static_cast<uint8_t>(letter)));
  }
}

void Wire::take(char letter) {
  while ((UCSR0A & _BV(UDRE0)) == 0) pump();
  UDR0 = static_cast<uint8_t>(letter);
}

void writeNumber(Sink& sink, uint16_t number) {
  sink.put(',');
  writeDecimal(sink, number);
}

void endCommand(Sink& sink, Doing what, uint16_t atMost) {
  write(sink, FLASH("\r\n"));
  doing = what;
  answered = Answer::none;
  since = lowNow();
  within = atMost;
}

void beginLink(Sink& sink, FlashText what, uint8_t link) {
  write(sink, FLASH("AT+CIP"));
  write(sink, what);
  sink.put(static_cast<char>('0' + link));
  ofLink = link;
}

APART bool isLate() {
  return doing != Doing::nothing && static_cast<uint16_t>(lowNow() - since) >= within;
}

void await(Doing what) {
  while (doing == what && !isLate()) pump();
}

}  // namespace espat
}  // namespace boss
