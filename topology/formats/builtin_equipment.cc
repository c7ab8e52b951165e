#include "topology/formats/equipment_json.h"

namespace lightloom::formats {
namespace {

// The text of lab/networks/national/equipment.json; a test holds the two together.
constexpr std::string_view kText = R"json(
{
 "Edfa": [
  {
   "type_variety": "backbone_low_gain",
   "type_def": "variable_gain",
   "gain_flatmax": 18,
   "gain_min": 10,
   "p_max": 23,
   "nf_min": 5.0,
   "nf_max": 9.0,
   "f_min": 190600000000000.0,
   "f_max": 196800000000000.0,
   "out_voa_auto": false,
   "allowed_for_design": true
  },
  {
   "type_variety": "backbone_medium_gain",
   "type_def": "variable_gain",
   "gain_flatmax": 26,
   "gain_min": 15,
   "p_max": 23,
   "nf_min": 5.0,
   "nf_max": 9.0,
   "f_min": 190600000000000.0,
   "f_max": 196800000000000.0,
   "out_voa_auto": false,
   "allowed_for_design": true
  },
  {
   "type_variety": "backbone_high_gain",
   "type_def": "variable_gain",
   "gain_flatmax": 35,
   "gain_min": 25,
   "p_max": 23,
   "nf_min": 5.0,
   "nf_max": 6.5,
   "f_min": 190600000000000.0,
   "f_max": 196800000000000.0,
   "out_voa_auto": false,
   "allowed_for_design": true
  }
 ],
 "Fiber": [
  {
   "type_variety": "SSMF",
   "dispersion": 1.67e-05,
   "effective_area": 8.3e-11,
   "pmd_coef": 1.265e-15
  },
  {
   "type_variety": "G654E",
   "dispersion": 2.1e-05,
   "effective_area": 1.25e-10,
   "pmd_coef": 1.265e-15
  }
 ],
 "Span": [
  {
   "power_mode": true,
   "delta_power_range_db": [
    0,
    0,
    0.5
   ],
   "max_fiber_lineic_loss_for_raman": 0.25,
   "target_extended_gain": 2.5,
   "max_length": 150,
   "length_units": "km",
   "max_loss": 28,
   "padding": 8,
   "EOL": 0,
   "con_in": 0.25,
   "con_out": 0.25
  }
 ],
 "Roadm": [
  {
   "target_out_mWperSlotWidth": 0.0002,
   "add_drop_osnr": 38,
   "pmd": 0,
   "pdl": 0,
   "restrictions": {
    "preamp_variety_list": [],
    "booster_variety_list": []
   }
  }
 ],
 "SI": [
  {
   "f_min": 190700000000000.0,
   "f_max": 196700000000000.0,
   "baud_rate": 131000000000.0,
   "spacing": 150000000000.0,
   "power_dbm": 4.0,
   "power_range_db": [
    0,
    0,
    1
   ],
   "roll_off": 0.1,
   "tx_osnr": 38,
   "sys_margins": 1.0
  }
 ],
 "Transceiver": [
  {
   "type_variety": "coherent-140G",
   "frequency": {
    "min": 190700000000000.0,
    "max": 196700000000000.0
   },
   "mode": [
    {
     "format": "800G-PCS16QAM",
     "baud_rate": 131000000000.0,
     "OSNR": 25.0,
     "bit_rate": 800000000000.0,
     "roll_off": 0.1,
     "tx_osnr": 38,
     "min_spacing": 150000000000.0,
     "cost": 1
    },
    {
     "format": "600G-PCS16QAM",
     "baud_rate": 131000000000.0,
     "OSNR": 21.5,
     "bit_rate": 600000000000.0,
     "roll_off": 0.1,
     "tx_osnr": 38,
     "min_spacing": 150000000000.0,
     "cost": 1
    },
    {
     "format": "400G-QPSK",
     "baud_rate": 131000000000.0,
     "OSNR": 18.0,
     "bit_rate": 400000000000.0,
     "roll_off": 0.1,
     "tx_osnr": 38,
     "min_spacing": 150000000000.0,
     "cost": 1
    }
   ]
  },
  {
   "type_variety": "coherent-90G",
   "frequency": {
    "min": 190700000000000.0,
    "max": 196700000000000.0
   },
   "mode": [
    {
     "format": "400G-PCS16QAM",
     "baud_rate": 91600000000.0,
     "OSNR": 20.5,
     "bit_rate": 400000000000.0,
     "roll_off": 0.1,
     "tx_osnr": 38,
     "min_spacing": 100000000000.0,
     "cost": 1
    },
    {
     "format": "300G-PCS16QAM",
     "baud_rate": 91600000000.0,
     "OSNR": 18.0,
     "bit_rate": 300000000000.0,
     "roll_off": 0.1,
     "tx_osnr": 38,
     "min_spacing": 100000000000.0,
     "cost": 1
    }
   ]
  },
  {
   "type_variety": "OpenZR+",
   "frequency": {
    "min": 191300000000000.0,
    "max": 196100000000000.0
   },
   "mode": [
    {
     "format": "ZR400-OFEC-16QAM",
     "baud_rate": 60138000000.0,
     "OSNR": 24.0,
     "bit_rate": 400000000000.0,
     "roll_off": 0.2,
     "tx_osnr": 36,
     "min_spacing": 75000000000.0,
     "cost": 1
    },
    {
     "format": "ZR300-OFEC-8QAM",
     "baud_rate": 60138000000.0,
     "OSNR": 21.0,
     "bit_rate": 300000000000.0,
     "roll_off": 0.2,
     "tx_osnr": 36,
     "min_spacing": 75000000000.0,
     "cost": 1
    },
    {
     "format": "ZR200-OFEC-QPSK",
     "baud_rate": 60138000000.0,
     "OSNR": 16.0,
     "bit_rate": 200000000000.0,
     "roll_off": 0.2,
     "tx_osnr": 36,
     "min_spacing": 75000000000.0,
     "cost": 1
    },
    {
     "format": "ZR100-OFEC-QPSK",
     "baud_rate": 30069000000.0,
     "OSNR": 12.5,
     "bit_rate": 100000000000.0,
     "roll_off": 0.2,
     "tx_osnr": 36,
     "min_spacing": 50000000000.0,
     "cost": 1
    }
   ]
  }
 ]
})json";

}  // namespace

std::string_view builtin_equipment_json() { return kText; }

Result<EquipmentFile> builtin_equipment() { return read_equipment_json(kText, "built-in equipment"); }

}  // namespace lightloom::formats
