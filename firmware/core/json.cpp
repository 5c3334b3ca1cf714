#include "json.h"

#include "apart.h"
#include "flash.h"
#include "sink.h"

namespace boss {

static constexpr uint64_t LARGEST_COUNT = (1ULL << 53) - 1;

static bool isBlank(char letter) {
  return letter == ' ' || letter == '\t' || letter == '\r' || letter == '\n';
}

static bool isDigit(char letter) {
  return letter >= '0' && letter <= '9';
}

void JsonReader::start() {
  expects_ = Expects::value;
  depth_ = 0;
  objects_ = 0;
}

bool JsonReader::isWhole() const {
  return expects_ == Expects::end;
}

void JsonReader::take(uint8_t byte) {
  const char letter = static_cast<char>(byte);
  switch (expects_) {
    case Expects::value:
    case Expects::firstItem:
    case Expects::firstKey:
    case Expects::key:
    case Expects::colon:
    case Expects::next:
    case Expects::end:
      if (!isBlank(letter)) takeStructure(letter);
      return;
    case Expects::text:
      return takeText(byte);
    case Expects::escape:
      return takeEscape(letter);
    case Expects::unicode:
      return takeUnicode(letter);
    case Expects::continuation:
      return takeContinuation(byte);
    case Expects::literal:
      return takeLiteral(letter);
    case Expects::minus:
    case Expects::zero:
    case Expects::digits:
    case Expects::point:
    case Expects::fraction:
    case Expects::exponent:
    case Expects::exponentSign:
    case Expects::exponentDigits:
      return takeNumber(letter);
    case Expects::nothing:
      return;
  }
}

void JsonReader::takeStructure(char letter) {
  const bool isObject = depth_ > 0 && ((objects_ >> (depth_ - 1)) & 1) != 0;
  switch (expects_) {
    case Expects::firstItem:
      if (letter == ']') return closeIn(false);
      return takeValue(letter);
    case Expects::firstKey:
      if (letter == '}') return closeIn(true);
      return letter == '"' ? startText(true) : fail();
    case Expects::key:
      return letter == '"' ? startText(true) : fail();
    case Expects::colon:
      expects_ = letter == ':' ? Expects::value : Expects::nothing;
      return;
    case Expects::next:
      if (letter == ',') {
        expects_ = isObject ? Expects::key : Expects::value;
        return;
      }
      if (letter == '}' || letter == ']') return closeIn(letter == '}');
      return fail();
    case Expects::value:
      return takeValue(letter);
    default:
      return fail();
  }
}

void JsonReader::takeValue(char letter) {
  number_ = 0;
  isCount_ = true;
  left_ = 1;
  if (letter == '{' || letter == '[') return openIn(letter == '{');
  if (letter == '"') return startText(false);
  if (isDigit(letter)) {
    number_ = static_cast<uint64_t>(letter - '0');
    expects_ = letter == '0' ? Expects::zero : Expects::digits;
    return;
  }
  expects_ = Expects::literal;
  switch (letter) {
    case '-':
      isCount_ = false;
      expects_ = Expects::minus;
      return;
    case 'n':
      literal_ = Literal::null;
      return;
    case 't':
      literal_ = Literal::yes;
      return;
    case 'f':
      literal_ = Literal::no;
      return;
    default:
      return fail();
  }
}

void JsonReader::openIn(bool isObject) {
  if (depth_ == DEEPEST) return fail();
  const uint8_t bit = static_cast<uint8_t>(1 << depth_);
  objects_ = static_cast<uint8_t>(isObject ? objects_ | bit : objects_ & ~bit);
  ++depth_;
  expects_ = isObject ? Expects::firstKey : Expects::firstItem;
  onOpen(isObject);
}

void JsonReader::closeIn(bool isObject) {
  if (depth_ == 0 || (((objects_ >> (depth_ - 1)) & 1) != 0) != isObject) return fail();
  onClose();
  --depth_;
  afterValue();
}

APART void JsonReader::afterValue() {
  expects_ = depth_ == 0 ? Expects::end : Expects::next;
}

void JsonReader::startText(bool isKey) {
  isKey_ = isKey;
  keyLength_ = 0;
  expects_ = Expects::text;
  if (!isKey) onTextStart();
}

void JsonReader::tellCharacter(uint32_t character) {
  expects_ = Expects::text;
  if (!isKey_) return onCharacter(character);
  // What is no ASCII is no key of ours.
  if (keyLength_ < LONGEST_KEY) word_[keyLength_++] = character < 0x80 ? static_cast<char>(character) : '?';
}

void JsonReader::takeText(uint8_t byte) {
  if (byte < 0x20) return fail();
  if (byte == '\\') {
    expects_ = Expects::escape;
    return;
  }
  if (byte == '"') {
    if (isKey_) {
      word_[keyLength_] = 0;
      expects_ = Expects::colon;
      return onKey(word_);
    }
    onTextEnd();
    return afterValue();
  }
  if (byte < 0x80) return tellCharacter(byte);
  // RFC 3629: the first byte says how many follow, and the shortest form only.
  expects_ = Expects::continuation;
  if (byte >= 0xc2 && byte < 0xe0) {
    left_ = 1, character_ = byte & 0x1f, smallest_ = 0x80;
  } else if (byte >= 0xe0 && byte < 0xf0) {
    left_ = 2, character_ = byte & 0x0f, smallest_ = 0x800;
  } else if (byte >= 0xf0 && byte < 0xf5) {
    left_ = 3, character_ = byte & 0x07, smallest_ = 0x10000;
  } else {
    fail();
  }
}

void JsonReader::takeContinuation(uint8_t byte) {
  if ((byte & 0xc0) != 0x80) return fail();
  character_ = (character_ << 6) | (byte & 0x3f);
  if (--left_ > 0) return;
  const bool isSurrogate = character_ >= 0xd800 && character_ < 0xe000;
  if (character_ < smallest_ || character_ > 0x10ffff || isSurrogate) return fail();
  tellCharacter(character_);
}

void JsonReader::takeEscape(char letter) {
  switch (letter) {
    case '"':
    case '\\':
    case '/':
      return tellCharacter(static_cast<uint8_t>(letter));
    case 'b':
      return tellCharacter('\b');
    case 'f':
      return tellCharacter('\f');
    case 'n':
      return tellCharacter('\n');
    case 'r':
      return tellCharacter('\r');
    case 't':
      return tellCharacter('\t');
    case 'u':
      expects_ = Expects::unicode;
      left_ = 4;
      character_ = 0;
      return;
    default:
      return fail();
  }
}

void JsonReader::takeUnicode(char letter) {
  const int8_t digit = hexDigit(letter >= 'A' && letter <= 'F' ? static_cast<char>(letter + ('a' - 'A')) : letter);
  if (digit < 0) return fail();
  character_ = (character_ << 4) | static_cast<uint8_t>(digit);
  if (--left_ == 0) tellCharacter(character_);
}

void JsonReader::takeLiteral(char letter) {
  const FlashText word =
      literal_ == Literal::null ? FLASH("null") : literal_ == Literal::yes ? FLASH("true") : FLASH("false");
  if (letter != word[left_]) return fail();
  if (word[++left_] != 0) return;
  onLiteral(literal_);
  afterValue();
}

// The grammar of RFC 8259, 6.
void JsonReader::takeNumber(char letter) {
  const bool isFigure = isDigit(letter);
  switch (expects_) {
    case Expects::minus:
      if (!isFigure) return fail();
      expects_ = letter == '0' ? Expects::zero : Expects::digits;
      return;
    case Expects::zero:
    case Expects::digits:
      if (isFigure && expects_ == Expects::zero) return fail();
      if (isFigure) {
        number_ = (number_ << 3) + (number_ << 1) + static_cast<uint8_t>(letter - '0');
        if (number_ > LARGEST_COUNT) {
          isCount_ = false;
          number_ = 0;
        }
        return;
      }
      if (letter != '.' && letter != 'e' && letter != 'E') return endNumber(letter);
      isCount_ = false;
      expects_ = letter == '.' ? Expects::point : Expects::exponent;
      return;
    case Expects::point:
      expects_ = isFigure ? Expects::fraction : Expects::nothing;
      return;
    case Expects::fraction:
      if (isFigure) return;
      if (letter != 'e' && letter != 'E') return endNumber(letter);
      expects_ = Expects::exponent;
      return;
    case Expects::exponent:
      if (letter == '+' || letter == '-') {
        expects_ = Expects::exponentSign;
        return;
      }
      expects_ = isFigure ? Expects::exponentDigits : Expects::nothing;
      return;
    case Expects::exponentSign:
      expects_ = isFigure ? Expects::exponentDigits : Expects::nothing;
      return;
    default:
      if (!isFigure) endNumber(letter);
      return;
  }
}

/// Only the letter after a number tells that it is over. One that stands alone therefore never ends: a body is an object.
void JsonReader::endNumber(char letter) {
  onNumber(isCount_, number_);
  afterValue();
  if (!isBlank(letter)) takeStructure(letter);
}

}  // namespace boss
