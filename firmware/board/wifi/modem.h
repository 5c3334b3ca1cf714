// TCP over a modem with ESP-AT on the UART (ESP-AT user guide, "TCP/IP AT Commands"). One command at a time; what a
// connection brought stays in the modem until it is asked for.
#pragma once
#include "../../core/settings.h"

namespace boss {
namespace espat {

enum Status : uint8_t { CLOSED, LISTEN, SYN_SENT, ESTABLISHED, CLOSE_WAIT, CLOSING };

/// A whole request has to come in this time; in the short one where others wait.
constexpr uint16_t REQUEST_FOR = 1000;
constexpr uint16_t SHARED_REQUEST_FOR = 750;
constexpr bool NEEDS_LENGTH = true;

bool start(const Network& network);
/// What it is called, and whether it answers: it is switched on, asked once, and off again. It joins no
/// network. The UART is the USB serial's again.
FlashText name();
bool answers();
bool isLinkUp();
Status statusOf(uint8_t link);
void listen(uint8_t link, uint16_t port);
void connect(uint8_t link, uint16_t from, const Address& to, uint16_t port);
void disconnect(uint8_t link);
void close(uint8_t link);
uint8_t receive(uint8_t link, uint8_t* bytes, uint8_t most);

/// Brings the modem into the network and keeps it there. Whether it listens.
bool keepAddress(Network& network, Millis now);
bool keepServer(Network& network, bool isHeard, Millis now);

class Transmission : public Sink {
 public:
  Transmission(uint8_t link, uint16_t length);
  void take(char letter) override;
  void send();

 private:
  uint8_t link_;
  bool isOpen_;
};

}  // namespace espat
}  // namespace boss
