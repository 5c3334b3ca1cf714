// An address of our own by DHCP (RFC 2131; options of RFC 2132).
#pragma once
#include "datagram.h"
#include "settings.h"

namespace boss {

constexpr uint16_t DHCP_CLIENT_PORT = 68;
constexpr uint16_t DHCP_SERVER_PORT = 67;

/// The client of RFC 2131, 4.4, which never remembers an address over its start. It counts seconds in 16 bits: a lease
/// for longer is taken for one of 18 hours, and so renewed more often than it has to be. All zeros, it begins.
class Lease {
 public:
  /// A second has passed.
  void tick(Network& network);
  /// Whether a message has to go out now: call `act`, then write it.
  bool isDue() const { return left_[due] == 0; }
  void act(Network& network);
  void write(Sink& sink, const Network& network) const;
  /// Where it goes: to everybody, or to the server that gave the lease.
  const Address& to() const;
  void take(Datagram& in, Network& network);
  /// The network may be another one: its servers are asked whether the address still holds.
  void doubt();
  /// Whether `network.ip` is ours now.
  bool isHeld() const { return does_ >= Does::holds; }

 private:
  enum class Does : uint8_t { selects, requests, holds, renews, rebinds };
  /// What is counted down, in seconds: to the next message, until any server is asked, until the address is lost.
  enum Until : uint8_t { due, rebind, end, UNTILS };
  struct Reply;

  void startOver(Network& network);
  bool read(Datagram& in, const Network& network, Reply& reply) const;
  uint8_t xid(const Network& network, uint8_t at) const;
  uint8_t byteAt(const Network& network, uint16_t at) const;

  Does does_;
  uint8_t tries_;
  uint8_t number_;
  Address server_;
  /// Seconds since the last message.
  uint16_t asked_;
  uint16_t left_[UNTILS];
};

}  // namespace boss
