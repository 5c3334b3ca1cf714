#include "../../core/find.h"

#include "addresses.h"

namespace boss {
namespace w5500 {

static constexpr uint8_t SOCKET = 6;
/// Of nobody's ports, and none that the caller uses (network.cpp): an answer comes to us alone (RFC 6762, 6.7).
static constexpr uint16_t FIND_PORT = 49151;
/// 1, 2, 4 to 32 seconds between questions (RFC 6762, 5.2).
static constexpr uint16_t FIRST_WAIT = 1000;
static constexpr uint8_t MOST_DOUBLINGS = 5;

/// Its lowest byte is the question's number, too.
static uint16_t askedAt = 0;
static uint8_t asked = 0;

static void ask(Millis now) {
  askedAt = static_cast<uint16_t>(now);
  openForDatagrams(SOCKET, FIND_PORT);
  Transmission out(SOCKET, 0);
  writeQuestion(out, static_cast<uint8_t>(askedAt));
  out.sendTo(Address{{224, 0, 0, 251}}, MDNS_PORT);
}

bool keepServer(Network& network, bool isHeard, Millis now) {
  if (!network.asksForServer || isHeard) {
    asked = 0;
    return true;
  }
  Datagram in;
  if (nextDatagram(SOCKET, in)) {
    readAnswer(in, static_cast<uint8_t>(askedAt), network.server);
    drop(SOCKET, in);
  }
  if (asked == 0 || static_cast<uint16_t>(now - askedAt) >= FIRST_WAIT << (asked - 1)) {
    ask(now);
    if (asked <= MOST_DOUBLINGS) ++asked;
  }
  return isHost(network.server);
}

}  // namespace w5500
}  // namespace boss
