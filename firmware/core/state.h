// What a gadget is at a moment. The same machine as the software gadget (apps/gadget/src/core), in 2 KB of RAM.
#pragma once
#include "hmac.h"
#include "http.h"

namespace boss {

/// Milliseconds since power-up. They run over after 49 days: compare only differences, and only short ones.
using Millis = uint32_t;

inline bool isReached(Millis now, Millis at) {
  return static_cast<int32_t>(now - at) >= 0;
}

// packages/protocol: gadgetTimes; and what is the gadget's own affair.
constexpr Millis LOST_AFTER = 4500;
constexpr Millis PING_EVERY = 1000;
constexpr Millis PRESS_RETRY = 1000;
constexpr Millis PRESS_GIVE_UP = 15000;
constexpr Millis PRESS_FLASH = 400;
constexpr Millis UNLOCK_FROM = 30;
constexpr Millis RELEASE_FROM = 700;
constexpr Millis BLOCK_FROM = 700;
constexpr Millis DEFAULT_FROM = 1500;
constexpr Millis SHOWN_FOR = 500;
constexpr Millis SIREN_FOR = 2000;

constexpr uint8_t LONGEST_ID = 64;
constexpr uint8_t LONGEST_GATE = 60;

enum class Button : uint8_t { unlock, release, block };
constexpr uint8_t BUTTONS = 3;

enum class Action : uint8_t { unlock, release, block, byDefault, nothing };
enum class Why : uint8_t { sent, tooShort, nothingWaits, tooYoung, busy, wornOut };
enum class Flash : uint8_t { none, found, back, refused, ignored, test };

/// What became of a button that was pressed.
struct Deed {
  Action did;
  Why why;
};

/// What was provisioned into this gadget, and the number of this power-up.
struct Self {
  char id[LONGEST_ID + 1];
  char gate[LONGEST_GATE + 1];
  HmacKey macKey;
  HmacKey pressKey;
  uint32_t boot;
};

struct Hold {
  bool isDown;
  bool hasActed;
  /// Buttons act in the order in which they went down.
  uint8_t order;
  /// The head at that moment: what an unlock answers.
  bool hasHead;
  Deed deed;
  Millis downAt;
  Millis headSince;
};

struct Session {
  uint8_t id[SESSION];
  HmacKey inKey;
  HmacKey outKey;
  uint64_t inCounter;
  uint64_t outCounter;
};

/// A press on its way: until a state says it was answered, or it gives up.
struct Pending {
  Action action;
  uint8_t resets;
  uint16_t number;
  Millis pressedAt;
  Millis retryAt;
  uint8_t uuid[UUID];
  uint8_t mac[DIGEST];
};

struct State {
  Self self;
  uint32_t pings;
  uint16_t presses;
  bool isPingOutstanding;
  /// False while the server is heard: then it pings only once that was long ago.
  bool isSeeking;
  bool hasSession;
  /// Whether the server was heard lately. Kept beside `heardAt`, which time runs over.
  bool isHeard;
  bool hasShown;
  bool hasPending;
  bool wasPingLast;
  uint8_t holdOrder;
  Flash flash;
  Millis pingAt;
  Millis heardAt;
  Millis shownAt;
  Millis headSince;
  Millis flashFrom;
  Millis sirenFrom;
  bool isSirenOn;
  /// Messages refused for a wrong, replayed or missing MAC.
  uint32_t refused;
  Hold holds[BUTTONS];
  /// The head that the big button answers while it is down.
  uint8_t heldUuid[UUID];
  Session session;
  Desired shown;
  Pending pending;
};

enum class ServerPath : uint8_t { unlock, release, block, byDefault, ping, none };

struct Input {
  /// `line` says that a connection to the server stands: what is due goes out on it. `noLine` says that there was none.
  enum class Type : uint8_t { tick, down, up, arrived, line, noLine, posted } type;
  Button button;
  ServerPath path;
  /// For `posted`: an HTTP status, or RESET for a torn connection, or FAILED.
  uint16_t outcome;
  const RequestReader* message;

  static constexpr uint16_t RESET = 1;
  static constexpr uint16_t FAILED = 0;
};

/// A message to the server, but for its body (messages.h).
struct Post {
  ServerPath path;
  uint64_t counter;
  uint8_t mac[DIGEST];
};

struct Output {
  Post post;
  /// The HTTP status for the message that arrived.
  uint16_t status;
  bool hasDeed;
  Deed deed;
};

/// A gadget that was just switched on. `self` has to be filled already.
void switchOn(State& state, Millis now);

/// Everything that a gadget does. Call it with a tick whenever nothing else is put in, every few milliseconds.
void step(State& state, const Input& input, Millis now, Output& output);

/// Whether something is due to go to the server: open a connection, then put in `line`.
bool wantsLine(const State& state, Millis now);

/// Whether the server is heard.
bool hearsServer(const State& state);
/// Whether what was told last still holds: the server is heard, it hears the link, and it speaks of our gate.
bool isSure(const State& state);

}  // namespace boss
