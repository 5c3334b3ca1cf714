#include "find.h"

namespace boss {

// RFC 1035, 4.1.1 and 4.1.4.
static constexpr uint8_t IS_ANSWER = 0x80, CODE = 0x0f, POINTER = 0xc0;
/// 3.2.2 and 3.2.4: an address, of the Internet.
static constexpr uint8_t A = 1, IN = 1;

/// What follows the number's one byte: one question, for that address.
static const uint8_t QUESTION[] PROGMEM = {0,   0,   0,   0,   1,   0,   0,   0, 0,   0,   0,   11,  'b', 'o', 's', 's', '-',
                                           's', 'e', 'r', 'v', 'e', 'r', 5,   'l', 'o', 'c', 'a', 'l', 0,   0,   A,   0,   IN};

void writeQuestion(Sink& sink, uint8_t number) {
  sink.put(static_cast<char>(number));
  for (const uint8_t& byte : QUESTION) sink.put(static_cast<char>(pgm_read_byte(&byte)));
}

static uint16_t word(Datagram& in) {
  const uint8_t high = in.next();
  return static_cast<uint16_t>(high << 8 | in.next());
}

/// Labels up to an empty one, or to a pointer to where the rest of it is (4.1.4). Whose name it is, the number says.
static void skipName(Datagram& in) {
  for (uint8_t label; (label = in.next()) != 0; in.skip(label)) {
    if (label < POINTER) continue;
    in.next();
    return;
  }
}

bool readAnswer(Datagram& in, uint8_t number, Address& address) {
  // The question is said again (RFC 6762, 6.7).
  uint8_t wrong = static_cast<uint8_t>(in.next() ^ number) | in.next();
  wrong |= (in.next() & IS_ANSWER) ^ IS_ANSWER;
  wrong |= in.next() & CODE;
  if (wrong != 0 || word(in) != 1) return false;
  uint16_t answers = word(in);
  in.skip(4);
  skipName(in);
  in.skip(4);
  for (; answers > 0 && in.left > 0; --answers) {
    skipName(in);
    // 4.1.3: type, class (whose highest bit says something to caches: RFC 6762, 10.2), time to live, length of the data.
    const bool isAddress = word(in) == A, isOfInternet = (word(in) & 0x7fff) == IN;
    in.skip(4);
    const uint16_t length = word(in);
    if (length > in.left) return false;
    if (isAddress && isOfInternet && length == sizeof address) {
      Address found;
      for (uint8_t& byte : found.bytes) byte = in.next();
      const bool isGood = isHost(found);
      if (isGood) address = found;
      return isGood;
    }
    in.skip(length);
  }
  return false;
}

}  // namespace boss
