#include "../core/json.h"

#include <cstdlib>
#include <string>

#include "../core/desired.h"
#include "check.h"

using namespace boss;

/// 16 bytes of hex 00 11 22 … ff.
static const std::string SESSION_HEX = "00112233445566778899aabbccddeeff";

static const uint8_t* session() {
  static uint8_t bytes[SESSION];
  for (uint8_t at = 0; at < SESSION; ++at) bytes[at] = static_cast<uint8_t>(at * 0x11);
  return bytes;
}

static bool isValid(const std::string& body) {
  DesiredReader reader;
  reader.start("shop", session());
  for (const char letter : body) reader.take(static_cast<uint8_t>(letter));
  return reader.isValid();
}

static std::string state(const std::string& more) {
  return "{\"sequence\":7,\"mode\":\"default\",\"head\":null,\"queue_length\":0,\"until\":null,\"link\":true,\"gate\":"
         "\"shop\"" +
         more + "}";
}

struct Case {
  const char* body;
  bool isValid;
};

TEST("a state is a whole JSON object with each of its fields") {
  CHECK(isValid(state("")));
  CHECK(isValid(" \r\n\t" + state(" ") + "\n"));
  CHECK(!isValid(state("") + "x"));
  CHECK(!isValid(state("").substr(1)));
  CHECK(!isValid("[" + state("") + "]"));
  CHECK(!isValid("{}"));
  CHECK(!isValid("1 "));
  const std::string whole = state("");
  for (size_t length = 0; length < whole.size(); ++length) CHECK(!isValid(whole.substr(0, length)));
}

static bool isGreeting(const std::string& more) {
  DesiredReader reader;
  reader.start("shop", session());
  for (const char letter : state(more)) reader.take(static_cast<uint8_t>(letter));
  return reader.isValid() && reader.isServerNonceSession();
}

TEST("a greeting names the session that its head names, and the last name counts") {
  const std::string ours = ",\"server_nonce\":\"" + SESSION_HEX + "\"";
  CHECK(!isGreeting(""));
  CHECK(isGreeting(ours + ",\"nonce\":\"0000000100000001\""));
  for (size_t at = 0; at < SESSION_HEX.size(); ++at) {
    std::string other = SESSION_HEX;
    other[at] = other[at] == '0' ? '1' : '0';
    const std::string theirs = ",\"server_nonce\":\"" + other + "\"";
    CHECK(!isGreeting(theirs + ",\"nonce\":\"0000000100000001\""));
    CHECK(!isGreeting(ours + theirs));
    CHECK(isGreeting(theirs + ours));
  }
  CHECK(!isGreeting(",\"server_nonce\":\"" + SESSION_HEX.substr(1) + "\""));
  CHECK(!isGreeting(",\"server_nonce\":\"" + SESSION_HEX + "0\""));
}

TEST("what it does not know is skipped, as long as it is JSON") {
  static const Case CASES[] = {
      {",\"x\":1", true},         {",\"x\":-0.5e+10", true},   {",\"x\":[1,[2,{}],\"]\"]", true},
      {",\"x\":{\"uuid\":1}", true}, {",\"x\":01", false},     {",\"x\":1.", false},
      {",\"x\":.5", false},       {",\"x\":tru", false},       {",\"x\":nul1", false},
      {",\"x\":[1,]", false},     {",\"x\":{\"y\"}", false},   {",\"x\":{,}", false},
      {",\"x\":[}", false},       {",", false},                {",\"x\":\"\n\"", false},
      {",\"x\":\"\\x\"", false},  {",\"x\":\"\\u00g0\"", false}, {",\"x\":[[[[[[[[1]]]]]]]]", false},
      {",\"\xc3\xbc\":1", true},  {",\"\xc3\":1", false},      {",\"x\":\"\xed\xa0\x80\"", false},
      {",\"x\":\"\xc0\x80\"", false}, {",\"x\":\"\xf4\x90\x80\x80\"", false},
      {",\"a_name_that_is_longer_than_any\":1", true},
  };
  for (const Case& it : CASES) {
    CHECK(isValid(state(it.body)) == it.isValid);
    if (isValid(state(it.body)) != it.isValid) std::printf("  with %s\n", it.body);
  }
}

