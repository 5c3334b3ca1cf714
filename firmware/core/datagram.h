// A datagram that came in, read where it lies: in the chip on the board, in memory on a host.
#pragma once
#include <stdint.h>

namespace boss {

struct Datagram {
  /// Its next byte; zero once it is over. Each board, and the tests, have their own.
  uint8_t next();
  void skip(uint16_t count) {
    while (count-- > 0) next();
  }

  /// How much of it was not read yet.
  uint16_t left;
  /// Where it ends in the memory of its socket.
  uint16_t end;
};

}  // namespace boss
