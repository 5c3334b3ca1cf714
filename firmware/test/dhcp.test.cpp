#include "../core/dhcp.h"

#include <cstdlib>
#include <string>

#include "check.h"
#include "memory-datagram.h"

using namespace boss;

static Network network;
static Lease lease;

class Bytes : public Sink {
 public:
  void take(char letter) override { text.push_back(letter); }
  std::string text;
};

static std::string bytesOf(std::initializer_list<int> numbers) {
  std::string bytes;
  for (const int number : numbers) bytes.push_back(static_cast<char>(number));
  return bytes;
}

static std::string seconds(uint32_t number) {
  return bytesOf({static_cast<int>(number >> 24), static_cast<int>(number >> 16 & 255), static_cast<int>(number >> 8 & 255),
                  static_cast<int>(number & 255)});
}

static const std::string OFFERED = bytesOf({10, 0, 0, 77}), SERVER = bytesOf({10, 0, 0, 1}), OTHER = bytesOf({10, 0, 0, 2});

static std::string said() {
  Bytes bytes;
  lease.write(bytes, network);
  return bytes.text;
}

/// An option of what the gadget says; empty where it is not there. This reads options by a loop of its own.
static std::string optionOf(const std::string& message, int code) {
  for (size_t at = 240; at + 1 < message.size() && message[at] != '\xff'; at += 2 + static_cast<uint8_t>(message[at + 1]))
    if (static_cast<uint8_t>(message[at]) == code) return message.substr(at + 2, static_cast<uint8_t>(message[at + 1]));
  return "";
}

static std::string option(int code, const std::string& value) {
  return bytesOf({code, static_cast<int>(value.size())}) + value;
}

/// A server's answer to what the gadget said last.
static std::string answer(int type, const std::string& server = SERVER, uint32_t lasts = 3600, const std::string& more = "") {
  const std::string asked = said();
  return bytesOf({2, 1, 6, 0}) + asked.substr(4, 4) + std::string(8, 0) + (type == 6 ? std::string(4, 0) : OFFERED) +
         std::string(8, 0) + asked.substr(28, 16) + std::string(192, 0) + bytesOf({99, 130, 83, 99}) +
         option(53, bytesOf({type})) + option(54, server) + option(51, seconds(lasts)) + more +
         option(1, bytesOf({255, 255, 255, 0})) + option(3, bytesOf({10, 0, 0, 254, 10, 0, 0, 253})) + bytesOf({255});
}

static void hear(const std::string& bytes) {
  Datagram in = datagramOf(bytes);
  lease.take(in, network);
}

static void pass(uint32_t count) {
  while (count-- > 0) lease.tick(network);
}

/// Seconds until the next message, which is then said to be sent.
static uint32_t untilDue(uint32_t most = 100000) {
  uint32_t passed = 0;
  for (; !lease.isDue() && passed < most; ++passed) lease.tick(network);
  lease.act(network);
  return passed;
}

static std::string typeSaid() {
  return optionOf(said(), 53);
}

static void begin() {
  network = Network();
  const uint8_t hardware[] = {2, 0xbd, 1, 2, 3, 4};
  memcpy(network.hardware, hardware, 6);
  lease = Lease();
}

/// Has an address for that long.
static void bind(uint32_t lasts = 3600, const std::string& more = "") {
  begin();
  untilDue();
  hear(answer(2, SERVER, lasts, more));
  untilDue();
  hear(answer(5, SERVER, lasts, more));
  CHECK(lease.isHeld());
}

static bool isTo(int first, int last) {
  return lease.to().bytes[0] == first && lease.to().bytes[3] == last;
}

TEST("RFC 2131, table 5: a discover goes to everybody, from no address, and asks to be answered so") {
  begin();
  CHECK(untilDue() == 0);
  const std::string message = said();
  CHECK(message.substr(0, 4) == bytesOf({1, 1, 6, 0}) && message.size() >= 300);
  CHECK(message.substr(8, 20) == bytesOf({0, 0, 0x80, 0}) + std::string(16, 0));
  CHECK(message.substr(28, 6) == bytesOf({2, 0xbd, 1, 2, 3, 4}) && message.substr(34, 202) == std::string(202, 0));
  CHECK(message.substr(236, 4) == bytesOf({99, 130, 83, 99}));
  CHECK(optionOf(message, 53) == bytesOf({1}) && optionOf(message, 50).empty() && optionOf(message, 54).empty());
  CHECK(optionOf(message, 55) == bytesOf({1, 3, 53, 51, 54, 58, 59}));
  CHECK(isTo(255, 255) && !lease.isHeld());
}

