#include "../core/http.h"

#include <cstdlib>
#include <string>

#include "check.h"

using namespace boss;

static RequestReader reader;

/// The status of the first byte that gives one; 0 where it waits for more.
static uint16_t read(const std::string& bytes) {
  reader.start("desk-1", "shop");
  for (const char byte : bytes) {
    const uint16_t status = reader.take(static_cast<uint8_t>(byte));
    if (status != 0) return status;
  }
  return 0;
}

static const std::string SESSION_HEX = "000102030405060708090a0b0c0d0e0f";
static const std::string MAC_HEX = SESSION_HEX + SESSION_HEX;

static std::string post(const std::string& path, const std::string& headers, const std::string& body = "{}") {
  return "POST " + path + " HTTP/1.1\r\nHost: desk\r\ncontent-length: " + std::to_string(body.size()) + "\r\n" +
         headers + "\r\n" + body;
}

TEST("a request is read with its headers in any case and order") {
  CHECK(read(post("/lock", "Boss-Mac: " + MAC_HEX + "\r\nBOSS-GADGET:desk-1 \r\nboss-counter:  12\r\nboss-session: " +
                               SESSION_HEX + "\r\n")) == 200);
  const Request& request = reader.request();
  CHECK(request.route == Route::lock && request.isForUs && request.hasSession && request.hasMac);
  CHECK(request.counter == 12 && request.session[15] == 15 && request.mac[16] == 0);
}

TEST("it is whole only with its last byte") {
  const std::string whole = post("/ping-ack", "boss-gadget: desk-1\r\n", "{\"a\":1}");
  for (size_t length = 0; length < whole.size(); ++length) CHECK(read(whole.substr(0, length)) == 0);
  CHECK(read(whole) == 200);
}

TEST("routes are these, each with its method") {
  for (const char* path : {"/ping-ack", "/lock", "/unlock", "/release", "/block", "/default", "/test"}) {
    CHECK(read(post(path, "")) == 200 && reader.request().route != Route::none);
    CHECK(read("GET " + std::string(path) + " HTTP/1.1\r\n\r\n") == 200 && reader.request().route == Route::none);
  }
  CHECK(read("GET /state HTTP/1.0\r\n\r\n") == 200 && reader.request().route == Route::state);
  for (const char* path : {"/", "/lock/", "/lock?x", "/LOCK", "/state", "//", "/a-path-that-is-longer-than-any-of-ours"})
    CHECK(read(post(path, "")) == 200 && reader.request().route == Route::none);
}

TEST("a malformed header of ours is as good as none") {
  static const char* const WRONG[] = {
      "boss-counter: 0\r\n",    "boss-counter: 01\r\n",  "boss-counter: 1x\r\n", "boss-counter: 1 2\r\n",
      "boss-counter: x1\r\n",   "boss-counter:\r\n",     "boss-counter: 1234567890123456\r\n",
      "boss-counter: 1\r\nboss-counter: 1\r\n",
  };
  for (const char* wrong : WRONG) CHECK(read(post("/lock", wrong)) == 200 && reader.request().counter == 0);
  CHECK(read(post("/lock", "boss-counter: 123456789012345\r\n")) == 200);
  CHECK(reader.request().counter == 123456789012345ULL);
  for (const std::string gadget : {"desk-2", "desk-", "desk-11", "desk-1 x", "x", ""})
    CHECK(read(post("/lock", "boss-gadget: " + gadget + "\r\n")) == 200 && !reader.request().isForUs);
  for (const std::string& mac : {MAC_HEX + "0", MAC_HEX.substr(1), "g" + MAC_HEX.substr(1), "A" + MAC_HEX.substr(1)})
    CHECK(read(post("/lock", "boss-mac: " + mac + "\r\n")) == 200 && !reader.request().hasMac);
  CHECK(read(post("/lock", "boss-session: " + SESSION_HEX + "0\r\n")) == 200 && !reader.request().hasSession);
  CHECK(read(post("/lock", "boss-gadget: desk-1\r\nboss-gadget: desk-1\r\n")) == 200 && !reader.request().isForUs);
}

