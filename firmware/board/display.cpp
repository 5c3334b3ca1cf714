#include "display.h"

#include <avr/io.h>

#include "../core/eeprom.h"
#include "font.h"

namespace boss {

// SSD1306 datasheet: 8.1.5 (I2C), 9 (commands).
static constexpr uint8_t ADDRESS = 0x3c << 1;
static constexpr uint8_t COMMANDS = 0x00;
static constexpr uint8_t DATA = 0x40;
static constexpr uint8_t WIDTH = 128;

static const uint8_t START[] PROGMEM = {
    0xae,              // off
    0xd5, 0x80,        // clock
    0xa8, 0x3f,        // 64 rows
    0xd3, 0x00, 0x40,  // no offset, from the first line
    0x8d, 0x14,        // its own voltage
    0x20, 0x02,        // page by page
    0xa1, 0xc8,        // not upside down
    0xda, 0x12,        // wiring of 64 rows
    0x81, 0xcf, 0xd9, 0xf1, 0xdb, 0x40,  // contrast
    0xa4, 0xa6, 0xaf,  // as in its memory, light on dark, on
};

static uint16_t drawn[ROWS];
static bool isThere = false;

/// A bus that is stuck is not waited for: 200 µs are enough for a byte of 22.5 µs.
static bool wait() {
  for (uint16_t tries = 0; tries < 800; ++tries)
    if ((TWCR & _BV(TWINT)) != 0) return true;
  isThere = false;
  return false;
}

static void put(uint8_t byte) {
  if (!isThere) return;
  TWDR = byte;
  TWCR = _BV(TWINT) | _BV(TWEN);
  wait();
}

static bool begin(uint8_t kind) {
  TWCR = _BV(TWINT) | _BV(TWSTA) | _BV(TWEN);
  if (!wait()) return false;
  put(ADDRESS);
  // 0x18: it answered (ATmega328P datasheet, 22.7.1).
  if ((TWSR & 0xf8) != 0x18) isThere = false;
  put(kind);
  return isThere;
}

static void end() {
  TWCR = _BV(TWINT) | _BV(TWSTO) | _BV(TWEN);
  for (uint16_t tries = 0; tries < 800 && (TWCR & _BV(TWSTO)) != 0; ++tries) {
  }
}

bool startDisplay() {
  TWSR = 0;
  TWBR = 12;  // 400 kHz
  isThere = true;
  if (begin(COMMANDS))
    for (const uint8_t& byte : START) put(pgm_read_byte(&byte));
  end();
  memset(drawn, 0, sizeof drawn);
  return isThere;
}

static uint16_t hashOf(const Row& row) {
  uint16_t crc = crcWith(0xffff, static_cast<uint8_t>(row.look));
  for (const char* letter = row.letters.text; *letter != 0; ++letter) crc = crcWith(crc, static_cast<uint8_t>(*letter));
  return crc == 0 ? 1 : crc;
}

static uint8_t columnOf(const char* text, uint8_t column) {
  const uint8_t letter = static_cast<uint8_t>(column / (GLYPH + 1)), at = column % (GLYPH + 1);
  if (letter >= strlen(text) || at == GLYPH) return 0;
  const uint8_t code = static_cast<uint8_t>(text[letter]);
  const uint8_t glyph = static_cast<uint8_t>((code < 0x20 || code > 0x7e ? '?' : code) - 0x20);
  return pgm_read_byte(FONT + glyph * GLYPH + at);
}

/// Four dots, each twice as high.
static uint8_t doubled(uint8_t nibble) {
  uint8_t dots = 0;
  for (uint8_t bit = 0; bit < 4; ++bit)
    if ((nibble >> bit) & 1) dots |= static_cast<uint8_t>(3 << (2 * bit));
  return dots;
}

bool drawRow(uint8_t index, const Row& row) {
  const uint16_t hash = hashOf(row);
  if (!isThere || drawn[index] == hash) return false;
  if (begin(COMMANDS)) {
    put(static_cast<uint8_t>(0xb0 | index));
    put(0x00);
    put(0x10);
  }
  end();
  if (!isThere || !begin(DATA)) return false;
  for (uint8_t column = 0; column < WIDTH; ++column) {
    uint8_t dots;
    if (row.look == Row::Look::upperHalf) dots = doubled(columnOf(row.letters.text, column / 2) & 15);
    else if (row.look == Row::Look::lowerHalf) dots = doubled(columnOf(row.letters.text, column / 2) >> 4);
    else dots = columnOf(row.letters.text, column);
    put(row.look == Row::Look::inverse ? static_cast<uint8_t>(~dots) : dots);
  }
  end();
  drawn[index] = hash;
  return true;
}

}  // namespace boss
