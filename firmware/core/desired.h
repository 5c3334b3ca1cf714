// The desired state as the server tells it (docs/protocol.md, "Gadget and server"): only what is shown is kept.
#pragma once
#include "flash.h"
#include "json.h"
#include "sink.h"

namespace boss {

constexpr uint8_t UUID = 16;
constexpr uint8_t NONCE = 8;
constexpr uint8_t SESSION = 16;

enum class Mode : uint8_t { byDefault, released, blocked };
constexpr uint8_t MODES = 3;
/// Their names, in that order.
FlashText modeNames();

/// What the display has room for, one letter at a time; what is longer is cut.
constexpr uint8_t LONG_NAME = 25;
constexpr uint8_t SHORT_NAME = 17;

struct Head {
  uint8_t uuid[UUID];
  char pipeline[LONG_NAME];
  char step[LONG_NAME];
  char by[SHORT_NAME];
  /// Milliseconds, at most 2^32 - 1.
  uint32_t age;
};

struct Desired {
  uint64_t sequence;
  uint64_t answeredCounter;
  /// Milliseconds, at most 2^32 - 1.
  uint32_t until;
  uint16_t queueLength;
  Mode mode;
  bool hasHead;
  bool hasUntil;
  bool hasAnswered;
  bool isAnswerOk;
  bool hearsLink;
  /// Whether it speaks of our own gate.
  bool isOurGate;
  Head head;
};

/// Reads a body into a state. Fields that it does not know are skipped.
class DesiredReader : public JsonReader {
 public:
  /// `gate` is our own, `session` what the message names in its head; both have to outlive the reading.
  void start(const char* gate, const uint8_t session[SESSION]);
  /// Whether it was a whole state, as packages/protocol has it.
  bool isValid() const;
  const Desired& desired() const { return desired_; }
  bool hasNonce() const;
  const uint8_t* nonce() const { return nonce_; }
  /// Whether the server's nonce is there, and is the session.
  bool isServerNonceSession() const;

 protected:
  void onKey(const char* key) override;
  void onOpen(bool isObject) override;
  void onClose() override;
  void onTextStart() override;
  void onCharacter(uint32_t character) override;
  void onTextEnd() override;
  void onNumber(bool isCount, uint64_t count) override;
  void onLiteral(Literal literal) override;

 public:
  enum class Field : uint8_t {
    sequence, mode, head, queueLength, until, link, gate, answered, nonce, serverNonce,
    uuid, pipeline, step, by, age, counter, ok, unknown,
  };

 private:
  void note(Field field);
  bool has(Field field) const { return ((seen_ >> static_cast<uint8_t>(field)) & 1) != 0; }
  void keep(char* name, uint8_t size, uint32_t character);
  int8_t takeHexDigit(uint8_t count, char letter);
  void keepHex(uint8_t* bytes, uint8_t count, char letter);
  void compareWithSession(char letter);
  void takeToken(char letter);
  void endToken();

  const char* gate_;
  const uint8_t* session_;
  uint32_t seen_;
  Field field_;
  /// Which object it is in: the root, `head` or `answered`; unknown below anything else.
  Field place_;
  bool isBad_;
  bool isSession_;
  uint16_t units_;
  /// Letters or hex digits of a text.
  uint8_t length_;
  uint8_t nonce_[NONCE];
  Desired desired_;
};

}  // namespace boss
