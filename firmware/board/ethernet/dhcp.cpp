#include "../../core/dhcp.h"

#include "addresses.h"

namespace boss {
namespace w5500 {

static constexpr uint8_t SOCKET = 5;
static constexpr uint16_t SECOND = 1000;

static Lease lease;
static bool wasUp = false;
/// Its lower 16 bits are enough for a second.
static uint16_t secondAt = 0;

static void say(Network& network) {
  lease.act(network);
  openForDatagrams(SOCKET, DHCP_CLIENT_PORT);
  Transmission out(SOCKET, 0);
  lease.write(out, network);
  out.sendTo(lease.to(), DHCP_SERVER_PORT);
}

bool keepAddress(Network& network, Millis now) {
  if (!network.asksForAddress) return true;
  const bool wasHeld = lease.isHeld();
  if (static_cast<uint16_t>(now) - secondAt >= SECOND) {
    secondAt += SECOND;
    lease.tick(network);
  }
  const bool isUp = isLinkUp();
  if (isUp && !wasUp) lease.doubt();
  wasUp = isUp;
  Datagram in;
  if (nextDatagram(SOCKET, in)) {
    lease.take(in, network);
    drop(SOCKET, in);
  }
  if (isUp && lease.isDue()) say(network);
  if (lease.isHeld() != wasHeld) setAddresses(network);
  return lease.isHeld();
}

}  // namespace w5500
}  // namespace boss
