// Where text goes, letter by letter: a hash, a socket, a counter. Nothing is ever built up in RAM.
#pragma once
#include "flash.h"

namespace boss {

class Sink {
 public:
  /// The one place that asks which sink it is: a call of it is a third of a virtual one.
  void put(char letter);

 protected:
  virtual void take(char letter) = 0;
  ~Sink() = default;
};

/// Only counts, for a Content-Length.
class Counter : public Sink {
 public:
  void take(char) override { ++count; }
  uint16_t count = 0;
};

/// Keeps the first letters, as many as a row of the display has, always ended by a zero.
class Letters : public Sink {
 public:
  static constexpr uint8_t MOST = 21;

  void take(char letter) override {
    if (length == MOST) return;
    text[length++] = letter;
    text[length] = 0;
  }
  void fillTo(uint8_t column) {
    while (length < column) put(' ');
  }
  char text[MOST + 1] = {0};
  uint8_t length = 0;
};

void write(Sink& sink, FlashText text);
void write(Sink& sink, const char* text);
/// Two words and the end of the line.
void writeLine(Sink& sink, FlashText one, FlashText other);
void writeHex(Sink& sink, const uint8_t* bytes, uint8_t count);
/// 8 lower-case hex digits.
void writeHex(Sink& sink, uint32_t number);
/// A uuid in its usual form, lower case.
void writeUuid(Sink& sink, const uint8_t* bytes);
void writeCount(Sink& sink, uint64_t number);
/// As writeCount, for numbers that need no 64 bits: each call is shorter.
void writeDecimal(Sink& sink, uint32_t number);
/// Two digits at least.
void writeTwoDigits(Sink& sink, uint8_t number);

/// 0 to 15, or -1 where it is no lower-case hex digit.
int8_t hexDigit(char letter);

}  // namespace boss
