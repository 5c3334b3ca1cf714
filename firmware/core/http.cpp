#include "http.h"

namespace boss {

// In the order of Route; behind them what only we ask of the server.
static const char PATHS[] PROGMEM =
    "/ping-ack\0/lock\0/test\0/state\0/unlock\0/release\0/block\0/default\0/ping\0";

/// In the order of Header.
static const char HEADERS[] PROGMEM =
    "content-length\0transfer-encoding\0boss-gadget\0boss-session\0boss-counter\0boss-mac";

FlashText pathOf(Route route) {
  return textAt(FlashText(PATHS), static_cast<uint8_t>(route));
}

static bool isTokenLetter(char letter) {
  return letter > ' ' && letter < 0x7f && letter != ':' && letter != '"';
}

void RequestReader::start(const char* id, const char* gate) {
  id_ = id;
  in_ = In::method;
  at_ = 0;
  seen_ = 0;
  headBytes_ = 0;
  left_ = 0;
  memset(&request_, 0, sizeof request_);
  sha_.start();
  body_.start(gate, request_.session);
}

uint16_t RequestReader::take(uint8_t byte) {
  if (in_ != In::body) return ++headBytes_ > LARGEST_HEAD ? 431 : takeHead(static_cast<char>(byte));
  sha_.add(byte);
  body_.take(byte);
  return --left_ == 0 ? endOfBody() : 0;
}

uint16_t RequestReader::takeHead(char letter) {
  switch (in_) {
    case In::method:
    case In::path:
      if (letter != ' ') {
        if (letter <= ' ' || letter >= 0x7f) return 400;
        if (at_ < JsonReader::ROOM) word()[at_++] = letter;
        return 0;
      }
      if (at_ == JsonReader::ROOM) at_ = 0;
      word()[at_] = 0;
      at_ = 0;
      if (in_ == In::method) {
        isPost_ = isSame(word(), FLASH("POST"));
        if (!isPost_ && !isSame(word(), FLASH("GET"))) return 400;
        in_ = In::path;
        return 0;
      }
      in_ = In::version;
      request_.route = static_cast<Route>(indexOf(word(), FlashText(PATHS), static_cast<uint8_t>(Route::none)));
      if ((request_.route == Route::state) == isPost_) request_.route = Route::none;
      return 0;
    case In::version:
      if (letter == '\r') {
        if (at_ != 8) return 400;
        in_ = In::lineEnd;
        return 0;
      }
      // RFC 9112, 2.3: any minor version of HTTP/1 may be read as HTTP/1.1.
      if (at_ > 7 || (at_ < 7 ? letter != FLASH("HTTP/1.")[at_] : letter < '0' || letter > '9')) return 400;
      ++at_;
      return 0;
    case In::lineEnd:
      if (letter != '\n') return 400;
      in_ = In::name;
      at_ = 0;
      return 0;
    case In::name:
      if (letter == '\r' && at_ == 0) {
        in_ = In::headEnd;
        return 0;
      }
      if (letter == ':') return endOfName();
      if (!isTokenLetter(letter)) return 400;
      if (at_ < JsonReader::ROOM) word()[at_++] = letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter + 32) : letter;
      return 0;
    case In::value:
      if (letter == '\r') {
        if (!endOfValue()) return 400;
        in_ = In::lineEnd;
        return 0;
      }
      if (letter == '\n' || letter == 0) return 400;
      return takeValue(letter) ? 0 : 400;
    case In::headEnd:
      return letter == '\n' ? endOfHead() : 400;
    case In::body:
      break;
  }
  return 400;
}

uint16_t RequestReader::endOfName() {
  if (at_ == 0) return 400;
  if (at_ == JsonReader::ROOM) at_ = 0;
  word()[at_] = 0;
  header_ = static_cast<Header>(indexOf(word(), FlashText(HEADERS), static_cast<uint8_t>(Header::other)));
  if (header_ == Header::coding) return 400;
  // A header that comes twice says nothing.
  const uint8_t bit = static_cast<uint8_t>(1 << static_cast<uint8_t>(header_));
  isSpoiled_ = header_ != Header::other && (seen_ & bit) != 0;
  seen_ |= bit;
  if (isSpoiled_ && header_ == Header::length) return 400;
  isOver_ = false;
  at_ = 0;
  in_ = In::value;
  return 0;
}

