#include "../usb.h"
#include "talk.h"

namespace boss {
namespace espat {

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

static constexpr uint16_t PROBE_AFTER = 5000;

void tidy(uint16_t now) {
  if (doing != Doing::nothing) return;
  Wire wire;
  for (uint8_t link = 0; link < LINKS; ++link) {
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

}  // namespace espat
}  // namespace boss
