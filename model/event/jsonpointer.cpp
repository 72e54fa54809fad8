// SPDX-License-Identifier: GPL-3.0-or-later
#include "event/jsonpointer.h"
