#include "../core/settings.h"

#include <cstdlib>
#include <string>

#include "../core/boot-counter.h"
#include "check.h"
#include "memory-eeprom.h"

using namespace boss;

class Answer : public Sink {
 public:
  void take(char letter) override { text.push_back(letter); }
  std::string text;
};

static std::string say(Provisioner& provisioner, const std::string& line) {
  Answer answer;
  for (const char letter : line + "\r\n") provisioner.take(letter, answer);
  return answer.text;
}

static const char* const OWN_ADDRESS = "set ip 192.168.1.50";
static const char* const SERVER = "set server 192.168.1.10";
static const char* const LINES[] = {
    "set id desk-1",
    "set gate shop.eu",
    "set mac_key 367d1cf90fe1224eed16817be70233a8b76a65fb277d58084d009c33d9db6a6a",
    "set press_key f40d61fccd5f12f1406a0abfcc23730bd0f6ae9efc03824cdca8f07a87cd666c",
    OWN_ADDRESS,
    "set mask 255.255.255.0",
    "set gateway 192.168.1.1",
    SERVER,
    "set server_port 5000",
    "set port 3000",
    "set hardware 02bd00000001",
    "set muted 0",
};

static void provision(MemoryEeprom& eeprom) {
  Provisioner provisioner(eeprom);
  for (const char* line : LINES) CHECK(say(provisioner, line) == "ok\n");
  CHECK(say(provisioner, "seal") == "ok\n");
  CHECK(provisioner.isSealed());
}

TEST("what is set and sealed is what it is from then on") {
  MemoryEeprom eeprom;
  Self self;
  Network network;
  CHECK(!readSettings(eeprom, self, network));
  provision(eeprom);
  CHECK(readSettings(eeprom, self, network));
  CHECK(std::string(self.id) == "desk-1" && std::string(self.gate) == "shop.eu");
  CHECK(network.ip.bytes[3] == 50 && network.server.bytes[3] == 10 && network.mask.bytes[0] == 255);
  CHECK(network.serverPort == 5000 && network.port == 3000 && network.hardware[1] == 0xbd && !network.isMuted);
  Provisioner again(eeprom);
  CHECK(say(again, "hello") == "boss board-1 desk-1\n");
  CHECK(nextBoot(eeprom) == 1);
}

TEST("nothing is sealed while something is missing") {
  for (const char* missing : LINES) {
    if (missing == OWN_ADDRESS || missing == SERVER) continue;
    MemoryEeprom eeprom;
    Provisioner provisioner(eeprom);
    for (const char* line : LINES)
      if (line != missing) say(provisioner, line);
    CHECK(say(provisioner, "seal") == "no\n");
    CHECK(say(provisioner, "hello") == "boss board-1 empty\n");
  }
}

TEST("an address that was not set, or set to be asked for, is asked for, and then mask and gateway are too") {
  Self self;
  Network network;
  for (const bool isSaid : {false, true}) {
    MemoryEeprom eeprom;
    Provisioner provisioner(eeprom);
    for (const std::string line : LINES) {
      const bool isOfNetwork = line.find("set mask") == 0 || line.find("set gateway") == 0;
      if (!isOfNetwork && line != OWN_ADDRESS && line != SERVER) say(provisioner, line);
    }
    if (isSaid) CHECK(say(provisioner, "set ip dhcp") == "ok\n" && say(provisioner, "set server mdns") == "ok\n");
    CHECK(say(provisioner, "seal") == "ok\n" && readSettings(eeprom, self, network));
    CHECK(network.asksForAddress && network.asksForServer && network.ip.bytes[0] == 0 && network.server.bytes[3] == 0);
    CHECK(say(provisioner, OWN_ADDRESS) == "ok\n" && say(provisioner, "seal") == "no\n");
  }
  MemoryEeprom eeprom;
  provision(eeprom);
  CHECK(readSettings(eeprom, self, network) && !network.asksForAddress && !network.asksForServer);
  Provisioner provisioner(eeprom);
  CHECK(say(provisioner, "set ip dhcp") == "ok\n" && say(provisioner, "seal") == "ok\n");
  CHECK(readSettings(eeprom, self, network) && network.asksForAddress && !network.asksForServer);
}

TEST("a new press key counts presses anew, anything else does not") {
  MemoryEeprom eeprom;
  provision(eeprom);
  for (uint8_t boot = 0; boot < 5; ++boot) nextBoot(eeprom);
  Provisioner provisioner(eeprom);
  say(provisioner, "set ip 10.0.0.9");
  CHECK(say(provisioner, "seal") == "ok\n");
  CHECK(nextBoot(eeprom) == 6);
  say(provisioner, LINES[3]);
  CHECK(nextBoot(eeprom) == 1);
}

TEST("what was changed and not sealed, or spoiled, does not run") {
  MemoryEeprom eeprom;
  Self self;
  Network network;
  provision(eeprom);
  Provisioner provisioner(eeprom);
  say(provisioner, "set port 3001");
  CHECK(!readSettings(eeprom, self, network));
  say(provisioner, "seal");
  for (uint16_t at = 16; at < 300; ++at) {
    eeprom.bytes[at] ^= 4;
    const bool isRefused = !readSettings(eeprom, self, network);
    eeprom.bytes[at] ^= 4;
    CHECK(isRefused == (at < 19 || (at >= 32 && at < 249)));
    CHECK(readSettings(eeprom, self, network));
  }
}

TEST("a line that is none of these is answered no, and changes nothing") {
  MemoryEeprom eeprom;
  provision(eeprom);
  const MemoryEeprom before = eeprom;
  Provisioner provisioner(eeprom);
  for (const std::string& line :
       {std::string("help"), std::string("set"), std::string("set id"), std::string("set id "),
        std::string("set id b\xc3\xbcro"), std::string("set id a b"), std::string("set id ") + std::string(65, 'x'),
        std::string("set nothing 1"), std::string("set ip 1.2.3"), std::string("set ip mdns"), std::string("set server dhcp"),
        std::string("set mask dhcp"), std::string("set ip 1.2.3.256"),
        std::string("set ip 1.2.3.4.5"), std::string("set port 0"), std::string("set port 65536"),
        std::string("set port 123456"), std::string("set muted 2"), std::string("set mac_key 00"),
        std::string("set mac_key ") + std::string(64, 'G'), std::string("set mac_key ") + std::string(66, '0'),
        std::string("seal it"), std::string(500, 'x'), std::string("get mac_key"), std::string("hello you")}) {
    CHECK(say(provisioner, line) == "no\n");
    if (std::string(reinterpret_cast<const char*>(eeprom.bytes), 1024) !=
        std::string(reinterpret_cast<const char*>(before.bytes), 1024))
      std::printf("  changed by %s\n", line.c_str());
  }
  CHECK(std::string(reinterpret_cast<const char*>(eeprom.bytes), 1024) ==
        std::string(reinterpret_cast<const char*>(before.bytes), 1024));
}

TEST("no bytes make it lose its way, and none brings a key back") {
  std::srand(4);
  MemoryEeprom eeprom;
  provision(eeprom);
  Provisioner provisioner(eeprom);
  for (int run = 0; run < 20000; ++run) {
    std::string line = LINES[std::rand() % 12];
    line[std::rand() % line.size()] = static_cast<char>(std::rand());
    const std::string answer = say(provisioner, line);
    CHECK(answer.find("367d") == std::string::npos && answer.find("f40d") == std::string::npos);
  }
}
