#include "address.h"

namespace boss {

bool isHost(const Address& address) {
  const uint8_t net = address.bytes[0];
  return net != 0 && net != 127 && net < 224;
}

void writeAddress(Sink& sink, const Address& address) {
  for (uint8_t at = 0; at < 4; ++at) {
    if (at > 0) sink.put('.');
    writeDecimal(sink, address.bytes[at]);
  }
}

}  // namespace boss
