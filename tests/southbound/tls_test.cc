// Certificates: those of the lab, which makes an authority for each run.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>

#include "lab/server/certificates.h"
#include "tests/scratch_folder.h"
#include "tests/southbound/counting_devices.h"

namespace lightloom::southbound {
namespace {

using ::testing::HasSubstr;

template <class T>
T value_of(Result<T> result) {
  if (!result) throw std::runtime_error(result.error().message);
  return std::move(*result);
}

SmallDeviceOptions signed_by(const lab::CertificateAuthority& authority) {
  const auto certificate = value_of(authority.sign("roadm-guian"));
  auto options = at_site("guian");
  options.certificate_pem = certificate.certificate_pem;
  options.key_pem = certificate.key_pem;
  return options;
}
DeviceRecord trusting(const SmallDevice& device, const std::string& ca_file) {
  auto record = device.record();
  record.ca_file = ca_file;
  return record;
}

TEST(Tls, ReachesADeviceWhoseAuthorityIsTrusted) {
  const auto authority = value_of(lab::CertificateAuthority::make("a"));
  const test::ScratchFolder folder;
  const auto ca = folder.put("right.pem", authority.pem());
  SmallDevice device(signed_by(authority));
  CountingDevices devices(small_modes(), quick_options());
  devices.add(trusting(device, ca));
  EXPECT_TRUE(devices.hears_reachable("guian"));
}

TEST(Tls, DoesNotReachADeviceOfAnotherAuthority) {
  const auto authority = value_of(lab::CertificateAuthority::make("a"));
  const auto other = value_of(lab::CertificateAuthority::make("b"));
  const test::ScratchFolder folder;
  const auto ca = folder.put("other.pem", other.pem());
  SmallDevice device(signed_by(authority));
  CountingDevices devices(small_modes(), quick_options());
  devices.add(trusting(device, ca));
  EXPECT_THAT(devices.trouble_of("guian"), HasSubstr("certificate is not trusted"));
}

TEST(Tls, SaysThatItMetPlainTextOrTlsInItsPlace) {
  const auto authority = value_of(lab::CertificateAuthority::make("a"));
  const test::ScratchFolder folder;
  const auto ca = folder.put("plain.pem", authority.pem());
  SmallDevice plain(at_site("guian"));
  CountingDevices devices(small_modes(), quick_options());
  devices.add(trusting(plain, ca));
  EXPECT_THAT(devices.trouble_of("guian"), HasSubstr("plain text"));
  SmallDevice with_tls(signed_by(authority));
  CountingDevices others(small_modes(), quick_options());
  others.add(with_tls.record());
  EXPECT_THAT(others.trouble_of("guian"), HasSubstr("ca_file"));
}

TEST(Tls, NamesAFileThatCannotBeUsed) {
  SmallDevice device(at_site("guian"));
  const test::ScratchFolder folder;
  const auto nonsense = folder.put("nonsense.pem", "no certificate");
  CountingDevices devices(small_modes(), quick_options());
  devices.add(trusting(device, nonsense));
  EXPECT_THAT(devices.trouble_of("guian"), HasSubstr("holds no certificate in PEM"));
  devices.add(trusting(device, "/no/such/file.pem"));
  EXPECT_TRUE(devices.hears("guian", [](const NodeObserved& seen) {
    return seen.message.find("ca_file /no/such/file.pem: cannot be read") != std::string::npos;
  }));
}

}  // namespace
}  // namespace lightloom::southbound
