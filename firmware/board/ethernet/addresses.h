// What is asked of the network where it was not provisioned: our own address, and the server's.
#pragma once
#include "../../core/state.h"
#include "w5500.h"

namespace boss {
namespace w5500 {

/// Asks by DHCP and keeps what it got as long as it may. Whether `network.ip` is ours now.
bool keepAddress(Network& network, Millis now);

/// Asks by mDNS as long as the server is not heard. Whether there is an address to call.
bool keepServer(Network& network, bool isHeard, Millis now);

}  // namespace w5500
}  // namespace boss
