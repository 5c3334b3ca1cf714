#include "at-reader.h"

namespace boss {

static constexpr uint32_t with(uint32_t key, char letter) {
  return (key << 5) - key + static_cast<uint8_t>(letter);
}

/// The key of a line, in which a 0 stands for any number. Two lines with one key would not compile below.
static constexpr uint32_t keyOf(const char* text) {
  uint32_t key = 0;
  while (*text != 0) key = with(key, *text++);
  return key;
}

void AtReader::startLine() {
  key_ = 0;
  isDigit_ = isSpoiled_ = false;
}

void AtReader::takeDigit(uint8_t digit) {
  if (!isDigit_) {
    if (number_ > 255) isSpoiled_ = true;
    key_ = with(key_, '0');
    before_ = static_cast<uint8_t>(number_);
    number_ = 0;
  }
  isDigit_ = true;
  if (number_ >= 6553) isSpoiled_ = true;
  number_ = static_cast<uint16_t>(number_ * 10 + digit);
}

Said AtReader::endLine() {
  switch (key_) {
    case keyOf("OK"):
      return Said::ok;
    case keyOf("ERROR"):
    case keyOf("FAIL"):
    case keyOf("SEND FAIL"):
    case keyOf("busy p..."):
    case keyOf("busy s..."):
      return Said::error;
    case keyOf("SEND OK"):
      return Said::sent;
    case keyOf("ready"):
      return Said::ready;
    case keyOf("WIFI DISCONNECT"):
      return Said::lost;
    case keyOf("0,CONNECT"):
      link_ = static_cast<uint8_t>(number_);
      return Said::connected;
    case keyOf("0,CLOSED"):
      link_ = static_cast<uint8_t>(number_);
      return Said::closed;
    case keyOf("+IPD,0,0"):
      link_ = before_;
      return Said::arrived;
    default:
      return Said::nothing;
  }
}

Said AtReader::take(uint8_t byte) {
  const char letter = static_cast<char>(byte);
  if (letter == '\r' || letter == '\n') {
    const Said said = isSpoiled_ ? Said::nothing : endLine();
    startLine();
    return said;
  }
  const bool isFirst = key_ == 0;
  if (isFirst) number_ = 0;
  if (letter >= '0' && letter <= '9') {
    takeDigit(static_cast<uint8_t>(letter - '0'));
    return Said::nothing;
  }
  isDigit_ = false;
  if (byte < ' ' || byte > '~') isSpoiled_ = true;
  key_ = with(key_, letter);
  if (isSpoiled_) return Said::nothing;
  if (isFirst && letter == '>') {
    startLine();
    return Said::prompt;
  }
  // Bytes follow: the line does not end before them.
  switch (key_) {
    case keyOf("+CIPRECVDATA,0:"):
    case keyOf("+CIPRECVDATA:0,"):
      startLine();
      return Said::data;
    case keyOf("+IPD,0,0:"):
      startLine();
      return Said::pushed;
    case keyOf("+CIPSTA:ip:\"0."):
    case keyOf("+CIPSTA:ip:\"0.0."):
    case keyOf("+CIPSTA:ip:\"0.0.0."):
    case keyOf("+CIPSTA:ip:\"0.0.0.0\""):
      return Said::octet;
    default:
      return Said::nothing;
  }
}

}  // namespace boss
