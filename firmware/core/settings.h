// What is provisioned over USB serial and kept in the EEPROM.
#pragma once
#include "address.h"
#include "eeprom.h"
#include "state.h"

namespace boss {

/// What the network needs to know.
struct Network {
  Address ip, mask, gateway, server;
  uint16_t serverPort;
  /// Where the server calls us.
  uint16_t port;
  uint8_t hardware[6];
  bool isMuted;
  /// Whether `ip`, `mask` and `gateway` are asked for by DHCP.
  bool asksForAddress;
  /// Whether `server` is asked for by mDNS.
  bool asksForServer;
};

/// What a transport has to be told beside the rest, kept from MORE_AT on; each transport has its own.
struct MoreSettings {
  /// Where it ends in the EEPROM.
  static uint16_t end();
  static bool isComplete(Eeprom& eeprom);
  /// False where there is no such setting, or the value is none.
  static bool set(Eeprom& eeprom, const char* name, const char* value);
};
constexpr uint16_t MORE_AT = 249;
/// The server's address there; its first byte is 0xff where it is asked for.
constexpr uint16_t SERVER_ADDRESS_AT = 234;

/// Fills in what was provisioned; false where it never was, or was not sealed.
bool readSettings(Eeprom& eeprom, Self& self, Network& network);

/// Takes lines of text and answers each with one. It never gives a key back.
class Provisioner {
 public:
  static constexpr uint8_t LONGEST_LINE = 80;

  explicit Provisioner(Eeprom& eeprom) : eeprom_(eeprom) {}
  /// Whether a line was dealt with; its answer went to `answer`.
  bool take(char letter, Sink& answer);
  /// Whether something was sealed: start anew to use it.
  bool isSealed() const { return isSealed_; }

 private:
  void answerLine(Sink& answer);
  void hello(Sink& answer);
  bool set(const char* name, char* value);

  Eeprom& eeprom_;
  uint8_t length_ = 0;
  bool isTooLong_ = false;
  bool isSealed_ = false;
  char line_[LONGEST_LINE + 1];
};

}  // namespace boss
