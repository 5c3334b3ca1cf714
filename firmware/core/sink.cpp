#include "sink.h"

#include "apart.h"

namespace boss {

APART void Sink::put(char letter) {
  take(letter);
}

void write(Sink& sink, FlashText text) {
  for (uint16_t at = 0; text[at] != 0; ++at) sink.put(text[at]);
}

void write(Sink& sink, const char* text) {
  while (*text != 0) sink.put(*text++);
}

static void writeDigit(Sink& sink, uint8_t digit) {
  sink.put(static_cast<char>(digit < 10 ? '0' + digit : 'a' + digit - 10));
}

void writeHex(Sink& sink, const uint8_t* bytes, uint8_t count) {
  for (; count > 0; --count, ++bytes) {
    writeDigit(sink, *bytes >> 4);
    writeDigit(sink, *bytes & 15);
  }
}

void writeHex(Sink& sink, uint32_t number) {
  const uint8_t* bytes = reinterpret_cast<const uint8_t*>(&number);
  for (uint8_t at = 4; at > 0; --at) writeHex(sink, bytes + at - 1, 1);
}

void writeUuid(Sink& sink, const uint8_t* bytes) {
  for (uint8_t at = 0; at < 16; ++at) {
    if (at == 4 || at == 6 || at == 8 || at == 10) sink.put('-');
    writeHex(sink, bytes + at, 1);
  }
}

// Double dabble: no 64-bit division, which alone would be a kilobyte on the board. Only as many bits and digits are
// gone through as there are. Bytes lie lowest first on the board and on every host we build for.
void writeCount(Sink& sink, uint64_t number) {
  const uint8_t* bytes = reinterpret_cast<const uint8_t*>(&number);
  uint8_t digits[20] = {0};
  uint8_t used = 1;
  uint8_t left = sizeof number;
  while (left > 1 && bytes[left - 1] == 0) --left;
  while (left-- > 0) {
    for (uint8_t bit = 0x80; bit != 0; bit >>= 1) {
      uint8_t carry = (bytes[left] & bit) != 0;
      for (uint8_t at = 0; at < used; ++at) {
        const uint8_t twice = static_cast<uint8_t>(digits[at] * 2 + carry);
        carry = twice > 9;
        digits[at] = static_cast<uint8_t>(carry ? twice - 10 : twice);
      }
      if (carry) digits[used++] = 1;
    }
  }
  while (used-- > 0) writeDigit(sink, digits[used]);
}

void writeLine(Sink& sink, FlashText one, FlashText other) {
  write(sink, one);
  sink.put(' ');
  write(sink, other);
  sink.put('\n');
}

void writeDecimal(Sink& sink, uint32_t number) {
  writeCount(sink, number);
}

void writeTwoDigits(Sink& sink, uint8_t number) {
  if (number < 10) sink.put('0');
  writeDecimal(sink, number);
}

int8_t hexDigit(char letter) {
  if (letter >= '0' && letter <= '9') return static_cast<int8_t>(letter - '0');
  if (letter >= 'a' && letter <= 'f') return static_cast<int8_t>(letter - 'a' + 10);
  return -1;
}

}  // namespace boss