bool RequestReader::takeHexDigit(uint8_t* bytes, uint8_t count, char letter) {
  const int8_t digit = hexDigit(letter);
  if (digit < 0 || at_ >= count * 2) return false;
  uint8_t& byte = bytes[at_ >> 1];
  byte = static_cast<uint8_t>(byte << 4 | digit);
  ++at_;
  return true;
}

/// False where the whole request is nonsense; a header of ours that is malformed is only marked.
bool RequestReader::takeValue(char letter) {
  if (header_ == Header::other) return true;
  if (letter == ' ' || letter == '\t') {
    isOver_ = at_ > 0;
    return true;
  }
  if (isOver_) isSpoiled_ = true;
  const bool isDigit = letter >= '0' && letter <= '9';
  switch (header_) {
    case Header::length:
      if (!isDigit || isOver_ || at_ >= 6) return false;
      ++at_;
      // Far more than the largest body, and far from running over.
      if (left_ < 6000) left_ = static_cast<uint16_t>(left_ * 10 + (letter - '0'));
      else left_ = 60000;
      return true;
    case Header::gadget:
      if (at_ == 255 || id_[at_] == 0 || id_[at_] != letter) isSpoiled_ = true;
      else ++at_;
      break;
    case Header::session:
      if (!takeHexDigit(request_.session, SESSION, letter)) isSpoiled_ = true;
      break;
    case Header::counter:
      // 15 digits, none of them a zero in front, as the software gadget takes it.
      if (!isDigit || at_ >= 15 || (at_ == 0 && letter == '0')) isSpoiled_ = true;
      else ++at_;
      request_.counter = (request_.counter << 3) + (request_.counter << 1) + static_cast<uint8_t>(letter - '0');
      break;
    case Header::mac:
      if (!takeHexDigit(request_.mac, DIGEST, letter)) isSpoiled_ = true;
      break;
    case Header::other:
    case Header::coding:
      break;
  }
  // Whatever came before what is wrong does not count as a beginning.
  if (isSpoiled_ && at_ == 0) at_ = 1;
  return true;
}

bool RequestReader::endOfValue() {
  switch (header_) {
    case Header::length:
      return at_ > 0;
    case Header::gadget:
      request_.isForUs = !isSpoiled_ && at_ > 0 && id_[at_] == 0;
      break;
    case Header::session:
      request_.hasSession = !isSpoiled_ && at_ == SESSION * 2;
      break;
    case Header::counter:
      if (isSpoiled_) request_.counter = 0;
      break;
    case Header::mac:
      request_.hasMac = !isSpoiled_ && at_ == DIGEST * 2;
      break;
    case Header::other:
    case Header::coding:
      break;
  }
  return true;
}

uint16_t RequestReader::endOfHead() {
  if (left_ > LARGEST_BODY) return 413;
  in_ = In::body;
  return left_ == 0 ? endOfBody() : 0;
}

uint16_t RequestReader::endOfBody() {
  sha_.finish(request_.bodyHash);
  return 200;
}

uint16_t StatusReader::take(uint8_t byte) {
  const char letter = static_cast<char>(byte);
  const uint8_t at = at_++;
  if (at < 7) return letter == FLASH("HTTP/1.")[at] ? 0 : 1;
  const bool isDigit = letter >= '0' && letter <= '9';
  if (at == 7) return isDigit ? 0 : 1;
  if (at == 8) return letter == ' ' ? 0 : 1;
  if (!isDigit) return 1;
  status_ = static_cast<uint16_t>(status_ * 10 + (letter - '0'));
  if (at < 11) return 0;
  return status_ < 100 ? 1 : status_;
}

}  // namespace boss
