// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "event/event.h"
#include "validation/finding.h"

#include <QColor>
#include <QIcon>
#include <QPalette>

#include <array>

class QPainter;
class QRectF;

namespace eventscope {

// What the user chose.
enum class ThemeChoice : quint8 { System, Light, Dark };

// The spelling of settings: "system", "light", "dark".
[[nodiscard]] QString themeChoiceId(ThemeChoice choice);
[[nodiscard]] ThemeChoice themeChoiceFromId(const QString &id);

// The colours with a meaning, for the palette in force. A value: ask for it where it is used, as
// `Theme::of(palette())`, at each paint or in changeEvent(PaletteChange), so that a switch of theme is
// followed. Every colour but fills and lines stands at 4.5:1 or more against QPalette::Base,
// AlternateBase and Window.
struct Theme {
    static constexpr int seriesCount = 8;

    bool dark = false;

    QColor subtleText;    // hints, units, labels of axes
    QColor accent;        // the focus, the brush of the timeline, links
    QColor gridLine;      // faint lines between things
    QColor outline;       // borders that must be seen: 3:1

    QColor ok;    // verdicts, as text and symbols
    QColor warning;
    QColor error;
    QColor unjudged;

    QColor noticeFill;    // grounds of messages; QPalette::Text is readable on each
    QColor warningFill;
    QColor errorFill;

    QColor key;    // JSON, in tree and source
    QColor string;
    QColor number;
    QColor literal;

    // For stacks and legends: told apart by people with any colour vision, neighbours by lightness
    // too. Fills: 3:1 against Base.
    std::array<QColor, seriesCount> series;
    QColor otherSeries;

    [[nodiscard]] static Theme of(const QPalette &palette);

    [[nodiscard]] QColor color(Verdict verdict) const;
    [[nodiscard]] QColor color(Severity severity) const;
};

// The palettes that the program brings.
[[nodiscard]] QPalette lightPalette();
[[nodiscard]] QPalette darkPalette();

// Sets style and palette of the program. System means light or dark, as the system's palette is; a
// high-contrast palette of the system is left as it is.
void applyTheme(ThemeChoice choice);

// The symbol of a verdict, told by its form too: a tick, a triangle, a cross, a ring.
void paintVerdict(QPainter &painter, const QRectF &square, Verdict verdict, const Theme &theme);
[[nodiscard]] QIcon verdictIcon(Verdict verdict, const QPalette &palette);
[[nodiscard]] QIcon severityIcon(Severity severity, const QPalette &palette);
// "Valid", "Warning", "Invalid", "Not judged", translated.
[[nodiscard]] QString verdictTitle(Verdict verdict);

// An icon of resources/icons (`filter` for filter.svg) in the palette's text colour, dimmed when
// disabled. Ask again when the palette changes.
[[nodiscard]] QIcon themedIcon(const QString &name, const QPalette &palette);

// The contrast ratio of WCAG 2, 1 to 21.
[[nodiscard]] double contrast(const QColor &a, const QColor &b);

}
