#include "../core/find.h"

#include <cstdlib>
#include <string>

#include "check.h"
#include "memory-datagram.h"

using namespace boss;

class Bytes : public Sink {
 public:
  void take(char letter) override { text.push_back(letter); }
  std::string text;
};

static const std::string NAME("\x0b" "boss-server\x05" "local\0", 19);

static std::string text(const char* bytes, size_t count) {
  return std::string(bytes, count);
}
#define RAW(bytes) text(bytes, sizeof(bytes) - 1)

static std::string head(int questions, int answers) {
  std::string bytes = RAW("\x12\x00\x84\x00\x00\x00\x00\x00\x00\x00\x00\x00");
  bytes[5] = static_cast<char>(questions);
  bytes[7] = static_cast<char>(answers);
  return bytes;
}

static const std::string QUESTION = NAME + RAW("\0\1\0\1");
static const std::string ADDRESS = RAW("\0\1\x80\1\0\0\0\x0a\0\4\x0a\0\0\x14");

static constexpr int NONE = -1;

/// The last number of the address that was found; NONE where there was none.
static int found(const std::string& bytes, uint8_t number = 0x12) {
  Address address = {{10, 0, 0, 99}};
  Datagram in = datagramOf(bytes);
  const bool isFound = readAnswer(in, number, address);
  CHECK(isFound == (address.bytes[3] != 99));
  return isFound ? address.bytes[3] : NONE;
}

TEST("RFC 1035, 4.1: it asks one question, for the address of boss-server.local") {
  Bytes bytes;
  writeQuestion(bytes, 0x12);
  CHECK(bytes.text == RAW("\x12\0\0\0\0\1\0\0\0\0\0\0") + QUESTION);
}

TEST("the address in an answer is found, its name whole or a pointer") {
  CHECK(found(head(1, 1) + QUESTION + RAW("\xc0\x0c") + ADDRESS) == 20);
  CHECK(found(head(1, 1) + QUESTION + NAME + ADDRESS) == 20);
  CHECK(found(head(0, 1) + NAME + ADDRESS) == NONE);
  CHECK(found(head(1, 1) + QUESTION + RAW("\x0b" "boss-server\xc0\x18") + ADDRESS + "and more") == 20);
}

TEST("other records before it are passed over") {
  const std::string ipv6 = RAW("\xc0\x0c\0\x1c\0\1\0\0\0\x0a\0\x10") + std::string(16, 'x');
  const std::string empty = RAW("\xc0\x0c\0\x10\0\1\0\0\0\x0a\0\0");
  const std::string large = RAW("\xc0\x0c\0\x10\0\1\0\0\0\x0a\2\0") + std::string(512, 'x');
  CHECK(found(head(1, 4) + QUESTION + ipv6 + empty + large + RAW("\xc0\x0c") + ADDRESS) == 20);
  CHECK(found(head(1, 1) + QUESTION + ipv6) == NONE);
  CHECK(found(head(1, 1) + QUESTION + ipv6 + RAW("\xc0\x0c") + ADDRESS) == NONE);
}

TEST("what is no answer, or none to this question, is none") {
  const std::string whole = head(1, 1) + QUESTION + RAW("\xc0\x0c") + ADDRESS;
  CHECK(found(whole, 0x13) == NONE);
  for (const auto& spoil : {std::make_pair(2, 0x04), std::make_pair(3, 0x03), std::make_pair(7, 0), std::make_pair(1, 1)}) {
    std::string spoiled = whole;
    spoiled[spoil.first] = static_cast<char>(spoil.second);
    CHECK(found(spoiled) == NONE);
  }
  for (size_t length = 0; length < whole.size(); ++length) CHECK(found(whole.substr(0, length)) == NONE);
  CHECK(found(head(1, 0) + QUESTION) == NONE);
}

TEST("an address that no machine may have is none") {
  for (const int first : {0, 127, 224, 239, 255}) {
    std::string bytes = head(1, 1) + QUESTION + NAME + ADDRESS;
    bytes[bytes.size() - 4] = static_cast<char>(first);
    CHECK(found(bytes) == NONE);
  }
}

TEST("no bytes make the reading of an answer lose its way") {
  std::srand(6);
  const std::string whole = head(1, 1) + QUESTION + RAW("\xc0\x0c") + ADDRESS;
  for (int run = 0; run < 20000; ++run) {
    std::string bytes = whole;
    for (int spoiled = std::rand() % 6; spoiled >= 0; --spoiled)
      bytes[std::rand() % bytes.size()] = static_cast<char>(std::rand());
    found(bytes);
  }
}
