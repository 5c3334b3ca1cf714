// Constants that stay in flash on the board, where RAM is 2 KB; plain memory on a host.
#pragma once
#include <stdint.h>
#include <string.h>

#ifdef __AVR__
#include <avr/pgmspace.h>
#else
#define PROGMEM
#define PSTR(text) (text)
#define pgm_read_byte(at) (*static_cast<const uint8_t*>(static_cast<const void*>(at)))
#define pgm_read_word(at) (*static_cast<const uint16_t*>(static_cast<const void*>(at)))
#define pgm_read_dword(at) (*static_cast<const uint32_t*>(static_cast<const void*>(at)))
#endif

namespace boss {

/// A text in flash, ended by a zero. Its type keeps it from being read as RAM.
class FlashText {
 public:
  constexpr explicit FlashText(const char* at) : at_(at) {}
  char operator[](uint16_t index) const { return static_cast<char>(pgm_read_byte(at_ + index)); }

 private:
  const char* at_;
};

inline bool isSame(const char* text, FlashText other) {
  uint16_t at = 0;
  for (; text[at] != 0; ++at)
    if (text[at] != other[at]) return false;
  return other[at] == 0;
}

}  // namespace boss

#define FLASH(text) (::boss::FlashText(PSTR(text)))
