#include "settings.h"

#include <stddef.h>

#include "boot-counter.h"
#include "messages.h"

namespace boss {

/// `own` and `server` are addresses that may be asked for instead.
enum class Kind : uint8_t { text, hex, address, own, server, port, flag };

struct Field {
  Kind kind;
  uint8_t size;
};

static constexpr uint16_t SEAL_AT = 16;
static constexpr uint16_t FIRST_AT = 32;
static constexpr uint8_t UNSET = 0xff;
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
static_assert(SERVER_ADDRESS_AT == GATEWAY_AT + 4, "as others know it");
static constexpr uint16_t SERVER_PORT_AT = SERVER_ADDRESS_AT + 4;
static constexpr uint16_t PORT_AT = SERVER_PORT_AT + 2;
static constexpr uint16_t HARDWARE_AT = PORT_AT + 2;
static constexpr uint16_t MUTED_AT = HARDWARE_AT + 6;
static constexpr uint16_t END_AT = MUTED_AT + 1;
static_assert(END_AT == MORE_AT, "what a transport keeps lies behind");

/// In the order in which they lie there.
static const Field FIELDS[] PROGMEM = {
    {Kind::text, LONGEST_ID}, {Kind::text, LONGEST_GATE}, {Kind::hex, KEY}, {Kind::hex, KEY},
    {Kind::own, 4},           {Kind::address, 4},         {Kind::address, 4}, {Kind::server, 4},
    {Kind::port, 2},          {Kind::port, 2},            {Kind::hex, 6},   {Kind::flag, 1},
};
/// Their names, each ended by a zero.
static const char NAMES[] PROGMEM =
    "id\0gate\0mac_key\0press_key\0ip\0mask\0gateway\0server\0server_port\0port\0hardware\0muted";

static uint16_t sealOf(Eeprom& eeprom) {
  uint16_t crc = crcWith(0xffff, LAYOUT);
  for (uint16_t at = FIRST_AT; at < MoreSettings::end(); ++at) crc = crcWith(crc, eeprom.read(at));
  return crc;
}

static bool isSealed(Eeprom& eeprom) {
  const uint16_t seal = static_cast<uint16_t>(eeprom.read(SEAL_AT + 1) | eeprom.read(SEAL_AT + 2) << 8);
  return eeprom.read(SEAL_AT) == LAYOUT && seal == sealOf(eeprom);
}

/// What was never set, or is asked for. It is no host's address, and shown as none.
static bool isUnset(Address& address) {
  if (address.bytes[0] != UNSET) return false;
  memset(&address, 0, sizeof address);
  return true;
}

static uint16_t swapped(uint16_t word) {
  return static_cast<uint16_t>(word >> 8 | word << 8);
}

// Both lie in RAM as they do in the EEPROM, but for the ports, whose high byte comes first there.
static_assert(offsetof(Self, gate) == GATE_AT - ID_AT && offsetof(Self, macKey) == MAC_KEY_AT - ID_AT &&
                  offsetof(Self, pressKey) + KEY == IP_AT - ID_AT,
              "a gadget's own");
static_assert(offsetof(Network, server) == SERVER_ADDRESS_AT - IP_AT && offsetof(Network, port) == PORT_AT - IP_AT &&
                  offsetof(Network, hardware) == HARDWARE_AT - IP_AT && offsetof(Network, isMuted) == MUTED_AT - IP_AT,
              "its network's");

bool readSettings(Eeprom& eeprom, Self& self, Network& network) {
  if (!isSealed(eeprom)) return false;
  eeprom.read(ID_AT, &self, IP_AT - ID_AT);
  eeprom.read(IP_AT, &network, END_AT - IP_AT);
  self.id[LONGEST_ID] = self.gate[LONGEST_GATE] = 0;
  network.serverPort = swapped(network.serverPort);
  network.port = swapped(network.port);
  network.asksForAddress = isUnset(network.ip);
  network.asksForServer = isUnset(network.server);
  return true;
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

/// One number or four between dots, high byte first where it has two; false where there are others or too few.
/// What is read goes where the text was, which is never shorter.
static bool readNumbers(char* value, uint8_t count, uint16_t largest) {
  uint8_t* bytes = reinterpret_cast<uint8_t*>(value);
  while (count-- > 0) {
    uint16_t number = 0;
    const char* const first = value;
    for (; *value >= '0' && *value <= '9'; ++value) {
      const uint8_t digit = static_cast<uint8_t>(*value - '0');
      if (number > 6553 || (number == 6553 && digit > 5)) return false;
      number = static_cast<uint16_t>(number * 10 + digit);
    }
    if (value == first || number > largest || *value != (count > 0 ? '.' : 0)) return false;
    ++value;
    if (largest > 255) *bytes++ = static_cast<uint8_t>(number >> 8);
    *bytes++ = static_cast<uint8_t>(number);
  }
  return true;
}

static bool readHex(char* value, uint8_t count) {
  uint8_t* bytes = reinterpret_cast<uint8_t*>(value);
  for (; count > 0; --count, value += 2) {
    const int8_t high = hexDigit(value[0]);
    const int8_t low = high < 0 ? -1 : hexDigit(value[1]);
    if (low < 0) return false;
    *bytes++ = static_cast<uint8_t>(high << 4 | low);
  }
  return *value == 0;
}

/// Turns the text into the bytes that are kept.
static bool readValue(Kind kind, uint8_t size, char* value) {
  switch (kind) {
    case Kind::text:
      return isText(value, size);
    case Kind::hex:
      return readHex(value, size);
    case Kind::own:
    case Kind::server:
      if (isSame(value, kind == Kind::own ? FLASH("dhcp") : FLASH("mdns"))) return memset(value, UNSET, size);
      return readNumbers(value, size, 255);
    case Kind::address:
      return readNumbers(value, size, 255);
    case Kind::port:
      return readNumbers(value, 1, 65535) && (value[0] | value[1]) != 0;
    case Kind::flag:
      return readNumbers(value, size, 1);
  }
  return false;
}

bool Provisioner::set(const char* name, char* value) {
  uint16_t at = FIRST_AT;
  uint8_t left = indexOf(name, FlashText(NAMES), sizeof FIELDS / sizeof FIELDS[0]);
  for (const Field& field : FIELDS) {
    const uint8_t size = pgm_read_byte(&field.size);
    const Kind kind = static_cast<Kind>(pgm_read_byte(&field.kind));
    if (left-- > 0) {
      at += size + (kind == Kind::text ? 1 : 0);
      continue;
    }
    const uint8_t count = kind == Kind::text ? static_cast<uint8_t>(strlen(value) + 1) : size;
    if (!readValue(kind, size, value)) return false;
    eeprom_.write(SEAL_AT, UNSET);
    eeprom_.write(at, value, count);
    // The link counts presses for each key: a new one begins anew.
    if (at == PRESS_KEY_AT) resetBoot(eeprom_);
    return true;
  }
  if (!MoreSettings::set(eeprom_, name, value)) return false;
  eeprom_.write(SEAL_AT, UNSET);
  return true;
}

void Provisioner::hello(Sink& answer) {
  write(answer, FLASH("boss "));
  write(answer, versionText());
  if (!boss::isSealed(eeprom_)) return write(answer, FLASH(" empty"));
  answer.put(' ');
  for (uint16_t at = ID_AT; eeprom_.read(at) != 0; ++at) answer.put(static_cast<char>(eeprom_.read(at)));
}

static bool seal(Eeprom& eeprom) {
  // A byte that is still unset where there has to be something says that a field was never set.
  static const uint16_t MUST[] PROGMEM = {ID_AT,   GATE_AT,  HARDWARE_AT, SERVER_PORT_AT,
                                          PORT_AT, MUTED_AT, MASK_AT + 3, GATEWAY_AT};
  constexpr uint8_t OF_STATIC = 2;
  uint8_t count = sizeof MUST / sizeof MUST[0];
  if (eeprom.read(IP_AT) == UNSET) count -= OF_STATIC;
  for (uint8_t index = 0; index < count; ++index)
    if (eeprom.read(pgm_read_word(&MUST[index])) == UNSET) return false;
  if (!MoreSettings::isComplete(eeprom)) return false;
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
