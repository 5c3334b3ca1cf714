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
  /// Without its first letter.
  FlashText rest() const { return FlashText(at_ + 1); }

 private:
  const char* at_;
};

bool isSame(const char* text, FlashText other);
/// One of several texts that lie one after the other, each ended by a zero.
FlashText textAt(FlashText texts, uint8_t index);
/// Which of the first `count` of such texts the word is; `count` where it is none of them.
uint8_t indexOf(const char* word, FlashText texts, uint8_t count);

}  // namespace boss

#define FLASH(text) (::boss::FlashText(PSTR(text)))
