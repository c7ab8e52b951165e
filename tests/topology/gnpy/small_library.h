// A planner's equipment library with one type of each kind, and what it takes to read small texts.
#pragma once

#include <string>

#include "topology/gnpy/library.h"
#include "topology/gnpy/planner_network.h"

namespace lightloom::gnpy {

inline constexpr const char* kSmallLibrary = R"({
  "Edfa": [
    {"type_variety": "medium", "type_def": "variable_gain", "gain_flatmax": 26, "gain_min": 15, "p_max": 23,
     "nf_min": 6, "nf_max": 10, "out_voa_auto": false, "allowed_for_design": true},
    {"type_variety": "fixed", "type_def": "fixed_gain", "gain_flatmax": 21, "gain_min": 20, "p_max": 21,
     "nf0": 5.5, "allowed_for_design": false},
    {"type_variety": "fixed_l", "type_def": "fixed_gain", "f_min": 186.55e12, "f_max": 190.05e12,
     "gain_flatmax": 21, "gain_min": 20, "p_max": 21, "nf0": 5},
    {"type_variety": "detailed", "type_def": "advanced_model", "gain_flatmax": 25, "gain_min": 15,
     "p_max": 21, "advanced_config_from_json": "profile.json"},
    {"type_variety": "two", "type_def": "dual_stage", "gain_min": 25, "preamp_variety": "medium",
     "booster_variety": "fixed", "allowed_for_design": true},
    {"type_variety": "both", "type_def": "multi_band", "amplifiers": ["fixed", "fixed_l"]}
  ],
  "Fiber": [
    {"type_variety": "SSMF", "dispersion": 1.67e-05, "effective_area": 83e-12, "pmd_coef": 1.265e-15},
    {"type_variety": "bare", "dispersion": 0.5e-05}
  ],
  "Span": [{"power_mode": true, "delta_power_range_db": [-2, 3, 0.5], "max_length": 150, "length_units": "km",
            "max_loss": 28, "padding": 10, "EOL": 0.5, "con_in": 0.25, "con_out": 0.75}],
  "Roadm": [
    {"target_pch_out_db": -20, "add_drop_osnr": 38, "pmd": 0, "pdl": 0.5,
     "restrictions": {"preamp_variety_list": ["medium"], "booster_variety_list": []}},
    {"type_variety": "detailed", "target_psd_out_mWperGHz": 3e-4, "add_drop_osnr": 35,
     "roadm-path-impairments": [
       {"roadm-path-impairments-id": 7, "roadm-add-path": [
         {"frequency-range": {"lower-frequency": 191.3e12, "upper-frequency": 196.1e12},
          "roadm-pmd": 1e-12, "roadm-pdl": 0.5, "roadm-osnr": 41, "roadm-maxloss": 11.5}]}]}
  ],
  "SI": [{"f_min": 191.3e12, "f_max": 196.1e12, "baud_rate": 32e9, "spacing": 50e9, "power_dbm": 1,
          "tx_power_dbm": -3, "power_range_db": [0, 0, 1], "roll_off": 0.2, "tx_osnr": 40, "sys_margins": 2}],
  "Transceiver": [
    {"type_variety": "Voyager", "frequency": {"min": 191.35e12, "max": 196.1e12}, "mode": [
      {"format": "mode 1", "baud_rate": 32e9, "OSNR": 12, "bit_rate": 100e9, "roll_off": 0.15, "tx_osnr": 45,
       "min_spacing": 50e9, "cost": 1, "equalization_offset_db": 1.5,
       "penalties": [{"pdl": 2, "penalty_value": 1}, {"pdl": 1, "penalty_value": 0.5},
                     {"chromatic_dispersion": -1e3, "penalty_value": 0},
                     {"chromatic_dispersion": 4e4, "penalty_value": 0.5}]},
      {"format": "mode 2", "baud_rate": 66e9, "OSNR": 15, "bit_rate": 200e9, "roll_off": null, "tx_osnr": 45,
       "min_spacing": 75e9}]}
  ]
})";

inline constexpr const char* kSmallProfile =
    R"({"f_min": 191.275e12, "f_max": 196.125e12, "nf_fit_coeff": [0.0002, 0.05, 0.04, 5.8],
        "nf_ripple": [0.5, -0.5], "gain_ripple": [0.25, -0.25], "dgt": [1, 1.5, 2.5]})";

inline Result<std::string> small_profile(const std::string& name, void* /*context*/) {
  if (name != "profile.json") return invalid(name + ": there is no such file");
  return kSmallProfile;
}

inline Result<Library> read_small_library(const std::string& text = kSmallLibrary) {
  return read_library(text, "eqpt.json", &small_profile, nullptr);
}

}  // namespace lightloom::gnpy
