#include "flash.h"

namespace boss {

bool isSame(const char* text, FlashText other) {
  while (*text != 0 && *text == other[0]) ++text, other = other.rest();
  return *text == other[0];
}

FlashText textAt(FlashText texts, uint8_t index) {
  while (index > 0) {
    if (texts[0] == 0) --index;
    texts = texts.rest();
  }
  return texts;
}

uint8_t indexOf(const char* word, FlashText texts, uint8_t count) {
  uint8_t index = 0;
  for (; index < count && !isSame(word, texts); ++index) texts = textAt(texts, 1);
  return index;
}

}  // namespace boss