TEST("table 5: a request names the server and the address of its offer") {
  begin();
  untilDue();
  const std::string number = said().substr(4, 4);
  hear(answer(2));
  CHECK(untilDue() == 0);
  const std::string message = said();
  CHECK(message.substr(4, 4) == number && message.substr(12, 4) == std::string(4, 0) && message.size() >= 300);
  CHECK(optionOf(message, 53) == bytesOf({3}) && optionOf(message, 50) == OFFERED && optionOf(message, 54) == SERVER);
  CHECK(isTo(255, 255) && !lease.isHeld());
}

TEST("acknowledged, it has address, mask and the first of the gateways") {
  bind();
  CHECK(network.ip.bytes[0] == 10 && network.ip.bytes[3] == 77 && network.mask.bytes[2] == 255 && network.mask.bytes[3] == 0);
  CHECK(network.gateway.bytes[3] == 254);
}

TEST("4.1: without an answer it asks after 4, 8, 16, 32 and 64 seconds, and then every 64") {
  begin();
  CHECK(untilDue() == 0);
  for (const uint32_t wait : {4, 8, 16, 32, 64, 64, 64}) CHECK(untilDue() == wait && typeSaid() == bytesOf({1}));
}

TEST("4.4.5: it asks its server alone at half of the lease, anybody at seven eighths, and has none at its end") {
  bind(3600);
  CHECK(untilDue() == 1800 && typeSaid() == bytesOf({3}));
  const std::string message = said();
  CHECK(message.substr(12, 4) == OFFERED && optionOf(message, 50).empty() && optionOf(message, 54).empty());
  CHECK(static_cast<uint8_t>(message[10]) == 0 && isTo(10, 1) && lease.isHeld());
  uint32_t passed = 1800;
  while (isTo(10, 1)) passed += untilDue();
  CHECK(passed >= 3150 && passed < 3153 && isTo(255, 255) && lease.isHeld() && said().substr(12, 4) == OFFERED);
  while (lease.isHeld()) pass(1), ++passed;
  CHECK(passed >= 3600 && passed < 3603 && network.ip.bytes[0] == 0);
  CHECK(untilDue() == 0 && typeSaid() == bytesOf({1}));
}

TEST("4.4.5: meanwhile it waits half of what is left, a minute at least") {
  bind(3600);
  untilDue();
  CHECK(untilDue() == (3150 - 1800) / 2);
  CHECK(untilDue() >= 337 - 2);
  for (int turn = 0; turn < 3; ++turn) untilDue();
  CHECK(untilDue() >= 60 || !isTo(10, 1));
}

TEST("options 58 and 59 say when to ask again, where they make sense") {
  bind(3600, option(58, seconds(600)) + option(59, seconds(900)));
  CHECK(untilDue() == 600 && isTo(10, 1));
  CHECK(untilDue() == 150);
  for (const std::string& wrong : {option(58, seconds(4000)), option(58, seconds(0)) + option(59, seconds(5000))}) {
    bind(3600, wrong);
    CHECK(untilDue() == 1800);
  }
}

TEST("a renewal counts from when it was asked for") {
  bind(3600);
  untilDue();
  pass(100);
  hear(answer(5));
  CHECK(lease.isHeld() && untilDue() == 3500 / 2);
  pass(3500 / 2 - 1);
  CHECK(lease.isHeld());
  pass(1);
  CHECK(!lease.isHeld());
}

TEST("any server may give the lease again once any was asked") {
  bind(3600);
  untilDue();
  hear(answer(5, OTHER));
  CHECK(untilDue() == 675);
  while (isTo(10, 1)) untilDue();
  hear(answer(5, OTHER));
  CHECK(untilDue() == 1800 && isTo(10, 2));
}

