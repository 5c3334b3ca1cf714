#include "messages.h"

#include "apart.h"

namespace boss {

FlashText versionText() {
  return FLASH("board-1");
}

APART FlashText pathOf(ServerPath path) {
  return pathOf(static_cast<Route>(static_cast<uint8_t>(path) + static_cast<uint8_t>(Route::unlock)));
}

FlashText nameOf(Action action) {
  return pathOf(static_cast<ServerPath>(action)).rest();
}

FlashText nameOf(Mode mode) {
  return textAt(modeNames(), static_cast<uint8_t>(mode));
}

APART static uint64_t pressCounter(const State& state) {
  return (static_cast<uint64_t>(state.self.boot) << 16) + state.pending.number;
}

static void writeTarget(Sink& sink, const State& state) {
  if (state.pending.action == Action::unlock) writeUuid(sink, state.pending.uuid);
  else write(sink, state.self.gate);
}

void writePingNonce(Sink& sink, const State& state) {
  writeHex(sink, state.self.boot);
  writeHex(sink, state.pings);
}

void writeBody(Sink& sink, const State& state, ServerPath path) {
  if (path == ServerPath::ping) {
    write(sink, FLASH("{\"nonce\":\""));
    writePingNonce(sink, state);
    write(sink, FLASH("\",\"boot\":"));
    writeDecimal(sink, state.self.boot);
    write(sink, FLASH(",\"version\":\""));
    write(sink, versionText());
    return write(sink, FLASH("\"}"));
  }
  write(sink, FLASH("{\"press\":{\"gadget\":\""));
  write(sink, state.self.id);
  write(sink, FLASH("\",\"counter\":"));
  writeCount(sink, pressCounter(state));
  write(sink, FLASH(",\"action\":\""));
  write(sink, nameOf(state.pending.action));
  write(sink, state.pending.action == Action::unlock ? FLASH("\",\"uuid\":\"") : FLASH("\",\"gate\":\""));
  writeTarget(sink, state);
  write(sink, FLASH("\",\"mac\":\""));
  writeHex(sink, state.pending.mac, DIGEST);
  write(sink, FLASH("\"}}"));
}

APART static void writeSession(Sink& sink, const State& state, ServerPath path) {
  if (path != ServerPath::ping) writeHex(sink, state.session.id, SESSION);
}

void writeRequest(Sink& sink, const State& state, const Post& post, const char* host) {
  write(sink, FLASH("POST "));
  write(sink, pathOf(post.path));
  write(sink, FLASH(" HTTP/1.1\r\nhost: "));
  write(sink, host);
  write(sink, FLASH("\r\nconnection: close\r\ncontent-type: application/json\r\ncontent-length: "));
  Counter length;
  writeBody(length, state, post.path);
  writeDecimal(sink, length.count);
  write(sink, FLASH("\r\nboss-gadget: "));
  write(sink, state.self.id);
  write(sink, FLASH("\r\nboss-session: "));
  writeSession(sink, state, post.path);
  write(sink, FLASH("\r\nboss-counter: "));
  writeCount(sink, post.counter);
  write(sink, FLASH("\r\nboss-mac: "));
  writeHex(sink, post.mac, DIGEST);
  write(sink, FLASH("\r\n\r\n"));
  writeBody(sink, state, post.path);
}

void writePublicState(Sink& sink, const State& state) {
  write(sink, FLASH("{\"gadget\":\""));
  write(sink, state.self.id);
  write(sink, FLASH("\",\"on\":"));
  write(sink, hearsServer(state) ? FLASH("true") : FLASH("false"));
  write(sink, FLASH(",\"mode\":"));
  if (state.hasShown) {
    sink.put('"');
    write(sink, nameOf(state.shown.mode));
    sink.put('"');
  } else {
    write(sink, FLASH("null"));
  }
  write(sink, FLASH(",\"queue_length\":"));
  writeDecimal(sink, state.hasShown ? state.shown.queueLength : 0);
  write(sink, FLASH(",\"link\":"));
  write(sink, hearsServer(state) && state.shown.hearsLink ? FLASH("true") : FLASH("false"));
  write(sink, FLASH(",\"version\":\""));
  write(sink, versionText());
  write(sink, FLASH("\"}"));
}

static void writeAnswerBody(Sink& sink, const State& state, uint16_t status, bool isState) {
  if (isState) return writePublicState(sink, state);
  if (status == 200) return write(sink, FLASH("{\"ok\":true}"));
  write(sink, FLASH("{\"code\":\""));
  write(sink, status == 401   ? FLASH("unauthenticated")
              : status == 404 ? FLASH("not_found")
              : status == 413 ? FLASH("too_large")
                              : FLASH("invalid_message"));
  write(sink, FLASH("\"}"));
}

void writeAnswer(Sink& sink, const State& state, uint16_t status, bool isState) {
  write(sink, FLASH("HTTP/1.1 "));
  writeDecimal(sink, status);
  write(sink, FLASH(" -\r\nconnection: close\r\ncontent-type: application/json\r\ncontent-length: "));
  Counter length;
  writeAnswerBody(length, state, status, isState);
  writeDecimal(sink, length.count);
  write(sink, FLASH("\r\n\r\n"));
  writeAnswerBody(sink, state, status, isState);
}

/// The first lines of every MAC, up to the path.
static void writeMacHead(Sink& sink, const State& state, FlashText direction, FlashText path) {
  write(sink, FLASH("boss1\n"));
  write(sink, direction);
  sink.put('\n');
  write(sink, state.self.id);
  write(sink, FLASH("\nPOST\n"));
  write(sink, path);
  sink.put('\n');
}

void signPost(const State& state, Post& post) {
  uint8_t* bodyHash = post.mac;
  {
    Sha256 sha;
    writeBody(sha, state, post.path);
    sha.finish(bodyHash);
  }
  const bool isPing = post.path == ServerPath::ping;
  Hmac mac(isPing ? state.self.macKey : state.session.outKey);
  writeMacHead(mac, state, FLASH("g>s"), pathOf(post.path));
  writeSession(mac, state, post.path);
  mac.put('\n');
  writeCount(mac, post.counter);
  mac.put('\n');
  writeHex(mac, bodyHash, DIGEST);
  mac.finish(post.mac);
}

void setSessionKey(HmacKey& key, const State& state, FlashText direction, const uint8_t serverNonce[SESSION]) {
  Hmac mac(state.self.macKey);
  write(mac, FLASH("boss1-session\n"));
  write(mac, direction);
  mac.put('\n');
  writePingNonce(mac, state);
  mac.put('\n');
  writeHex(mac, serverNonce, SESSION);
  mac.finish(key.bytes);
}

bool isSigned(const State& state, const HmacKey& key, const Request& request) {
  Hmac mac(key);
  writeMacHead(mac, state, FLASH("s>g"), pathOf(request.route));
  writeHex(mac, request.session, SESSION);
  mac.put('\n');
  writeCount(mac, request.counter);
  mac.put('\n');
  writeHex(mac, request.bodyHash, DIGEST);
  uint8_t expected[DIGEST];
  mac.finish(expected);
  return isSameMac(expected, request.mac);
}

void signPress(State& state) {
  Hmac mac(state.self.pressKey);
  write(mac, FLASH("boss1-press\n"));
  write(mac, state.self.id);
  mac.put('\n');
  writeCount(mac, pressCounter(state));
  mac.put('\n');
  write(mac, nameOf(state.pending.action));
  mac.put('\n');
  writeTarget(mac, state);
  mac.finish(state.pending.mac);
}

}  // namespace boss
