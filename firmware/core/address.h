// An address of IPv4.
#pragma once
#include "sink.h"

namespace boss {

struct Address {
  uint8_t bytes[4];
};

/// Whether one machine may have it: none of the nets 0 and 127, no multicast, no broadcast (RFC 6890, 2.2.2).
bool isHost(const Address& address);

void writeAddress(Sink& sink, const Address& address);

}  // namespace boss
