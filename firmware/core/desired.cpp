#include "desired.h"

#include "apart.h"
#include "letters.h"

namespace boss {

using Field = DesiredReader::Field;

static constexpr uint16_t LONGEST_NAME = 200;

static constexpr uint32_t bitOf(Field field) {
  return 1UL << static_cast<uint8_t>(field);
}
static constexpr uint32_t OF_ROOT = bitOf(Field::sequence) | bitOf(Field::mode) | bitOf(Field::head) |
                                    bitOf(Field::queueLength) | bitOf(Field::until) | bitOf(Field::link) |
                                    bitOf(Field::gate);
static constexpr uint32_t OF_HEAD = bitOf(Field::uuid) | bitOf(Field::pipeline) | bitOf(Field::step) |
                                    bitOf(Field::by) | bitOf(Field::age);
static constexpr uint32_t OF_ANSWERED = bitOf(Field::counter) | bitOf(Field::ok);

// One after the other, each ended by a zero, in the order of Field.
static const char NAMES[] PROGMEM =
    "sequence\0mode\0head\0queue_length\0until\0link\0gate\0answered\0nonce\0server_nonce\0"
    "uuid\0pipeline\0step\0by\0age\0counter\0ok\0";

FlashText modeNames() {
  return FLASH("default\0released\0blocked");
}

static Field fieldNamed(const char* key, Field first, Field last) {
  const uint8_t index = indexOf(key, FlashText(NAMES), static_cast<uint8_t>(last) + 1);
  return index < static_cast<uint8_t>(first) || index > static_cast<uint8_t>(last) ? Field::unknown : static_cast<Field>(index);
}

APART static uint32_t upTo32(uint64_t count) {
  return count > 0xffffffffUL ? 0xffffffffUL : static_cast<uint32_t>(count);
}

void DesiredReader::start(const char* gate, const uint8_t session[SESSION]) {
  JsonReader::start();
  gate_ = gate;
  session_ = session;
  seen_ = 0;
  field_ = place_ = Field::unknown;
  isBad_ = false;
  memset(&desired_, 0, sizeof desired_);
}

bool DesiredReader::isValid() const {
  return isWhole() && !isBad_ && (seen_ & OF_ROOT) == OF_ROOT;
}

bool DesiredReader::hasNonce() const {
  return has(Field::nonce);
}

bool DesiredReader::isServerNonceSession() const {
  return has(Field::serverNonce) && isSession_;
}

APART void DesiredReader::note(Field field) {
  seen_ |= bitOf(field);
}

void DesiredReader::onKey(const char* key) {
  field_ = Field::unknown;
  if (depth() == 1) field_ = fieldNamed(key, Field::sequence, Field::serverNonce);
  if (depth() != 2) return;
  if (place_ == Field::head) field_ = fieldNamed(key, Field::uuid, Field::age);
  if (place_ == Field::answered) field_ = fieldNamed(key, Field::counter, Field::ok);
}

void DesiredReader::onOpen(bool isObject) {
  if (depth() == 1) {
    isBad_ = !isObject;
    return;
  }
  if (depth() == 2) place_ = Field::unknown;
  const bool isHead = depth() == 2 && field_ == Field::head;
  const bool isAnswered = depth() == 2 && field_ == Field::answered;
  if (isHead || isAnswered) {
    place_ = field_;
    seen_ &= ~(isHead ? OF_HEAD : OF_ANSWERED);
    note(field_);
    if (!isObject) isBad_ = true;
  } else if (field_ != Field::unknown) {
    isBad_ = true;
  }
  field_ = Field::unknown;
}

void DesiredReader::onClose() {
  field_ = Field::unknown;
  if (depth() != 2) return;
  if (place_ == Field::head) {
    desired_.hasHead = true;
    if ((seen_ & OF_HEAD) != OF_HEAD) isBad_ = true;
  } else if (place_ == Field::answered) {
    desired_.hasAnswered = true;
    if ((seen_ & OF_ANSWERED) != OF_ANSWERED) isBad_ = true;
  }
  place_ = Field::unknown;
}

void DesiredReader::onTextStart() {
  units_ = 0;
  length_ = 0;
  if (field_ == Field::serverNonce) isSession_ = true;
  if (field_ == Field::gate) desired_.isOurGate = true;
}

void DesiredReader::keep(char* name, uint8_t size, uint32_t character) {
  const Displayable letters = displayable(character);
  for (const char* letter = letters.text; *letter != 0 && length_ + 1 < size; ++letter) {
    name[length_++] = *letter;
    name[length_] = 0;
  }
}

void DesiredReader::onCharacter(uint32_t character) {
  units_ = static_cast<uint16_t>(units_ + (character > 0xffff ? 2 : 1));
  Head& head = desired_.head;
  switch (field_) {
    case Field::pipeline:
      return keep(head.pipeline, sizeof head.pipeline, character);
    case Field::step:
      return keep(head.step, sizeof head.step, character);
    case Field::by:
      return keep(head.by, sizeof head.by, character);
    case Field::gate:
      if (!desired_.isOurGate) return;
      // Our own gate is ended by a zero, which no gate has.
      desired_.isOurGate = character != 0 && static_cast<uint8_t>(gate_[units_ - 1]) == character;
      return;
    default:
      takeToken(character > 0 && character < 0x80 ? static_cast<char>(character) : '?');
  }
}

int8_t DesiredReader::takeHexDigit(uint8_t count, char letter) {
  const int8_t digit = length_ < count * 2 ? hexDigit(letter) : static_cast<int8_t>(-1);
  if (digit < 0) isBad_ = true;
  else ++length_;
  return digit;
}

void DesiredReader::keepHex(uint8_t* bytes, uint8_t count, char letter) {
  const uint8_t at = length_;
  const int8_t digit = takeHexDigit(count, letter);
  if (digit >= 0) bytes[at >> 1] = static_cast<uint8_t>(bytes[at >> 1] << 4 | digit);
}

void DesiredReader::compareWithSession(char letter) {
  const uint8_t at = length_;
  const int8_t digit = takeHexDigit(SESSION, letter);
  if (digit < 0 || digit != ((session_[at >> 1] >> (at % 2 == 0 ? 4 : 0)) & 15)) isSession_ = false;
}

void DesiredReader::takeToken(char letter) {
  switch (field_) {
    case Field::mode:
      if (length_ + 1 < ROOM) word_[length_++] = letter;
      return;
    case Field::uuid: {
      const bool isDash = units_ == 9 || units_ == 14 || units_ == 19 || units_ == 24;
      if (!isDash) return keepHex(desired_.head.uuid, UUID, letter);
      if (letter != '-') isBad_ = true;
      return;
    }
    case Field::nonce:
      return keepHex(nonce_, NONCE, letter);
    case Field::serverNonce:
      return compareWithSession(letter);
    default:
      return;
  }
}

void DesiredReader::endToken() {
  switch (field_) {
    case Field::mode:
      word_[length_] = 0;
      desired_.mode = static_cast<Mode>(indexOf(word_, modeNames(), MODES));
      if (desired_.mode == static_cast<Mode>(MODES)) isBad_ = true;
      return;
    case Field::uuid:
    case Field::serverNonce:
      if (length_ != UUID * 2) isBad_ = true;
      return;
    case Field::nonce:
      if (length_ != NONCE * 2) isBad_ = true;
      return;
    default:
      isBad_ = true;
  }
}

void DesiredReader::onTextEnd() {
  switch (field_) {
    case Field::unknown:
      return;
    case Field::pipeline:
    case Field::step:
    case Field::by:
      if (units_ > LONGEST_NAME) isBad_ = true;
      break;
    case Field::gate:
      if (gate_[desired_.isOurGate ? units_ : 0] != 0) desired_.isOurGate = false;
      break;
    default:
      endToken();
  }
  note(field_);
  field_ = Field::unknown;
}

void DesiredReader::onNumber(bool isCount, uint64_t count) {
  switch (field_) {
    case Field::unknown:
      return;
    case Field::sequence:
      desired_.sequence = count;
      break;
    case Field::queueLength:
      desired_.queueLength = count > 0xffff ? 0xffff : static_cast<uint16_t>(count);
      break;
    case Field::until:
      desired_.hasUntil = true;
      desired_.until = upTo32(count);
      break;
    case Field::age:
      desired_.head.age = upTo32(count);
      break;
    case Field::counter:
      desired_.answeredCounter = count;
      break;
    default:
      isBad_ = true;
  }
  if (!isCount) isBad_ = true;
  note(field_);
  field_ = Field::unknown;
}

void DesiredReader::onLiteral(Literal literal) {
  const bool isNull = literal == Literal::null;
  switch (field_) {
    case Field::unknown:
      return;
    case Field::head:
      desired_.hasHead = false;
      if (!isNull) isBad_ = true;
      break;
    case Field::until:
      desired_.hasUntil = false;
      if (!isNull) isBad_ = true;
      break;
    case Field::link:
      desired_.hearsLink = literal == Literal::yes;
      if (isNull) isBad_ = true;
      break;
    case Field::ok:
      desired_.isAnswerOk = literal == Literal::yes;
      if (isNull) isBad_ = true;
      break;
    default:
      isBad_ = true;
  }
  note(field_);
  field_ = Field::unknown;
}

}  // namespace boss
