#include "letters.h"

namespace boss {

// U+00C0 to U+017F without their accents; '?' where there is no such letter.
static const char PLAIN[] PROGMEM =
    "AAAAAA?CEEEEIIII?NOOOOO??UUUUY?"
    "saaaaaa?ceeeeiiii?nooooo??uuuuy?y"
    "AaAaAaCcCcCcCcDd??EeEeEeEeEeGgGgGgGgHh??IiIiIiIiI???JjKk?LlLlLl????NnNnNn???OoOoOo??RrRrRrSsSsSsSsTtTt??"
    "UuUuUuUuUuUuWwYyYZzZzZzs";

Displayable displayable(uint32_t character) {
  if (character >= 0x20 && character < 0x7f) return {{static_cast<char>(character), 0, 0}};
  if (character >= 0x300 && character < 0x370) return {{0, 0, 0}};
  if (character == 0xdf) return {{'s', 's', 0}};
  if (character == 0xa0) return {{' ', 0, 0}};
  if (character < 0xc0 || character >= 0x180) return {{'?', 0, 0}};
  return {{static_cast<char>(pgm_read_byte(PLAIN + (character - 0xc0))), 0, 0}};
}

}  // namespace boss
