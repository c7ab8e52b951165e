#include "northbound/http/server.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "tests/northbound/fake_control.h"
#include "tests/northbound/http/client.h"

namespace lightloom::northbound {
namespace {

using std::chrono::milliseconds;
using test::Client;
using test::ClientResponse;
using testing::HasSubstr;

constexpr std::string_view kReservation = R"({"from": "alpha", "to": "bravo", "gbps": 400})";

class HttpServerTest : public testing::Test {
 protected:
  std::uint16_t serve(HttpOptions options = {}) {
    options.port = 0;
    server_.emplace(control_, clock_, options);
    const auto port = server_->start();
    EXPECT_TRUE(port.has_value());
    return port.value_or(0);
  }
  std::string send_and_receive_reason(std::uint16_t port, std::string_view bytes, bool finish = false) {
    Client client(port);
    client.send(bytes);
    if (finish) client.finish_sending();
    const auto response = client.receive();
    return response.status == 0 ? "closed" : response.error("reason");
  }

  test::FixedClock clock_;
  test::FakeControl control_;
  std::optional<HttpServer> server_;
};

TEST_F(HttpServerTest, AnswersAReservationWithItsMessage) {
  Client client(serve());
  const auto response = client.ask("POST", "/v1/reservations", kReservation);
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.header("Content-Type"), "application/json");
  EXPECT_EQ(response.text("name"), "r-1");
  EXPECT_EQ(response.text("state"), "COMMITTED");
}

TEST_F(HttpServerTest, ServesManyRequestsOnOneConnection) {
  Client client(serve());
  for (int i = 1; i <= 50; ++i) {
    const auto response = client.ask("POST", "/v1/reservations", kReservation);
    EXPECT_EQ(response.text("name"), "r-" + std::to_string(i));
  }
}

TEST_F(HttpServerTest, AnswersPipelinedRequestsInOrder) {
  Client client(serve());
  client.ask("POST", "/v1/reservations", kReservation);
  std::string requests;
  for (int i = 0; i < 20; ++i) {
    requests += "GET /v1/reservations/r-1 HTTP/1.1\r\nHost: t\r\n\r\n";
    requests += "GET /v1/decisions/d-" + std::to_string(i) + " HTTP/1.1\r\nHost: t\r\n\r\n";
  }
  client.send(requests);
  for (int i = 0; i < 20; ++i) {
    EXPECT_EQ(client.receive().text("name"), "r-1");
    EXPECT_EQ(client.receive().text("name"), "d-" + std::to_string(i));
  }
}

TEST_F(HttpServerTest, RefusesALargeBodyByItsLengthAndCloses) {
  Client client(serve());
  client.send(
      "POST /v1/reservations HTTP/1.1\r\nHost: t\r\nContent-Type: application/json\r\n"
      "Content-Length: 10000000\r\n\r\n");
  const std::string part(100'000, ' ');
  for (int i = 0; i < 100; ++i)
    if (!client.send(part)) break;
  const auto response = client.receive();
  EXPECT_EQ(response.status, 413);
  EXPECT_EQ(response.error("reason"), "TOO_LARGE");
  EXPECT_EQ(response.header("Connection"), "close");
}

TEST_F(HttpServerTest, RefusesALargeChunkedBody) {
  Client client(serve());
  client.send(
      "POST /v1/reservations HTTP/1.1\r\nHost: t\r\nContent-Type: application/json\r\n"
      "Transfer-Encoding: chunked\r\n\r\n");
  const std::string part = "10000\r\n" + std::string(0x10000, ' ') + "\r\n";
  for (int i = 0; i < 40; ++i)
    if (!client.send(part)) break;
  EXPECT_EQ(client.receive().error("reason"), "TOO_LARGE");
}

TEST_F(HttpServerTest, RefusesALargeHeader) {
  EXPECT_EQ(send_and_receive_reason(
                serve(), "GET /healthz HTTP/1.1\r\nX-Long: " + std::string(20'000, 'x') + "\r\n\r\n"),
            "TOO_LARGE");
}

TEST_F(HttpServerTest, RefusesAnExpectedLargeBodyBeforeItIsSent) {
  EXPECT_EQ(send_and_receive_reason(serve(),
                                    "POST /v1/reservations HTTP/1.1\r\nHost: t\r\nExpect: 100-continue\r\n"
                                    "Content-Type: application/json\r\nContent-Length: 2000000\r\n\r\n"),
            "TOO_LARGE");
}

TEST_F(HttpServerTest, AsksForAnExpectedBody) {
  Client client(serve());
  client.send(
      "POST /v1/reservations HTTP/1.1\r\nHost: t\r\nExpect: 100-continue\r\n"
      "Content-Type: application/json\r\nContent-Length: " +
      std::to_string(kReservation.size()) + "\r\n\r\n");
  EXPECT_EQ(client.receive(false).status, 100);
  client.send(kReservation);
  EXPECT_EQ(client.receive().status, 200);
}

TEST_F(HttpServerTest, RefusesWhatIsNotHttp) {
  const auto port = serve();
  EXPECT_EQ(send_and_receive_reason(port, "\x16\x03\x01 hello\r\n\r\n"), "INVALID_ARGUMENT");
  EXPECT_EQ(send_and_receive_reason(port, "GET /healthz\r\n\r\n"), "INVALID_ARGUMENT");
  EXPECT_EQ(send_and_receive_reason(port, "GET /healthz HTTP/1.1\r\nno colon\r\n\r\n"), "INVALID_ARGUMENT");
  EXPECT_EQ(send_and_receive_reason(port, "GET /healthz HTTP/1.1\r\nContent-Length: 1x\r\n\r\n"),
            "INVALID_ARGUMENT");
}

TEST_F(HttpServerTest, RefusesATruncatedRequest) {
  const auto port = serve();
  EXPECT_EQ(send_and_receive_reason(port, "GET /heal", true), "INVALID_ARGUMENT");
  EXPECT_EQ(send_and_receive_reason(port,
                                    "POST /v1/reservations HTTP/1.1\r\nContent-Type: application/json\r\n"
                                    "Content-Length: 50\r\n\r\n{\"from\": ",
                                    true),
            "INVALID_ARGUMENT");
}

TEST_F(HttpServerTest, AnswersHeadWithoutABody) {
  Client client(serve());
  const auto response = client.ask("HEAD", "/healthz");
  EXPECT_EQ(response.status, 200);
  EXPECT_NE(response.header("Content-Length"), "0");
  EXPECT_EQ(client.ask("GET", "/healthz").status, 200);
}

TEST_F(HttpServerTest, ClosesAfterAnOldClientsRequest) {
  Client client(serve());
  client.send("GET /healthz HTTP/1.0\r\n\r\n");
  const auto response = client.receive();
  EXPECT_THAT(response.head, HasSubstr("HTTP/1.0 200"));
  EXPECT_TRUE(client.is_closed_by_server());
}

TEST_F(HttpServerTest, KeepsAnOldClientThatAsksForIt) {
  Client client(serve());
  for (int i = 0; i < 2; ++i) {
    client.send("GET /healthz HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
    EXPECT_EQ(client.receive().status, 200);
  }
}

TEST_F(HttpServerTest, CutsOffAClientThatSendsTooSlowly) {
  HttpOptions options;
  options.request_timeout = milliseconds{50};
  Client client(serve(options));
  client.send("GET /healthz HT");
  EXPECT_TRUE(client.is_closed_by_server());
}

TEST_F(HttpServerTest, CutsOffAClientThatIsIdle) {
  HttpOptions options;
  options.idle_timeout = milliseconds{50};
  Client client(serve(options));
  EXPECT_EQ(client.ask("GET", "/healthz").status, 200);
  EXPECT_TRUE(client.is_closed_by_server());
}

TEST_F(HttpServerTest, TurnsAwayMoreThanTheMostConnections) {
  HttpOptions options;
  options.max_connections = 2;
  const auto port = serve(options);
  Client first(port);
  Client second(port);
  EXPECT_EQ(first.ask("GET", "/healthz").status, 200);
  EXPECT_EQ(second.ask("GET", "/healthz").status, 200);
  Client third(port);
  EXPECT_EQ(third.receive().error("reason"), "UNAVAILABLE");
  EXPECT_EQ(first.ask("GET", "/healthz").status, 200);
}

TEST_F(HttpServerTest, OutlivesAClientThatLeavesBeforeItsAnswer) {
  const auto port = serve();
  Client first(port);
  first.ask("POST", "/v1/reservations", kReservation);
  control_.hold_back();
  {
    Client leaving(port);
    leaving.send("GET /v1/reservations/r-1 HTTP/1.1\r\nHost: t\r\n\r\n");
    while (control_.held() == 0) std::this_thread::yield();
  }
  control_.let_go();
  EXPECT_EQ(first.ask("GET", "/v1/reservations/r-1").status, 200);
}

TEST_F(HttpServerTest, StopsWhileAnAnswerIsDue) {
  HttpOptions options;
  options.stop_grace = milliseconds{20};
  Client client(serve(options));
  client.ask("POST", "/v1/reservations", kReservation);
  control_.hold_back();
  client.send("GET /v1/reservations/r-1 HTTP/1.1\r\nHost: t\r\n\r\n");
  while (control_.held() == 0) std::this_thread::yield();
  server_->stop();
  server_.reset();
  control_.let_go();
  EXPECT_EQ(client.receive().status, 0);
}

TEST_F(HttpServerTest, FinishesWhatItIsAnsweringBeforeItStops) {
  Client client(serve());
  client.ask("POST", "/v1/reservations", kReservation);
  control_.hold_back();
  client.send("GET /v1/reservations/r-1 HTTP/1.1\r\nHost: t\r\n\r\n");
  while (control_.held() == 0) std::this_thread::yield();
  std::thread stopping([this] { server_->stop(); });
  control_.let_go();
  const auto response = client.receive();
  stopping.join();
  EXPECT_EQ(response.status, 200);
}

TEST_F(HttpServerTest, SaysThatAPortIsTaken) {
  HttpOptions options;
  options.port = serve();
  HttpServer second(control_, clock_, options);
  const auto port = second.start();
  ASSERT_FALSE(port.has_value());
  EXPECT_EQ(port.error().code, ErrorCode::kUnavailable);
  EXPECT_THAT(port.error().message, HasSubstr(std::to_string(options.port)));
}

TEST_F(HttpServerTest, SaysThatAnAddressIsNone) {
  HttpOptions options;
  options.address = "nowhere";
  HttpServer server(control_, clock_, options);
  EXPECT_EQ(server.start().error().code, ErrorCode::kInvalidArgument);
}

TEST_F(HttpServerTest, AnswersAWaitWhenTheStateIsReached) {
  const auto port = serve();
  Client client(port);
  client.ask("POST", "/v1/reservations", R"({"from": "alpha", "to": "bravo", "gbps": 1, "hold_s": 60})");
  Client other(port);
  client.send("GET /v1/reservations/r-1?wait_for=active&wait_s=600 HTTP/1.1\r\nHost: t\r\n\r\n");
  EXPECT_EQ(other.ask("GET", "/v1/reservations/r-1").text("state"), "HELD");
  control_.set_state("r-1", ReservationState::kActive);
  EXPECT_EQ(client.receive().text("state"), "ACTIVE");
}

}  // namespace
}  // namespace lightloom::northbound
