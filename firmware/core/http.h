// HTTP/1.1 as far as the gadget needs it, byte by byte and with bounds (docs/protocol.md, "Gadget and server").
#pragma once
#include "desired.h"
#include "sha256.h"

namespace boss {

/// `none` stands where the server has its /ping, which nobody asks of us.
enum class Route : uint8_t { pingAck, lock, test, state, unlock, release, block, byDefault, none };

/// The path of a route as it stands in a request and in its MAC.
FlashText pathOf(Route route);

/// A request as far as its MAC needs it. Absent or malformed headers are false.
struct Request {
  Route route;
  bool isForUs;
  bool hasSession;
  bool hasMac;
  /// 0 where it is none.
  uint64_t counter;
  uint8_t session[SESSION];
  uint8_t mac[DIGEST];
  uint8_t bodyHash[DIGEST];
};

class RequestReader {
 public:
  static constexpr uint16_t LARGEST_HEAD = 2048;
  static constexpr uint16_t LARGEST_BODY = 8192;

  /// Our own id and gate; they have to outlive the reading.
  void start(const char* id, const char* gate);
  /// 0 while there is more to come, 200 when the request is whole, else the status that refuses it.
  uint16_t take(uint8_t byte);
  const Request& request() const { return request_; }
  const DesiredReader& body() const { return body_; }

 private:
  enum class In : uint8_t { method, path, version, lineEnd, name, value, headEnd, body };
  enum class Header : uint8_t { length, coding, gadget, session, counter, mac, other };

  uint16_t takeHead(char letter);
  uint16_t endOfName();
  bool takeValue(char letter);
  bool endOfValue();
  bool takeHexDigit(uint8_t* bytes, uint8_t count, char letter);
  uint16_t endOfHead();
  uint16_t endOfBody();

  /// Room for a method, a path or a header's name; the body's own while there is no body yet.
  char* word() { return body_.room(); }

  const char* id_;
  In in_;
  Header header_;
  bool isPost_;
  bool isSpoiled_;
  bool isOver_;
  uint8_t seen_;
  /// Letters of the method, path, version, header's name or value.
  uint8_t at_;
  uint16_t headBytes_;
  uint16_t left_;
  Request request_;
  Sha256 sha_;
  DesiredReader body_;
};

/// Reads the status from the first line of an answer.
class StatusReader {
 public:
  void start() { at_ = 0, status_ = 0; }
  /// 0 while there is more to come, else the status; 1 where it is no HTTP.
  uint16_t take(uint8_t byte);

 private:
  uint8_t at_;
  uint16_t status_;
};

}  // namespace boss