TEST("a field of another kind or out of bounds is no state") {
  static const char* const WRONG[] = {
      ",\"sequence\":\"7\"",      ",\"sequence\":-1",           ",\"sequence\":1.5",
      ",\"sequence\":9007199254740992", ",\"mode\":\"open\"",   ",\"mode\":1",
      ",\"mode\":\"defaultt\"",   ",\"head\":{}",               ",\"head\":[]",
      ",\"head\":true",           ",\"until\":true",            ",\"link\":null",
      ",\"link\":\"true\"",       ",\"gate\":null",             ",\"answered\":null",
      ",\"answered\":{\"ok\":true}", ",\"answered\":{\"counter\":1,\"ok\":1}", ",\"nonce\":\"00\"",
      ",\"nonce\":\"00000000000000000\"", ",\"nonce\":\"000000000000000G\"", ",\"server_nonce\":null",
      ",\"queue_length\":null",
  };
  for (const char* wrong : WRONG) {
    CHECK(!isValid(state(wrong)));
    if (isValid(state(wrong))) std::printf("  with %s\n", wrong);
  }
}

TEST("names are cut for the display, and a name above its bound is no state") {
  const auto head = [](const std::string& name) {
    return ",\"head\":{\"uuid\":\"018f0000-0000-7000-8000-000000000001\",\"pipeline\":\"" + name +
           "\",\"step\":\"\",\"by\":\"J\xc3\xb6rg \\u00df \xf0\x9f\x98\x80\",\"age\":99999999999}";
  };
  DesiredReader reader;
  reader.start("shop", session());
  for (const char letter : state(head(std::string(200, 'x')))) reader.take(static_cast<uint8_t>(letter));
  CHECK(reader.isValid());
  CHECK(std::string(reader.desired().head.pipeline) == std::string(LONG_NAME - 1, 'x'));
  CHECK(std::string(reader.desired().head.by) == "Jorg ss ?");
  CHECK(reader.desired().head.age == 0xffffffffUL);
  CHECK(!isValid(state(head(std::string(201, 'x')))));
}

TEST("only exactly our own gate is ours") {
  const auto isOurs = [](const std::string& gate) {
    DesiredReader reader;
    reader.start("shop.eu", session());
    for (const char letter : state(",\"gate\":\"" + gate + "\"")) reader.take(static_cast<uint8_t>(letter));
    return reader.isValid() && reader.desired().isOurGate;
  };
  CHECK(isOurs("shop.eu"));
  for (const char* other : {"", "shop", "shop.e", "shop.eu.x", "shop.ev", "Shop.eu", "shop.eu\\u0000", "shop.eu\\u0000x"})
    CHECK(!isOurs(other));
}

TEST("no bytes make it lose its way: random ones, and a state with some of them spoiled") {
  std::srand(2);
  const std::string whole =
      state(",\"head\":{\"uuid\":\"018f0000-0000-7000-8000-000000000001\",\"pipeline\":\"p\",\"step\":\"s\",\"by\":\"\\u00e9\","
            "\"age\":1},\"answered\":{\"counter\":1,\"ok\":true},\"nonce\":\"0000000100000001\"");
  CHECK(isValid(whole));
  for (int run = 0; run < 20000; ++run) {
    std::string body = whole;
    for (int spoiled = std::rand() % 6; spoiled >= 0; --spoiled)
      body[std::rand() % body.size()] = static_cast<char>(run % 2 ? std::rand() : "{}[]\",:\\u0e-"[std::rand() % 12]);
    isValid(body);
  }
}
