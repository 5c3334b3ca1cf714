#include "desired.h"

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

static Field fieldNamed(const char* key, Field first, Field last) {
  const char* name = NAMES;
  for (uint8_t at = 0; at <= static_cast<uint8_t>(last); ++at) {
    const FlashText text(name);
    if (at >= static_cast<uint8_t>(first) && isSame(key, text)) return static_cast<Field>(at);
    uint8_t length = 0;
    while (text[length] != 0) ++length;
    name += length + 1;
  }
  return Field::unknown;
}

static uint32_t upTo32(uint64_t count) {
  return count > 0xffffffffUL ? 0xffffffffUL : static_cast<uint32_t>(count);
}

void DesiredReader::start(const char* gate) {
  JsonReader::start();
  gate_ = gate;
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

bool DesiredReader::hasServerNonce() const {
  return has(Field::serverNonce);
}

void DesiredReader::note(Field field) {
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
      if (length_ < sizeof token_) token_[length_++] = character < 0x80 ? static_cast<char>(character) : 0;
  }
}

bool DesiredReader::takeHex(uint8_t* bytes, uint8_t count, bool isUuid) const {
  uint8_t at = 0;
  for (uint8_t byte = 0; byte < count; ++byte) {
    if (isUuid && (byte == 4 || byte == 6 || byte == 8 || byte == 10) && token_[at++] != '-') return false;
    if (at + 2 > length_) return false;
    const int8_t high = hexDigit(token_[at]), low = hexDigit(token_[at + 1]);
    if (high < 0 || low < 0) return false;
    bytes[byte] = static_cast<uint8_t>(high << 4 | low);
    at = static_cast<uint8_t>(at + 2);
  }
  return at == length_;
}

void DesiredReader::takeToken() {
  if (length_ < sizeof token_) token_[length_] = 0;
  switch (field_) {
    case Field::mode:
      if (length_ == sizeof token_) isBad_ = true;
      else if (isSame(token_, FLASH("default"))) desired_.mode = Mode::byDefault;
      else if (isSame(token_, FLASH("released"))) desired_.mode = Mode::released;
      else if (isSame(token_, FLASH("blocked"))) desired_.mode = Mode::blocked;
      else isBad_ = true;
      return;
    case Field::uuid:
      if (!takeHex(desired_.head.uuid, UUID, true)) isBad_ = true;
      return;
    case Field::nonce:
      if (!takeHex(nonce_, NONCE, false)) isBad_ = true;
      return;
    case Field::serverNonce:
      if (!takeHex(serverNonce_, SESSION, false)) isBad_ = true;
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
      takeToken();
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
