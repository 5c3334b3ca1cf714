// Which letters the display has, and what becomes of the others.
#pragma once
#include "flash.h"

namespace boss {

/// A character as the display writes it: accents are taken off, what it does not have is a question mark. At most two
/// letters, ended by a zero; none for a mark that only sits on the letter before.
struct Displayable {
  char text[3];
};
Displayable displayable(uint32_t character);

}  // namespace boss