TEST("what is no HTTP, or of a kind that it does not read, is refused at once") {
  static const char* const WRONG[] = {
      "DELETE /lock HTTP/1.1\r\n",        "POST  /lock HTTP/1.1\r\n", "POST /lock\r\n",
      "POST /lock HTTP/2.0\r\n",          "POST /lock HTTP/1.1\n",    "POST /lock HTTP/1.1\r\n folded: 1\r\n",
      "POST /lock HTTP/1.1\r\n: 1\r\n",   "POST /lock HTTP/1.1\r\na b: 1\r\n",
      "POST /lock HTTP/1.1\r\ntransfer-encoding: chunked\r\n",
      "POST /lock HTTP/1.1\r\ncontent-length: 1\r\ncontent-length: 1\r\n",
      "POST /lock HTTP/1.1\r\ncontent-length: -1\r\n", "POST /lock HTTP/1.1\r\ncontent-length: 1 1\r\n",
      "POST /lock HTTP/1.1\r\ncontent-length:\r\n",    "POST /lock HTTP/1.1\r\ncontent-length: 1234567\r\n",
      "\x16\x03\x01\x02",                 "\r\n\r\n",
  };
  for (const char* wrong : WRONG) {
    CHECK(read(wrong) == 400);
    if (read(wrong) != 400) std::printf("  with %s\n", wrong);
  }
}

TEST("heads and bodies have bounds") {
  CHECK(read("POST /lock HTTP/1.1\r\nx: " + std::string(3000, 'x')) == 431);
  CHECK(read("POST /" + std::string(3000, 'x')) == 431);
  CHECK(read("POST /lock HTTP/1.1\r\n" + std::string(3000, 'x')) == 431);
  CHECK(read("POST /lock HTTP/1.1\r\ncontent-length: 8193\r\n\r\n") == 413);
  CHECK(read("POST /lock HTTP/1.1\r\ncontent-length: 65537\r\n\r\n") == 413);
  CHECK(read("POST /lock HTTP/1.1\r\ncontent-length: 999999\r\n\r\n") == 413);
  CHECK(read(post("/lock", "", std::string(8192, ' '))) == 200);
}

TEST("no bytes make it lose its way") {
  std::srand(3);
  const std::string whole = post("/ping-ack", "boss-gadget: desk-1\r\nboss-counter: 7\r\nboss-mac: " + MAC_HEX + "\r\n");
  for (int run = 0; run < 20000; ++run) {
    std::string bytes = whole;
    for (int spoiled = std::rand() % 8; spoiled >= 0; --spoiled)
      bytes[std::rand() % bytes.size()] = static_cast<char>(run % 2 ? std::rand() : "\r\n: /0aP\t-"[std::rand() % 10]);
    read(bytes);
  }
  for (int run = 0; run < 2000; ++run) {
    std::string bytes(std::rand() % 400, 0);
    for (char& byte : bytes) byte = static_cast<char>(std::rand());
    CHECK(read(bytes) != 200);
  }
}

TEST("the status of an answer is read from its first line") {
  const auto status = [](const char* line) {
    StatusReader answer;
    answer.start();
    uint16_t last = 0;
    for (; *line != 0 && last == 0; ++line) last = answer.take(static_cast<uint8_t>(*line));
    return last;
  };
  CHECK(status("HTTP/1.1 200 OK\r\n") == 200);
  CHECK(status("HTTP/1.0 401 Unauthorized") == 401);
  CHECK(status("HTTP/1.1 20") == 0);
  for (const char* wrong : {"HTTP/2 200", "http/1.1 200", "HTTP/1.1 2x0", "HTTP/1.1 099", "SSH-2.0-x", "HTTP/1.1  200"})
    CHECK(status(wrong) == 1);
}
