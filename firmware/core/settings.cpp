#include "settings.h"

#include "boot-counter.h"
#include "messages.h"

namespace boss {

enum class Kind : uint8_t { text, key, address, port, hardware, flag };

struct Field {
  char name[12];
  Kind kind;
  uint8_t size;
  uint16_t at;
};

static constexpr uint16_t SEAL_AT = 16;
static constexpr uint16_t FIRST_AT = 32;
/// Rises when the layout changes: what another firmware sealed is not ours.
static constexpr uint8_t LAYOUT = 1;

// Offsets in the EEPROM. Texts are ended by a zero.
static constexpr uint16_t ID_AT = FIRST_AT;
static constexpr uint16_t GATE_AT = ID_AT + LONGEST_ID + 1;
static constexpr uint16_t MAC_KEY_AT = GATE_AT + LONGEST_GATE + 1;
static constexpr uint16_t PRESS_KEY_AT = MAC_KEY_AT + KEY;
static constexpr uint16_t IP_AT = PRESS_KEY_AT + KEY;
static constexpr uint16_t MASK_AT = IP_AT + 4;
static constexpr uint16_t GATEWAY_AT = MASK_AT + 4;
static constexpr uint16_t SERVER_AT = GATEWAY_AT + 4;
static constexpr uint16_t SERVER_PORT_AT = SERVER_AT + 4;
static constexpr uint16_t PORT_AT = SERVER_PORT_AT + 2;
static constexpr uint16_t HARDWARE_AT = PORT_AT + 2;
static constexpr uint16_t MUTED_AT = HARDWARE_AT + 6;
static constexpr uint16_t END_AT = MUTED_AT + 1;

static const Field FIELDS[] PROGMEM = {
    {"id", Kind::text, LONGEST_ID, ID_AT},
    {"gate", Kind::text, LONGEST_GATE, GATE_AT},
    {"mac_key", Kind::key, KEY, MAC_KEY_AT},
    {"press_key", Kind::key, KEY, PRESS_KEY_AT},
    {"ip", Kind::address, 4, IP_AT},
    {"mask", Kind::address, 4, MASK_AT},
    {"gateway", Kind::address, 4, GATEWAY_AT},
    {"server", Kind::address, 4, SERVER_AT},
    {"server_port", Kind::port, 2, SERVER_PORT_AT},
    {"port", Kind::port, 2, PORT_AT},
    {"hardware", Kind::hardware, 6, HARDWARE_AT},
    {"muted", Kind::flag, 1, MUTED_AT},
};
static constexpr uint8_t FIELD_COUNT = sizeof FIELDS / sizeof FIELDS[0];

static Field fieldAt(uint8_t index) {
  Field field;
  uint8_t* bytes = reinterpret_cast<uint8_t*>(&field);
  for (uint8_t at = 0; at < sizeof field; ++at)
    bytes[at] = pgm_read_byte(reinterpret_cast<const uint8_t*>(&FIELDS[index]) + at);
  return field;
}

static void readBytes(Eeprom& eeprom, uint16_t from, void* into, uint8_t count) {
  uint8_t* bytes = static_cast<uint8_t*>(into);
  for (uint8_t at = 0; at < count; ++at) bytes[at] = eeprom.read(from + at);
}

static uint16_t sealOf(Eeprom& eeprom) {
  uint16_t crc = crcWith(0xffff, LAYOUT);
  for (uint16_t at = FIRST_AT; at < END_AT; ++at) crc = crcWith(crc, eeprom.read(at));
  return crc;
}

static bool isSealed(Eeprom& eeprom) {
  const uint16_t seal = static_cast<uint16_t>(eeprom.read(SEAL_AT + 1) | eeprom.read(SEAL_AT + 2) << 8);
  return eeprom.read(SEAL_AT) == LAYOUT && seal == sealOf(eeprom);
}

static uint16_t readPort(Eeprom& eeprom, uint16_t at) {
  return static_cast<uint16_t>(eeprom.read(at) << 8 | eeprom.read(at + 1));
}

bool readSettings(Eeprom& eeprom, Self& self, Network& network) {
  if (!isSealed(eeprom)) return false;
  readBytes(eeprom, ID_AT, self.id, sizeof self.id);
  readBytes(eeprom, GATE_AT, self.gate, sizeof self.gate);
  self.id[LONGEST_ID] = self.gate[LONGEST_GATE] = 0;
  readBytes(eeprom, MAC_KEY_AT, &self.macKey, KEY);
  readBytes(eeprom, PRESS_KEY_AT, &self.pressKey, KEY);
  readBytes(eeprom, IP_AT, &network.ip, 4);
  readBytes(eeprom, MASK_AT, &network.mask, 4);
  readBytes(eeprom, GATEWAY_AT, &network.gateway, 4);
  readBytes(eeprom, SERVER_AT, &network.server, 4);
  network.serverPort = readPort(eeprom, SERVER_PORT_AT);
  network.port = readPort(eeprom, PORT_AT);
  readBytes(eeprom, HARDWARE_AT, network.hardware, sizeof network.hardware);
  network.isMuted = eeprom.read(MUTED_AT) == 1;
  return true;
}

void writeAddress(Sink& sink, const Address& address) {
  for (uint8_t at = 0; at < 4; ++at) {
    if (at > 0) sink.put('.');
    writeDecimal(sink, address.bytes[at]);
  }
}

static bool isTextLetter(char letter) {
  return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') || (letter >= '0' && letter <= '9') ||
         letter == '.' || letter == '-' || letter == '_';
}

static bool isText(const char* value, uint8_t longest) {
  const uint8_t length = static_cast<uint8_t>(strlen(value));
  for (const char* letter = value; *letter != 0; ++letter)
    if (!isTextLetter(*letter)) return false;
  return length > 0 && length <= longest;
}

/// Numbers up to `largest` between dots, high byte first where it has two; false where there are others or too few.
static bool readNumbers(const char* value, uint8_t* bytes, uint8_t count, uint16_t largest) {
  for (uint8_t at = 0; at < count; ++at) {
    uint32_t number = 0;
    uint8_t digits = 0;
    for (; *value >= '0' && *value <= '9' && digits < 5; ++digits) number = number * 10 + (*value++ - '0');
    if (digits == 0 || number > largest) return false;
    if (largest > 255) *bytes++ = static_cast<uint8_t>(number >> 8);
    *bytes++ = static_cast<uint8_t>(number);
    if (*value != (at + 1 < count ? '.' : 0)) return false;
    if (*value != 0) ++value;
  }
  return true;
}

static bool readHex(const char* value, uint8_t* bytes, uint8_t count) {
  for (uint8_t at = 0; at < count; ++at, value += 2) {
    const int8_t high = hexDigit(value[0]);
    const int8_t low = high < 0 ? -1 : hexDigit(value[1]);
    if (low < 0) return false;
    bytes[at] = static_cast<uint8_t>(high << 4 | low);
  }
  return *value == 0;
}

static bool readValue(const Field& field, const char* value, uint8_t* bytes) {
  switch (field.kind) {
    case Kind::text:
      if (!isText(value, field.size)) return false;
      memcpy(bytes, value, strlen(value) + 1);
      return true;
    case Kind::key:
    case Kind::hardware:
      return readHex(value, bytes, field.size);
    case Kind::address:
      return readNumbers(value, bytes, 4, 255);
    case Kind::port:
      return readNumbers(value, bytes, 1, 65535) && (bytes[0] | bytes[1]) != 0;
    case Kind::flag:
      return readNumbers(value, bytes, 1, 1);
  }
  return false;
}

bool Provisioner::set(const char* name, const char* value) {
  for (uint8_t index = 0; index < FIELD_COUNT; ++index) {
    const Field field = fieldAt(index);
    if (strcmp(field.name, name) != 0) continue;
    uint8_t bytes[LONGEST_ID + 1];
    if (!readValue(field, value, bytes)) return false;
    eeprom_.write(SEAL_AT, 0xff);
    const uint8_t count = field.kind == Kind::text ? static_cast<uint8_t>(strlen(value) + 1) : field.size;
    for (uint8_t at = 0; at < count; ++at) eeprom_.write(static_cast<uint16_t>(field.at + at), bytes[at]);
    // The link counts presses for each key: a new one begins anew.
    if (field.at == PRESS_KEY_AT) resetBoot(eeprom_);
    return true;
  }
  return false;
}

void Provisioner::hello(Sink& answer) {
  write(answer, FLASH("boss "));
  write(answer, versionText());
  if (!boss::isSealed(eeprom_)) return write(answer, FLASH(" empty"));
  answer.put(' ');
  for (uint16_t at = ID_AT; eeprom_.read(at) != 0; ++at) answer.put(static_cast<char>(eeprom_.read(at)));
}

static bool seal(Eeprom& eeprom) {
  // A byte that is still 0xff where there has to be something says that a field was never set.
  static const uint16_t MUST[] PROGMEM = {ID_AT,     GATE_AT,     IP_AT,          MASK_AT + 3, GATEWAY_AT,
                                          SERVER_AT, HARDWARE_AT, SERVER_PORT_AT, PORT_AT,     MUTED_AT};
  for (const uint16_t& at : MUST)
    if (eeprom.read(pgm_read_word(&at)) == 0xff) return false;
  uint8_t ones = 0xff;
  for (uint8_t at = 0; at < KEY; ++at) ones &= eeprom.read(MAC_KEY_AT + at);
  if (ones == 0xff || eeprom.read(BOOT_SLOTS_AT + BOOT_SLOT - 1) == 0xff) return false;
  const uint16_t crc = sealOf(eeprom);
  eeprom.write(SEAL_AT + 1, static_cast<uint8_t>(crc));
  eeprom.write(SEAL_AT + 2, static_cast<uint8_t>(crc >> 8));
  eeprom.write(SEAL_AT, LAYOUT);
  return isSealed(eeprom);
}

void Provisioner::answerLine(Sink& answer) {
  char* name = nullptr;
  char* value = nullptr;
  for (char* letter = line_; *letter != 0 && value == nullptr; ++letter) {
    if (*letter != ' ') continue;
    *letter = 0;
    (name == nullptr ? name : value) = letter + 1;
  }
  bool isDone = false;
  if (isTooLong_) isDone = false;
  else if (isSame(line_, FLASH("hello")) && name == nullptr) return hello(answer);
  else if (isSame(line_, FLASH("set")) && value != nullptr) isDone = set(name, value);
  else if (isSame(line_, FLASH("seal")) && name == nullptr) isDone = isSealed_ = seal(eeprom_);
  write(answer, isDone ? FLASH("ok") : FLASH("no"));
}

bool Provisioner::take(char letter, Sink& answer) {
  if (letter != '\n' && letter != '\r') {
    if (length_ < LONGEST_LINE) line_[length_++] = letter;
    else isTooLong_ = true;
    return false;
  }
  if (length_ == 0) return false;
  line_[length_] = 0;
  answerLine(answer);
  answer.put('\n');
  length_ = 0;
  isTooLong_ = false;
  // Keys were in it.
  memset(line_, 0, sizeof line_);
  return true;
}

}  // namespace boss
