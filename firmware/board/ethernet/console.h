// Whoever provisions: the USB serial is always listened to.
#pragma once
#include <stdint.h>

namespace boss {
namespace w5500 {

/// Letters that wait until they are looked at.
constexpr uint8_t SERIAL_RING = 32;

class Console {
 public:
  /// Takes what has come; starts the board anew once something was sealed.
  void serve();
};

inline void meetConsole() {}
inline void serveConsole() {
  Console().serve();
}

}  // namespace w5500
}  // namespace boss
