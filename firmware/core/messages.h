// What goes to the server: texts, written to wherever they are wanted, and their MACs.
#pragma once
#include "state.h"

namespace boss {

FlashText versionText();
FlashText pathOf(ServerPath path);
FlashText nameOf(Action action);
FlashText nameOf(Mode mode);

void writeBody(Sink& sink, const State& state, ServerPath path);
/// The whole request with its headers; `host` is the server's address.
void writeRequest(Sink& sink, const State& state, const Post& post, const char* host);
/// What `GET /state` answers. It holds no secret.
void writePublicState(Sink& sink, const State& state);
/// The answer with its headers; the connection ends after it.
void writeAnswer(Sink& sink, const State& state, uint16_t status, bool isState);

/// Fills in the MAC of a post that has its path and counter.
void signPost(const State& state, Post& post);
/// The key of a direction of the session that an answer to the outstanding ping opens.
void setSessionKey(HmacKey& key, const State& state, FlashText direction, const uint8_t serverNonce[SESSION]);
/// Our nonce: the boot counter and the number of the ping.
void writePingNonce(Sink& sink, const State& state);
/// Whether the request has a valid MAC of `key`.
bool isSigned(const State& state, const HmacKey& key, const Request& request);
void signPress(State& state);

}  // namespace boss
