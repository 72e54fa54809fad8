// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "service/service.h"

namespace eventscope {

// "Ingest key": what the definition calls keys of that kind; empty where it says nothing.
[[nodiscard]] QString keyKindTitle(const Service &service, const QByteArray &kind);

}
