// Certificates for the devices of one lab, made in memory. Keys never touch the disk.
#pragma once

#include <memory>
#include <string>

#include "topology/result.h"

namespace lightloom::lab {

struct Certificate {
  std::string certificate_pem, key_pem;
};

/// An authority that signs the certificates of one lab; valid for ten years.
class CertificateAuthority {
 public:
  /// kUnavailable where the library fails.
  static Result<CertificateAuthority> make(const std::string& lab);
  CertificateAuthority(CertificateAuthority&&) noexcept;
  CertificateAuthority& operator=(CertificateAuthority&&) noexcept;
  ~CertificateAuthority();

  /// What clients have to trust.
  const std::string& pem() const { return pem_; }
  /// Of a server called `node` at 127.0.0.1.
  Result<Certificate> sign(const std::string& node) const;

 private:
  struct Impl;
  CertificateAuthority(std::unique_ptr<Impl> impl, std::string pem);
  std::unique_ptr<Impl> impl_;
  std::string pem_;
};

}  // namespace lightloom::lab
