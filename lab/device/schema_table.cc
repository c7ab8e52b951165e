#include "lab/device/schema_table.h"

#include <array>

namespace lightloom::lab {
namespace {

constexpr std::string_view kAdminWords = "ENABLED|DISABLED|MAINT";

constexpr std::array kRows{
    // openconfig-system, -alarms
    Row{"/system/state/hostname"},
    Row{"/system/state/boot-time", RowType::kUint64},
    Row{"/system/alarms/alarm[id]/state/id"},
    Row{"/system/alarms/alarm[id]/state/resource"},
    Row{"/system/alarms/alarm[id]/state/text"},
    Row{"/system/alarms/alarm[id]/state/time-created", RowType::kUint64},
    Row{"/system/alarms/alarm[id]/state/severity"},
    Row{"/system/alarms/alarm[id]/state/type-id"},
    // openconfig-lldp
    Row{"/lldp/state/chassis-id"},
    Row{"/lldp/state/chassis-id-type"},
    Row{"/lldp/state/system-name"},
    Row{"/lldp/interfaces/interface[name]/state/name"},
    Row{"/lldp/interfaces/interface[name]/neighbors/neighbor[id]/state/id"},
    Row{"/lldp/interfaces/interface[name]/neighbors/neighbor[id]/state/chassis-id"},
    Row{"/lldp/interfaces/interface[name]/neighbors/neighbor[id]/state/port-id"},
    Row{"/lldp/interfaces/interface[name]/neighbors/neighbor[id]/state/system-name"},
    // openconfig-platform, -platform-transceiver, -terminal-device
    Row{"/components/component[name]/config/name"},
    Row{"/components/component[name]/state/type"},
    Row{"/components/component[name]/state/serial-no"},
    Row{"/components/component[name]/state/mfg-name"},
    Row{"/components/component[name]/state/software-version"},
    Row{"/components/component[name]/transceiver/config/enabled", RowType::kFlag},
    Row{"/components/component[name]/optical-channel/config/frequency", RowType::kUint64},
    Row{"/components/component[name]/optical-channel/config/target-output-power", RowType::kDecimal},
    Row{"/components/component[name]/optical-channel/config/operational-mode", RowType::kUint16},
    Row{"/components/component[name]/optical-channel/config/line-port"},
    Row{"/components/component[name]/optical-channel/state/input-power/instant", RowType::kDecimal},
    Row{"/components/component[name]/optical-channel/state/output-power/instant", RowType::kDecimal},
    Row{"/components/component[name]/optical-channel/state/esnr/instant", RowType::kDecimal},
    Row{"/components/component[name]/optical-channel/state/osnr/instant", RowType::kDecimal},
    Row{"/components/component[name]/optical-channel/state/chromatic-dispersion/instant", RowType::kDecimal},
    Row{"/components/component[name]/optical-channel/state/pre-fec-ber/instant", RowType::kBitErrorRatio},
    Row{"/terminal-device/logical-channels/channel[index]/config/index", RowType::kUint32},
    Row{"/terminal-device/logical-channels/channel[index]/config/description"},
    Row{"/terminal-device/logical-channels/channel[index]/config/admin-state", RowType::kWord, kAdminWords},
    Row{"/terminal-device/logical-channels/channel[index]/logical-channel-assignments/assignment[index]/"
        "config/"
        "index",
        RowType::kUint32},
    Row{"/terminal-device/logical-channels/channel[index]/logical-channel-assignments/assignment[index]/"
        "config/"
        "assignment-type",
        RowType::kWord, "LOGICAL_CHANNEL|OPTICAL_CHANNEL"},
    Row{"/terminal-device/logical-channels/channel[index]/logical-channel-assignments/assignment[index]/"
        "config/"
        "optical-channel"},
    Row{"/terminal-device/logical-channels/channel[index]/logical-channel-assignments/assignment[index]/"
        "config/"
        "allocation",
        RowType::kDecimal},
    Row{"/terminal-device/operational-modes/mode[mode-id]/state/mode-id", RowType::kUint16},
    Row{"/terminal-device/operational-modes/mode[mode-id]/state/description"},
    Row{"/terminal-device/operational-modes/mode[mode-id]/state/vendor-id"},
    // openconfig-wavelength-router
    Row{"/wavelength-router/media-channels/channel[index]/config/index", RowType::kUint32},
    Row{"/wavelength-router/media-channels/channel[index]/config/name"},
    Row{"/wavelength-router/media-channels/channel[index]/config/lower-frequency", RowType::kUint64},
    Row{"/wavelength-router/media-channels/channel[index]/config/upper-frequency", RowType::kUint64},
    Row{"/wavelength-router/media-channels/channel[index]/config/admin-status", RowType::kWord, kAdminWords},
    Row{"/wavelength-router/media-channels/channel[index]/state/oper-status"},
    Row{"/wavelength-router/media-channels/channel[index]/source/config/port-name"},
    Row{"/wavelength-router/media-channels/channel[index]/dest/config/port-name"},
    // openconfig-optical-amplifier
    Row{"/optical-amplifier/amplifiers/amplifier[name]/config/name"},
    Row{"/optical-amplifier/amplifiers/amplifier[name]/config/type"},
    Row{"/optical-amplifier/amplifiers/amplifier[name]/config/target-gain", RowType::kDecimal},
    Row{"/optical-amplifier/amplifiers/amplifier[name]/config/target-gain-tilt", RowType::kDecimal},
    Row{"/optical-amplifier/amplifiers/amplifier[name]/config/enabled", RowType::kFlag},
    Row{"/optical-amplifier/amplifiers/amplifier[name]/state/actual-gain/instant", RowType::kDecimal},
    Row{"/optical-amplifier/amplifiers/amplifier[name]/state/input-power-total/instant", RowType::kDecimal},
    Row{"/optical-amplifier/amplifiers/amplifier[name]/state/output-power-total/instant", RowType::kDecimal},
    // openconfig-channel-monitor
    Row{"/channel-monitors/channel-monitor[name]/state/name"},
    Row{"/channel-monitors/channel-monitor[name]/channels/channel[lower-frequency][upper-frequency]/state/"
        "lower-frequency",
        RowType::kUint64},
    Row{"/channel-monitors/channel-monitor[name]/channels/channel[lower-frequency][upper-frequency]/state/"
        "upper-frequency",
        RowType::kUint64},
    Row{"/channel-monitors/channel-monitor[name]/channels/channel[lower-frequency][upper-frequency]/state/"
        "power",
        RowType::kDecimal},
};

}  // namespace

std::span<const Row> schema_rows() { return kRows; }

}  // namespace lightloom::lab
