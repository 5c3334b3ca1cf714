// What a modem with ESP-AT says, byte by byte, in passive receive mode (ESP-AT user guide 1.7 and 2.x, "TCP/IP AT
// Commands"). A line is never kept: its letters go into a key, of its numbers the last two are.
#pragma once
#include <stdint.h>

namespace boss {

enum class Said : uint8_t {
  nothing, ok, error, prompt, sent, ready, lost, connected, closed, arrived, data, pushed, octet,
};

class AtReader {
 public:
  /// What the line, or the part of it that counts, turned out to be with this byte.
  Said take(uint8_t byte);
  /// Which link `connected`, `closed` and `arrived` speak of.
  uint8_t link() const { return link_; }
  /// How many bytes follow `data`: they are not to be given to `take`. The value of an `octet` of its own address.
  uint16_t count() const { return number_; }

 private:
  Said endLine();
  void startLine();
  void takeDigit(uint8_t digit);

  uint32_t key_ = 0;
  /// The last number, and the one before it.
  uint16_t number_ = 0;
  uint8_t before_ = 0;
  uint8_t link_ = 0;
  bool isDigit_ = false;
  /// Something in it is no letter, or a number too large: it says nothing.
  bool isSpoiled_ = false;
};

}  // namespace boss