TEST("refused, it has no address and begins anew, under another number and not at once") {
  begin();
  untilDue();
  const std::string number = said().substr(4, 4);
  hear(answer(2));
  untilDue();
  hear(answer(6, OTHER));
  CHECK(typeSaid() == bytesOf({3}));
  hear(answer(6));
  CHECK(untilDue() == 4 && typeSaid() == bytesOf({1}) && said().substr(4, 4) != number);
  bind();
  untilDue();
  hear(answer(6));
  CHECK(!lease.isHeld() && network.ip.bytes[0] == 0);
}

TEST("an offer that is never acknowledged is forgotten after four requests") {
  begin();
  untilDue();
  hear(answer(2));
  for (int turn = 0; turn < 4; ++turn) {
    untilDue();
    CHECK(typeSaid() == bytesOf({3}));
  }
  untilDue();
  CHECK(typeSaid() == bytesOf({1}) && network.ip.bytes[0] == 0);
}

TEST("back on a cable it asks whether its address still holds") {
  begin();
  lease.doubt();
  untilDue();
  CHECK(typeSaid() == bytesOf({1}));
  bind();
  pass(10);
  lease.doubt();
  CHECK(lease.isHeld() && untilDue() == 0 && isTo(255, 255) && typeSaid() == bytesOf({3}));
  hear(answer(6, OTHER));
  CHECK(!lease.isHeld());
}

TEST("what nobody asked for is not heard") {
  begin();
  untilDue();
  hear(answer(5));
  hear(answer(6));
  hear(answer(2, SERVER, 0));
  CHECK(typeSaid() == bytesOf({1}));
  hear(answer(2));
  hear(answer(2, OTHER));
  CHECK(optionOf(said(), 54) == SERVER);
  untilDue();
  hear(answer(5, OTHER));
  CHECK(!lease.isHeld());
  hear(answer(5));
  hear(answer(6));
  CHECK(lease.isHeld());
}

TEST("another address than the one that was asked for is not acknowledged") {
  begin();
  untilDue();
  hear(answer(2));
  untilDue();
  std::string acknowledged = answer(5);
  acknowledged[19] ^= 1;
  hear(acknowledged);
  CHECK(!lease.isHeld());
  bind();
  untilDue();
  hear(acknowledged);
  CHECK(network.ip.bytes[3] == 77);
}

TEST("an address that no machine may have is not taken") {
  for (const int first : {0, 127, 224, 255}) {
    begin();
    untilDue();
    std::string offer = answer(2);
    offer[16] = static_cast<char>(first);
    hear(offer);
    CHECK(typeSaid() == bytesOf({1}));
  }
}

/// Whether that offer is taken.
static bool isTaken(const std::string& offer) {
  begin();
  untilDue();
  hear(offer);
  return typeSaid() == bytesOf({3});
}

TEST("a message that is not whole, or not for us, is none") {
  begin();
  untilDue();
  const std::string whole = answer(2);
  CHECK(isTaken(whole));
  for (size_t length = 0; length < whole.size(); ++length) CHECK(!isTaken(whole.substr(0, length)));
  for (const size_t at : {0, 4, 5, 6, 7, 236, 239}) {
    std::string spoiled = whole;
    spoiled[at] ^= 1;
    CHECK(!isTaken(spoiled));
  }
  CHECK(isTaken(whole + std::string(1000, 'x')));
  std::string padded = whole;
  padded.insert(240, std::string(20, 0) + option(12, "") + option(12, std::string(255, 'h')));
  CHECK(isTaken(padded));
}

TEST("a lease of days, or for ever, is one of eighteen hours") {
  for (const uint32_t lasts : {65536u, 86400u, 0xffffffffu}) {
    bind(lasts);
    CHECK(untilDue() == 32767);
    pass(65535 - 32767 - 1);
    CHECK(lease.isHeld());
    pass(2);
    CHECK(!lease.isHeld());
  }
}

TEST("no bytes make it lose its way") {
  std::srand(5);
  begin();
  untilDue();
  for (int run = 0; run < 20000; ++run) {
    std::string bytes = answer(std::rand() % 8);
    for (int spoiled = std::rand() % 6; spoiled > 0; --spoiled)
      bytes[run % 3 == 0 ? std::rand() % bytes.size() : 240 + std::rand() % (bytes.size() - 240)] =
          static_cast<char>(std::rand());
    hear(bytes);
    pass(std::rand() % 50);
    if (lease.isDue()) lease.act(network);
    CHECK(lease.isHeld() ? isHost(network.ip) : said().size() >= 300);
  }
}
