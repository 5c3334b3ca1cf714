#include "../../core/find.h"

#include "addresses.h"

namespace boss {
namespace w5500 {

static constexpr uint8_t SOCKET = 6;
/// Of nobody's ports, and none that the caller uses (network.cpp): an answer comes to us alone (RFC 6762, 6.7).
static constexpr uint16_t FIND_PORT = 49151;
/// 1, 2, 4 to 32 seconds between questions (RFC 6762, 5.2).
static constexpr uint16_t FIRST_WAIT = 1000, LONGEST_WAIT = 32000;
static const Address GROUP = {{224, 0, 0, 251}};

/// The lower half of the time, as no wait is longer. Its lowest byte is the question's number, too.
static uint16_t askedAt = 0;
static uint16_t wait = 0;

static void ask(Millis now) {
  askedAt = static_cast<uint16_t>(now);
  openForDatagrams(SOCKET, FIND_PORT);
  Transmission out(SOCKET, 0);
  writeQuestion(out, static_cast<uint8_t>(askedAt));
  out.sendTo(GROUP, MDNS_PORT);
}

bool keepServer(Network& network, bool isHeard, Millis now) {
  if (!network.asksForServer || isHeard) {
    wait = 0;
    return true;
  }
  Datagram in;
  if (nextDatagram(SOCKET, in)) {
    readAnswer(in, static_cast<uint8_t>(askedAt), network.server);
    drop(SOCKET, in);
  }
  if (static_cast<uint16_t>(now) - askedAt >= wait) {
    ask(now);
    wait = wait == 0 ? FIRST_WAIT : wait == LONGEST_WAIT ? wait : wait * 2;
  }
  return isHost(network.server);
}

}  // namespace w5500
}  // namespace boss
