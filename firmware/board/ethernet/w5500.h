// The W5500 over SPI: TCP in hardware (W5500 datasheet 1.1.0; section numbers are its own).
#pragma once
#include "../../core/datagram.h"
#include "../../core/settings.h"

namespace boss {
namespace w5500 {

constexpr uint8_t SOCKETS = 8;

/// A whole request has to come in this time; in the short one where others wait.
constexpr uint16_t REQUEST_FOR = 1000;
constexpr uint16_t SHARED_REQUEST_FOR = 250;

/// Sn_SR, 4.2
enum Status : uint8_t {
  CLOSED = 0x00,
  INIT = 0x13,
  LISTEN = 0x14,
  SYN_SENT = 0x15,
  ESTABLISHED = 0x17,
  FIN_WAIT = 0x18,
  CLOSE_WAIT = 0x1c,
  UDP = 0x22,
};

/// Resets the chip and gives it its addresses; false where there is no W5500.
bool start(const Network& network);
/// Gives it other addresses: whatever was open is closed.
void setAddresses(const Network& network);
/// What it is called, and whether it is there: it is reset, and has no addresses.
FlashText name();
bool answers();
/// Whether a cable is in.
bool isLinkUp();

Status statusOf(uint8_t socket);
void listen(uint8_t socket, uint16_t port);
void connect(uint8_t socket, uint16_t from, const Address& to, uint16_t port);
/// Says FIN; what is still in the transmit buffer goes first.
void disconnect(uint8_t socket);
void close(uint8_t socket);

/// Reads up to `most` bytes that have arrived; how many it were.
uint8_t receive(uint8_t socket, uint8_t* bytes, uint8_t most);

/// Opens it anew, and empty.
void openForDatagrams(uint8_t socket, uint16_t port);
/// Opens the datagram that came first; false where there is none. Nothing else can be asked of the chip until it is
/// dropped.
bool nextDatagram(uint8_t socket, Datagram& in);
void drop(uint8_t socket, const Datagram& in);

/// Whether a Transmission has to be told how long it will be.
constexpr bool NEEDS_LENGTH = false;

/// Writes into the transmit buffer; what was written goes out with `send`. 2 KB fit.
class Transmission : public Sink {
 public:
  Transmission(uint8_t socket, uint16_t length);
  void take(char letter) override;
  void send();
  /// As one datagram.
  void sendTo(const Address& to, uint16_t port);

 private:
  uint8_t socket_;
  uint16_t at_;
};

}  // namespace w5500
}  // namespace boss
