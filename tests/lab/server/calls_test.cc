// Capabilities, Get and Set, as clients send them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/lab/server/lab_rig.h"

namespace lightloom::lab {
namespace {

using testing::add_update;
using testing::Client;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::LabTest;
using testing::message_of;
using ::testing::Pair;
using ::testing::SizeIs;

class Calls : public LabTest {};

TEST_F(Calls, EveryDeviceAnswersUnderItsName) {
  for (const auto& found : lab->devices()) {
    Client client(found.address);
    EXPECT_TRUE(client.capabilities().ok()) << found.site;
    EXPECT_EQ(client.leaf("/system/state/hostname"), found.node);
  }
}

TEST_F(Calls, CapabilitiesNameModelsAndEncodings) {
  auto device_client = client("taiyuan");
  grpc::ClientContext context;
  gnmi::CapabilityResponse response;
  ASSERT_TRUE(device_client.stub().Capabilities(&context, {}, &response).ok());
  EXPECT_EQ(response.gnmi_version(), "0.10.0");
  EXPECT_EQ(response.supported_encodings_size(), 3);
  std::vector<std::string> models;
  for (const auto& model : response.supported_models()) models.push_back(model.name());
  EXPECT_THAT(models, Contains("openconfig-wavelength-router"));
}

TEST_F(Calls, GetRepeatsPrefixAndTarget) {
  gnmi::GetRequest request;
  *request.mutable_prefix() = message_of("/lldp/state");
  request.mutable_prefix()->set_target("anything");
  request.mutable_prefix()->set_origin("openconfig");
  *request.add_path() = message_of("/system-name");
  request.set_encoding(gnmi::PROTO);
  const auto [status, response] = client("taiyuan").get(request);
  ASSERT_TRUE(status.ok()) << status.error_message();
  ASSERT_EQ(response.notification_size(), 1);
  EXPECT_EQ(response.notification(0).prefix().target(), "anything");
  ASSERT_EQ(response.notification(0).update_size(), 1);
  EXPECT_EQ(response.notification(0).update(0).path().elem(0).name(), "system-name");
}

TEST_F(Calls, JsonGivesOneUpdateForEachPath) {
  auto device_client = client("taiyuan");
  const auto one = device_client.get("/terminal-device/operational-modes", gnmi::JSON_IETF);
  ASSERT_THAT(one, SizeIs(1));
  EXPECT_THAT(one.begin()->second, HasSubstr(R"("description":"coherent-90G 400G-PCS16QAM")"));
  const auto several = device_client.get("/components/component[name=*]/state/type", gnmi::JSON);
  EXPECT_THAT(several, Contains(Pair("/components/component[name=line-7]/state/type", "\"PORT\"")));
}

TEST_F(Calls, WhatIsNotThereIsAnEmptyNotification) {
  gnmi::GetRequest request;
  *request.add_path() = message_of("/wavelength-router/media-channels/channel[index=5]");
  const auto [status, response] = client("taiyuan").get(request);
  EXPECT_TRUE(status.ok());
  ASSERT_EQ(response.notification_size(), 1);
  EXPECT_EQ(response.notification(0).update_size(), 0);
}

TEST_F(Calls, GetRefusesInTheWordsOfGrpc) {
  auto device_client = client("taiyuan");
  gnmi::GetRequest request;
  *request.add_path() = message_of("/systen");
  auto status = device_client.get(request).first;
  EXPECT_EQ(status.error_code(), grpc::StatusCode::NOT_FOUND);
  EXPECT_THAT(status.error_message(), HasSubstr("the nearest is system"));
  request.mutable_path(0)->set_origin("cli");
  EXPECT_EQ(device_client.get(request).first.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  request.set_encoding(gnmi::ASCII);
  EXPECT_EQ(device_client.get(request).first.error_code(), grpc::StatusCode::UNIMPLEMENTED);
}

TEST_F(Calls, SetIsCarriedOutWholeAndCounted) {
  auto device_client = client(a_site());
  ASSERT_TRUE(device_client.set(testing::channel_at(cable().a_port)).ok());
  ASSERT_TRUE(device_client.set(testing::channel_at(cable().a_port)).ok()) << "again: nothing changes";
  auto wrong = testing::channel_at("degree-99");
  const auto status = device_client.set(wrong);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_THAT(status.error_message(), HasSubstr("degree-99"));
  const auto found = device(a_site());
  EXPECT_EQ(found.counters.sets, 3U);
  EXPECT_EQ(found.counters.writes, 1U);
  EXPECT_EQ(found.configured_leaves, 18U);
  EXPECT_EQ(device_client.leaf("/wavelength-router/media-channels/channel[index=14]/state/oper-status"),
            "UP");
}

TEST_F(Calls, SetDeletesThenReplacesThenUpdates) {
  auto device_client = client(a_site());
  gnmi::SetRequest request;
  const std::string config = "/components/component[name=och-line-7]/optical-channel/config";
  add_update(request, config + "/frequency", "\"193150000\"");
  auto& replaced = *request.add_replace();
  *replaced.mutable_path() = message_of(config);
  replaced.mutable_val()->set_json_val(R"({"frequency": 193200000, "line-port": "line-7"})");
  *request.add_delete_() = message_of(config);
  ASSERT_TRUE(device_client.set(request).ok());
  EXPECT_EQ(device_client.leaf(config + "/frequency"), "193150000");
  EXPECT_EQ(device_client.leaf(config + "/line-port"), "line-7");
}

TEST_F(Calls, ALargeMessageIsRefused) {
  gnmi::SetRequest request;
  add_update(request, "/components", std::string(std::size_t{5} << 20U, ' '));
  EXPECT_EQ(client(a_site()).set(request).error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED);
}

TEST_F(Calls, LightCrossesTheCableBothWays) {
  light_up();
  const std::string state = "/components/component[name=och-line-7]/optical-channel/state";
  for (const auto& site : {a_site(), z_site()}) {
    auto device_client = client(site);
    EXPECT_GT(std::stod(device_client.leaf(state + "/esnr/instant")), 10) << site;
    EXPECT_THAT(device_client.get("/system/alarms"), IsEmpty());
  }
  const auto status = lab->status();
  ASSERT_THAT(status.receivers, SizeIs(2));
  EXPECT_EQ(status.receivers[0].from_site, z_site());
}

TEST_F(Calls, AnAmplifierThatIsTurnedDownDimsTheReceiver) {
  light_up();
  const std::string power =
      "/components/component[name=och-line-7]/optical-channel/state/input-power/instant";
  const std::string esnr = "/components/component[name=och-line-7]/optical-channel/state/esnr/instant";
  auto near = client(a_site()), far = client(z_site());
  const auto before = std::stod(far.leaf(esnr));
  const auto booster = "/optical-amplifier/amplifiers/amplifier[name=amp-" + cable().name + "-az-0]";
  gnmi::SetRequest request;
  add_update(request, booster + "/config/target-gain", "\"8.00\"");
  ASSERT_TRUE(near.set(request).ok());
  EXPECT_EQ(near.leaf(booster + "/state/target-gain"), "8.00");
  EXPECT_LT(std::stod(far.leaf(esnr)), before - 1);
  request.clear_update();
  add_update(request, booster + "/config/enabled", "false");
  ASSERT_TRUE(near.set(request).ok());
  EXPECT_EQ(far.leaf(power), "-60.00");
  EXPECT_EQ(far.leaf("/system/alarms/alarm[id=los-och-line-7]/state/type-id"), "LOS");
}

TEST_F(Calls, DriftChangesTheDeviceAndCountsAsNoCall) {
  light_up();
  const auto before = device(a_site()).counters;
  ASSERT_TRUE(lab->drift(
      a_site(), "/components/component[name=transceiver-line-7]/transceiver/config/enabled", "false"));
  EXPECT_THAT(lab->status().receivers, IsEmpty());
  EXPECT_EQ(device(a_site()).counters.sets, before.sets);
  ASSERT_TRUE(lab->drift(a_site(), "/wavelength-router/media-channels", std::nullopt));
  EXPECT_EQ(lab->drift(a_site(), "/wavelength-ruter", "x").error().code, ErrorCode::kNotFound);
  EXPECT_EQ(lab->drift("taiyaun", "/", "{}").error().nearest, "taiyuan");
}

}  // namespace
}  // namespace lightloom::lab
