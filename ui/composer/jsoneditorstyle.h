// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

#include <string_view>

class QPalette;
class QFont;
class QsciScintillaBase;

namespace eventscope {

class LineLayout;

// The numbers that the editor's parts agree on.
namespace editorstyle {

enum Style : char { Plain, Key, String, Number, Literal, Punctuation, Broken };
enum Indicator { InfoMark = 8, WarningMark, ErrorMark, FindMark };
enum Margin { FoldMargin = 0 };

}

// What a shown line leaves to the next: whether it ends inside a string (only a break does that), and how
// many brackets are open.
struct LineState {
    bool inString = false;
    int depth = 0;
};

// The styles of one shown line, its end included; `behind` is what follows it. `level` becomes the depth
// of the line itself: closing brackets at its begin count.
LineState styleLine(std::string_view line, std::string_view behind, LineState state, char *styles, int *level);

// Styles the surface from where styles end to the position; with folding, its levels too.
void styleTo(QsciScintillaBase &surface, const LineLayout &layout, long position, bool folding);

// Colours and fonts of the palette, for everything of the surface.
void dress(QsciScintillaBase &surface, const QPalette &palette, const QFont &font);

}
