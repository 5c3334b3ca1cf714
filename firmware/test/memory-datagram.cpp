#include "memory-datagram.h"

static std::string last;

boss::Datagram datagramOf(const std::string& bytes) {
  last = bytes;
  const uint16_t length = static_cast<uint16_t>(bytes.size());
  return boss::Datagram{length, length};
}

uint8_t boss::Datagram::next() {
  return left > 0 ? static_cast<uint8_t>(last.at(end - left--)) : 0;
}
