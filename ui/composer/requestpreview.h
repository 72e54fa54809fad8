// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "delivery/request.h"

namespace eventscope {

// A request before it goes out.
struct RequestPreview {
    Request request;
    QString note;    // what is still added to its events; may be empty
};

}
