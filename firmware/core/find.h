// The server's address by its name, boss-server.local, asked of everybody at once (RFC 6762, 5.1 and 6.7).
#pragma once
#include "address.h"
#include "datagram.h"

namespace boss {

constexpr uint16_t MDNS_PORT = 5353;

/// Asks for the address. `number` tells answers to it from others.
void writeQuestion(Sink& sink, uint8_t number);

/// The first address in an answer to that question; false, and nothing changed, where there is none.
bool readAnswer(Datagram& in, uint8_t number, Address& address);

}  // namespace boss
