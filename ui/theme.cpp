// SPDX-License-Identifier: GPL-3.0-or-later
#include "theme.h"

#include "event/tr.h"
#include "themestyle.h"

#include <QApplication>
#include <QStyle>
#include <QToolTip>

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

struct PaletteColors {
    QRgb window, base, alternate, text, button, highlight, subtle, disabled, line, link;
};

QPalette paletteOf(const PaletteColors &c)
{
    const QColor text(c.text);
    const QColor disabled(c.disabled);
    QPalette palette{QColor(c.button), QColor(c.window)};
    palette.setColor(QPalette::Window, c.window);
    palette.setColor(QPalette::WindowText, text);
    palette.setColor(QPalette::Base, c.base);
    palette.setColor(QPalette::AlternateBase, c.alternate);
    palette.setColor(QPalette::ToolTipBase, c.button);
    palette.setColor(QPalette::ToolTipText, text);
    palette.setColor(QPalette::Text, text);
    palette.setColor(QPalette::PlaceholderText, c.subtle);
    palette.setColor(QPalette::Button, c.button);
    palette.setColor(QPalette::ButtonText, text);
    palette.setColor(QPalette::BrightText, c.highlight);
    palette.setColor(QPalette::Highlight, c.highlight);
    palette.setColor(QPalette::HighlightedText, Qt::white);
    palette.setColor(QPalette::Link, c.link);
    palette.setColor(QPalette::LinkVisited, c.link);
    palette.setColor(QPalette::Mid, c.line);
    palette.setColor(QPalette::Dark, QColor(c.line).darker(115));
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText, QPalette::ToolTipText})
        palette.setColor(QPalette::Disabled, role, disabled);
    palette.setColor(QPalette::Disabled, QPalette::Highlight, c.line);
    palette.setColor(QPalette::Disabled, QPalette::HighlightedText, disabled);
    return palette;
}

Theme lightTheme()
{
    Theme theme;
    theme.dark = false;
    theme.subtleText = 0x5a6370;
    theme.accent = 0x1d5fc4;
    theme.gridLine = 0xe1e4e9;
    theme.outline = 0x868f9c;
    theme.ok = 0x1b7338;
    theme.warning = 0x8a5a00;
    theme.error = 0xb8232f;
    theme.unjudged = 0x5d6673;
    theme.noticeFill = 0xe3edfb;
    theme.warningFill = 0xfdf0d3;
    theme.errorFill = 0xfbe3e4;
    theme.key = 0x1a4f9c;
    theme.string = 0x1f6b3a;
    theme.number = 0x8a3ea8;
    theme.literal = 0x9c4a00;
    theme.series = {QColor(0x5887cb), QColor(0x733e4e), QColor(0x79922b), QColor(0x3444a8), QColor(0xbb75a0),
        QColor(0x7b41e9), QColor(0xc35f5d), QColor(0x664882)};
    theme.otherSeries = 0x8b929c;
    return theme;
}

Theme darkTheme()
{
    Theme theme;
    theme.dark = true;
    theme.subtleText = 0x9ca5b2;
    theme.accent = 0x7fb0ff;
    theme.gridLine = 0x2f343c;
    theme.outline = 0x707a88;
    theme.ok = 0x5fc987;
    theme.warning = 0xe6b450;
    theme.error = 0xff8a86;
    theme.unjudged = 0xa0a9b5;
    theme.noticeFill = 0x1d3252;
    theme.warningFill = 0x43340f;
    theme.errorFill = 0x4d1f22;
    theme.key = 0x8ab6f5;
    theme.string = 0x8fd0a0;
    theme.number = 0xd9a3ec;
    theme.literal = 0xe8a871;
    theme.series = {QColor(0x7bc1da), QColor(0x915ebd), QColor(0xd2ba7f), QColor(0x5e5fef), QColor(0xe5609c),
        QColor(0x768c2a), QColor(0x9bcd43), QColor(0x368249)};
    theme.otherSeries = 0x7d8590;
    return theme;
}

double channel(double value)
{
    return value <= 0.04045 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4);
}

