// Whoever provisions has the UART at the start, before the modem has it; and for as long as there are no settings.
#pragma once
#include "../../core/settings.h"

namespace boss {
namespace espat {

/// Letters that wait until they are looked at: a piece of data with its head, and connections that come meanwhile.
constexpr uint8_t SERIAL_RING = 128;

class Console {
 public:
  Console() : provisioner_(eeprom_) {}
  /// Takes what has come; starts the board anew once something was sealed.
  void serve();

 private:
  Eeprom eeprom_;
  Provisioner provisioner_;
};

/// Waits for a hello while the modem is off; where one comes, is provisioned until it is sealed or nothing more comes.
void meetConsole();
inline void serveConsole() {}

}  // namespace espat
}  // namespace boss
