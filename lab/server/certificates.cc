#include "lab/server/certificates.h"

#include <fmt/format.h>
#include <openssl/bio.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <utility>

namespace lightloom::lab {
namespace {

struct Free {
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
  void operator()(X509* certificate) const { X509_free(certificate); }
  void operator()(X509_EXTENSION* extension) const { X509_EXTENSION_free(extension); }
  void operator()(BIO* bio) const { BIO_free(bio); }
};
using Key = std::unique_ptr<EVP_PKEY, Free>;
using Signed = std::unique_ptr<X509, Free>;
using Extension = std::unique_ptr<X509_EXTENSION, Free>;
using Bio = std::unique_ptr<BIO, Free>;

tl::unexpected<Error> failed(std::string_view what) {
  const char* reason = ERR_reason_error_string(ERR_get_error());
  return fail(ErrorCode::kUnavailable,
              fmt::format("certificate: {}: {}", what, reason == nullptr ? "failed" : reason));
}

std::string text_of(BIO* bio) {
  char* bytes = nullptr;
  const auto size = BIO_get_mem_data(bio, &bytes);
  return size > 0 ? std::string(bytes, static_cast<std::size_t>(size)) : std::string();
}

std::string pem_of(X509* certificate) {
  const Bio bio(BIO_new(BIO_s_mem()));
  return PEM_write_bio_X509(bio.get(), certificate) == 1 ? text_of(bio.get()) : std::string();
}

std::string pem_of(EVP_PKEY* key) {
  const Bio bio(BIO_new(BIO_s_mem()));
  return PEM_write_bio_PrivateKey(bio.get(), key, nullptr, nullptr, 0, nullptr, nullptr) == 1
             ? text_of(bio.get())
             : std::string();
}

/// Who is certified, by whom.
struct Names {
  std::string subject;
  X509* issuer = nullptr;  ///< nullptr: itself
};

Signed unsigned_certificate(const Names& names, EVP_PKEY* key) {
  constexpr long kOneDay = 24L * 3600, kTenYears = 3650 * kOneDay;
  constexpr int kVersion3 = 2;
  Signed certificate(X509_new());
  std::uint64_t serial = 0;
  if (certificate == nullptr || RAND_bytes(reinterpret_cast<unsigned char*>(&serial), sizeof serial) != 1)
    return nullptr;
  ASN1_INTEGER_set_uint64(X509_get_serialNumber(certificate.get()), serial >> 1U);
  X509_set_version(certificate.get(), kVersion3);
  // Clocks of other machines may be behind.
  X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -kOneDay);
  X509_gmtime_adj(X509_getm_notAfter(certificate.get()), kTenYears);
  const auto* subject = reinterpret_cast<const unsigned char*>(names.subject.data());
  auto* name = X509_get_subject_name(certificate.get());
  constexpr int kMostName = 64;  // of a common name, X.520
  const auto size = std::min(static_cast<int>(names.subject.size()), kMostName);
  if (X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8, subject, size, -1, 0) != 1) return nullptr;
  X509_set_issuer_name(certificate.get(),
                       names.issuer == nullptr ? name : X509_get_subject_name(names.issuer));
  return X509_set_pubkey(certificate.get(), key) == 1 ? std::move(certificate) : nullptr;
}

bool extend(X509* certificate, X509* issuer, int kind, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx(&context, issuer == nullptr ? certificate : issuer, certificate, nullptr, nullptr, 0);
  const Extension extension(X509V3_EXT_conf_nid(nullptr, &context, kind, value.c_str()));
  return extension != nullptr && X509_add_ext(certificate, extension.get(), -1) == 1;
}

}  // namespace

struct CertificateAuthority::Impl {
  Key key;
  Signed certificate;
};

CertificateAuthority::CertificateAuthority(std::unique_ptr<Impl> impl, std::string pem)
    : impl_(std::move(impl)), pem_(std::move(pem)) {}
CertificateAuthority::CertificateAuthority(CertificateAuthority&&) noexcept = default;
CertificateAuthority& CertificateAuthority::operator=(CertificateAuthority&&) noexcept = default;
CertificateAuthority::~CertificateAuthority() = default;

Result<CertificateAuthority> CertificateAuthority::make(const std::string& lab) {
  Key key(EVP_EC_gen("P-256"));
  if (key == nullptr) return failed("no key");
  auto certificate = unsigned_certificate({fmt::format("Lightloom lab {}", lab)}, key.get());
  if (certificate == nullptr ||
      !extend(certificate.get(), nullptr, NID_basic_constraints, "critical,CA:TRUE") ||
      !extend(certificate.get(), nullptr, NID_key_usage, "critical,keyCertSign,cRLSign") ||
      !extend(certificate.get(), nullptr, NID_subject_key_identifier, "hash") ||
      X509_sign(certificate.get(), key.get(), EVP_sha256()) == 0)
    return failed("no authority");
  auto pem = pem_of(certificate.get());
  return CertificateAuthority(std::make_unique<Impl>(Impl{std::move(key), std::move(certificate)}),
                              std::move(pem));
}

Result<Certificate> CertificateAuthority::sign(const std::string& node) const {
  const Key key(EVP_EC_gen("P-256"));
  auto* issuer = impl_->certificate.get();
  if (key == nullptr) return failed("no key");
  const auto certificate = unsigned_certificate({node, issuer}, key.get());
  if (certificate == nullptr ||
      !extend(certificate.get(), issuer, NID_basic_constraints, "critical,CA:FALSE") ||
      !extend(certificate.get(), issuer, NID_key_usage, "critical,digitalSignature") ||
      !extend(certificate.get(), issuer, NID_ext_key_usage, "serverAuth") ||
      !extend(certificate.get(), issuer, NID_subject_alt_name, fmt::format("IP:127.0.0.1,DNS:{}", node)) ||
      X509_sign(certificate.get(), impl_->key.get(), EVP_sha256()) == 0)
    return failed("cannot sign for " + node);
  return Certificate{pem_of(certificate.get()), pem_of(key.get())};
}

}  // namespace lightloom::lab
