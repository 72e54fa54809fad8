// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "intake/inputwindow.h"

namespace eventscope {

enum class InputForm {
    Lines,       // one value a line
    Document,    // values that may span lines, one after the other
    Utf16,       // nothing we read
};

// Decides by the first lines (the window is read on, nothing is dropped), so that one broken line does
// not swallow the file and a document laid out over lines is not cut into them.
[[nodiscard]] InputForm detectForm(InputWindow &window, std::size_t mostBytes);

}
