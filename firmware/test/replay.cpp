// The core behind standard input, for tests that compare it with the software gadget. One command a line; each is
// answered by the messages that it sends and one line that begins with "=".
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <sstream>
#include <string>
#include <vector>

#include "../core/lights.h"
#include "../core/messages.h"

using namespace boss;

static State state;
static RequestReader reader;
static Millis now = 0;

class Text : public Sink {
 public:
  void take(char letter) override { text += letter; }
  std::string text;
};

static std::vector<uint8_t> bytesOf(const std::string& hex) {
  std::vector<uint8_t> bytes;
  for (size_t at = 0; at + 1 < hex.size(); at += 2)
    bytes.push_back(static_cast<uint8_t>(hexDigit(hex[at]) << 4 | hexDigit(hex[at + 1])));
  return bytes;
}

static void printHex(const uint8_t* bytes, size_t count) {
  for (size_t at = 0; at < count; ++at) std::printf("%02x", bytes[at]);
}

static void printState(const Output& output) {
  const Pattern pattern = patternAt(state, now);
  std::printf("= {\"status\":%u,\"did\":%d,\"why\":%d,\"pattern\":%d,\"refused\":%u,\"pending\":%d,\"lights\":[", output.status,
              output.hasDeed ? static_cast<int>(output.deed.did) : -1,
              output.hasDeed ? static_cast<int>(output.deed.why) : -1, static_cast<int>(pattern), state.refused,
              state.hasPending ? static_cast<int>(state.pending.action) : -1);
  for (uint8_t at = 0; at < LIGHTS; ++at) {
    const Rgb light = lightAt(state, pattern, at, now);
    std::printf("%s[%u,%u,%u]", at == 0 ? "" : ",", light.red, light.green, light.blue);
  }
  std::printf("]}\n");
}

static void put(Input input) {
  Output output;
  step(state, input, now, output);
  const Output first = output;
  while (wantsLine(state, now)) {
    input.type = Input::Type::line;
    step(state, input, now, output);
    if (output.post.path == ServerPath::none) break;
    Text request;
    writeRequest(request, state, output.post, "10.0.0.1");
    std::printf("post ");
    printHex(reinterpret_cast<const uint8_t*>(request.text.data()), request.text.size());
    std::printf("\n");
  }
  printState(first);
}

static void takeHttp(const std::string& hex) {
  reader.start(state.self.id, state.self.gate);
  uint16_t status = 0;
  for (const uint8_t byte : bytesOf(hex)) {
    status = reader.take(byte);
    if (status != 0) break;
  }
  Input input = {};
  if (status == 200) {
    input.type = Input::Type::arrived;
    input.message = &reader;
    return put(input);
  }
  Output output = {};
  output.status = status;
  printState(output);
}

static void takeSelf(std::istringstream& words) {
  std::string id, gate, macKey, pressKey;
  words >> id >> gate >> macKey >> pressKey >> state.self.boot;
  strcpy(state.self.id, id.c_str());
  strcpy(state.self.gate, gate.c_str());
  memcpy(state.self.macKey.bytes, bytesOf(macKey).data(), KEY);
  memcpy(state.self.pressKey.bytes, bytesOf(pressKey).data(), KEY);
  switchOn(state, now);
}

int main() {
  for (std::string line; std::getline(std::cin, line);) {
    std::istringstream words(line);
    std::string command;
    words >> command;
    Input input = {};
    if (command == "self") {
      takeSelf(words);
    } else if (command == "at") {
      words >> now;
    } else if (command == "tick") {
      put(input);
    } else if (command == "down" || command == "up") {
      int button;
      words >> button;
      input.type = command == "down" ? Input::Type::down : Input::Type::up;
      input.button = static_cast<Button>(button);
      put(input);
    } else if (command == "posted") {
      int path;
      words >> path >> input.outcome;
      input.type = Input::Type::posted;
      input.path = static_cast<ServerPath>(path);
      put(input);
    } else if (command == "http") {
      std::string hex;
      words >> hex;
      takeHttp(hex);
    } else if (command == "hmac") {
      std::string key, text;
      words >> key >> text;
      HmacKey bytes;
      memcpy(bytes.bytes, bytesOf(key).data(), KEY);
      Hmac hmac(bytes);
      for (const uint8_t byte : bytesOf(text)) hmac.put(static_cast<char>(byte));
      uint8_t mac[DIGEST];
      hmac.finish(mac);
      printHex(mac, DIGEST);
      std::printf("\n");
    }
  }
}