double luminance(const QColor &color)
{
    return 0.2126 * channel(double(color.redF())) + 0.7152 * channel(double(color.greenF())) +
           0.0722 * channel(double(color.blueF()));
}

bool isDark(const QPalette &palette)
{
    return luminance(palette.color(QPalette::Base)) < luminance(palette.color(QPalette::Text));
}

// As the system started us, before any palette of ours.
const QPalette &systemPalette()
{
    static const QPalette palette = QApplication::palette();
    return palette;
}

bool isHighContrast(const QPalette &palette)
{
    const QColor window = palette.color(QPalette::Window);
    return window == palette.color(QPalette::Base) && contrast(window, palette.color(QPalette::Text)) > 20;
}

QPalette paletteFor(ThemeChoice choice)
{
    const QPalette &system = systemPalette();
    if (choice == ThemeChoice::System && isHighContrast(system))
        return system;
    const bool dark = choice == ThemeChoice::Dark || (choice == ThemeChoice::System && isDark(system));
    return dark ? darkPalette() : lightPalette();
}

}

QString themeChoiceId(ThemeChoice choice)
{
    switch (choice) {
    case ThemeChoice::System:
        break;
    case ThemeChoice::Light:
        return u"light"_s;
    case ThemeChoice::Dark:
        return u"dark"_s;
    }
    return u"system"_s;
}

ThemeChoice themeChoiceFromId(const QString &id)
{
    if (id == "light"_L1)
        return ThemeChoice::Light;
    return id == "dark"_L1 ? ThemeChoice::Dark : ThemeChoice::System;
}

Theme Theme::of(const QPalette &palette)
{
    static const Theme light = lightTheme();
    static const Theme dark = darkTheme();
    return isDark(palette) ? dark : light;
}

QColor Theme::color(Verdict verdict) const
{
    switch (verdict) {
    case Verdict::Unjudged:
        return unjudged;
    case Verdict::Valid:
        return ok;
    case Verdict::Warning:
        return warning;
    case Verdict::Invalid:
        return error;
    }
    return unjudged;
}

QColor Theme::color(Severity severity) const
{
    switch (severity) {
    case Severity::NotJudged:
        return unjudged;
    case Severity::Info:
        return accent;
    case Severity::Warning:
        return warning;
    case Severity::Error:
        return error;
    }
    return unjudged;
}

QPalette lightPalette()
{
    return paletteOf({.window = 0xf3f4f6,
        .base = 0xffffff,
        .alternate = 0xf7f8fa,
        .text = 0x1b1f26,
        .button = 0xf7f8fa,
        .highlight = 0x2462c2,
        .subtle = 0x5a6370,
        .disabled = 0x959daa,
        .line = 0xc9ced6,
        .link = 0x1d5fc4});
}

QPalette darkPalette()
{
    return paletteOf({.window = 0x1e2126,
        .base = 0x16181c,
        .alternate = 0x1a1d22,
        .text = 0xe3e6eb,
        .button = 0x2a2e36,
        .highlight = 0x2d62b8,
        .subtle = 0x9ca5b2,
        .disabled = 0x6a727e,
        .line = 0x3a4049,
        .link = 0x7fb0ff});
}

void applyTheme(ThemeChoice choice)
{
    const QPalette palette = paletteFor(choice);
    if (!qobject_cast<ThemeStyle *>(QApplication::style()))
        QApplication::setStyle(new ThemeStyle);
    QApplication::setPalette(palette);
    QToolTip::setPalette(palette);    // which would stay as the system's is
}

QString verdictTitle(Verdict verdict)
{
    switch (verdict) {
    case Verdict::Unjudged:
        return tr("Not judged");
    case Verdict::Valid:
        return tr("Valid");
    case Verdict::Warning:
        return tr("Warning");
    case Verdict::Invalid:
        return tr("Invalid");
    }
    return {};
}

double contrast(const QColor &a, const QColor &b)
{
    const double first = luminance(a);
    const double second = luminance(b);
    return (std::max(first, second) + 0.05) / (std::min(first, second) + 0.05);
}

}
