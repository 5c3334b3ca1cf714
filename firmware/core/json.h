// Reads JSON (RFC 8259) byte by byte and tells what it finds. Needs no room for the text; nesting is bounded.
#pragma once
#include <stdint.h>

namespace boss {

class JsonReader {
 public:
  static constexpr uint8_t DEEPEST = 7;
  /// Longer names of fields are told cut.
  static constexpr uint8_t LONGEST_KEY = 15;

  void start();
  void take(uint8_t byte);
  /// Whether one whole value was read and nothing else.
  bool isWhole() const;
  /// Room for a word of whoever reads what comes before the JSON.
  static constexpr uint8_t ROOM = 18;
  char* room() { return word_; }

 protected:
  enum class Literal : uint8_t { null, no, yes };

  ~JsonReader() = default;
  virtual void onKey(const char* key) = 0;
  virtual void onOpen(bool isObject) = 0;
  virtual void onClose() = 0;
  virtual void onTextStart() = 0;
  /// One character of a text; an escaped half of a surrogate pair comes by itself.
  virtual void onCharacter(uint32_t character) = 0;
  virtual void onTextEnd() = 0;
  /// `isCount` is false where it is no whole number from 0 to 2^53 - 1 in plain digits.
  virtual void onNumber(bool isCount, uint64_t count) = 0;
  virtual void onLiteral(Literal literal) = 0;
  uint8_t depth() const { return depth_; }
  /// A name, while it is read; free from when it was told until the next one.
  char word_[ROOM];

 private:
  enum class Expects : uint8_t {
    value, firstItem, firstKey, key, colon, next, end, text, escape, unicode, continuation, literal,
    minus, zero, digits, point, fraction, exponent, exponentSign, exponentDigits, nothing,
  };

  void takeStructure(char letter);
  void takeValue(char letter);
  void takeText(uint8_t byte);
  void takeEscape(char letter);
  void takeUnicode(char letter);
  void takeContinuation(uint8_t byte);
  void takeLiteral(char letter);
  void takeNumber(char letter);
  void endNumber(char letter);
  void openIn(bool isObject);
  void closeIn(bool isObject);
  void startText(bool isKey);
  void tellCharacter(uint32_t character);
  void afterValue();
  void fail() { expects_ = Expects::nothing; }

  Expects expects_;
  uint8_t depth_;
  /// A bit for each level: whether it is an object.
  uint8_t objects_;
  bool isKey_;
  bool isCount_;
  uint8_t keyLength_;
  uint8_t left_;
  Literal literal_;
  union {
    uint64_t number_;
    struct {
      uint32_t character_;
      uint32_t smallest_;
    };
  };
};

}  // namespace boss
