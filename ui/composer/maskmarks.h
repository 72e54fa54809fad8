// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTextEdit>

namespace eventscope {

// Where keys stand masked (`sch_dev_…#3fa9`) in a document, dressed so that nobody takes them for the text
// that goes out. At most a few hundred.
[[nodiscard]] QList<QTextEdit::ExtraSelection> maskMarks(QTextDocument *document, const QPalette &palette);

// Whether a key stands masked in the text.
[[nodiscard]] bool holdsMask(const QByteArray &text);

}
