// SPDX-License-Identifier: GPL-3.0-or-later
#include "theme.h"

#include <QApplication>
#include <QCoreApplication>
#include <QFile>
#include <QIconEngine>
#include <QPainter>
#include <QStyle>
#include <QStyleFactory>
#include <QSvgRenderer>
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

// Renders an SVG whose ink is `currentColor` in the colour of its state, sharp at every size.
class InkIconEngine : public QIconEngine {
public:
    InkIconEngine(const QByteArray &svg, const QPalette &palette)
        : m_svg(svg)
        , m_palette(palette)
    {}

    void paint(QPainter *painter, const QRect &rect, QIcon::Mode mode, QIcon::State) override
    {
        const auto group = mode == QIcon::Disabled ? QPalette::Disabled : QPalette::Active;
        const auto role = mode == QIcon::Selected ? QPalette::HighlightedText : QPalette::ButtonText;
        QByteArray svg = m_svg;
        svg.replace("currentColor", m_palette.color(group, role).name().toLatin1());
        QSvgRenderer renderer(svg);
        renderer.render(painter, rect);
    }

    QPixmap pixmap(const QSize &size, QIcon::Mode mode, QIcon::State state) override
    {
        QPixmap pixmap(size);
        pixmap.fill(Qt::transparent);
        QPainter painter(&pixmap);
        paint(&painter, QRect({}, size), mode, state);
        return pixmap;
    }

    QIconEngine *clone() const override { return new InkIconEngine(*this); }

private:
    QByteArray m_svg;
    QPalette m_palette;
};

void paintTriangle(QPainter &painter, const QRectF &box, const QColor &color, const QColor &ground)
{
    painter.setBrush(color);
    painter.drawPolygon(
        QPolygonF{{box.center().x(), box.top()}, {box.right(), box.bottom() - 0.5}, {box.left(), box.bottom() - 0.5}});
    const double unit = box.height() / 12;
    painter.setBrush(ground);
    painter.drawRoundedRect(
        QRectF(box.center().x() - 0.8 * unit, box.top() + 4 * unit, 1.6 * unit, 4 * unit), 0.5, 0.5);
    painter.drawEllipse(QPointF(box.center().x(), box.top() + 9.7 * unit), unit, unit);
}

void paintStrokes(QPainter &painter, const QRectF &box, const QList<QPolygonF> &strokes, const QColor &color)
{
    painter.setPen(QPen(color, box.width() / 6.5, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.setBrush(Qt::NoBrush);
    for (const QPolygonF &stroke : strokes) {
        QPolygonF scaled;
        for (const QPointF &point : stroke)
            scaled << QPointF(box.left() + point.x() * box.width(), box.top() + point.y() * box.height());
        painter.drawPolyline(scaled);
    }
}

template <typename Paint>
QIcon drawnIcon(const Paint &paint)
{
    QIcon icon;
    for (const int size : {12, 16, 24, 32, 48}) {
        QPixmap pixmap(size, size);
        pixmap.fill(Qt::transparent);
        QPainter painter(&pixmap);
        paint(painter, QRectF(0, 0, size, size));
        painter.end();
        icon.addPixmap(pixmap);
    }
    return icon;
}

QString tr(const char *text)
{
    return QCoreApplication::translate("eventscope::Theme", text);
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
    if (QApplication::style()->name() != "fusion"_L1)
        QApplication::setStyle(QStyleFactory::create(u"fusion"_s));
    QApplication::setPalette(palette);
    QToolTip::setPalette(palette);    // which would stay as the system's is
}

void paintVerdict(QPainter &painter, const QRectF &square, Verdict verdict, const Theme &theme)
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    const double side = std::min(square.width(), square.height()) * 0.8;
    const QRectF box(square.center() - QPointF(side / 2, side / 2), QSizeF(side, side));
    const QColor color = theme.color(verdict);
    switch (verdict) {
    case Verdict::Valid:
        paintStrokes(painter, box, {QPolygonF{{0.08, 0.55}, {0.38, 0.85}, {0.92, 0.2}}}, color);
        break;
    case Verdict::Warning:
        paintTriangle(painter, box, color, theme.dark ? QColor(Qt::black) : QColor(Qt::white));
        break;
    case Verdict::Invalid:
        paintStrokes(
            painter, box, {QPolygonF{{0.14, 0.14}, {0.86, 0.86}}, QPolygonF{{0.86, 0.14}, {0.14, 0.86}}}, color);
        break;
    case Verdict::Unjudged:
        painter.setPen(QPen(color, side / 7));
        painter.setBrush(Qt::NoBrush);
        painter.drawEllipse(box.adjusted(side * 0.14, side * 0.14, -side * 0.14, -side * 0.14));
        break;
    }
    painter.restore();
}

QIcon verdictIcon(Verdict verdict, const QPalette &palette)
{
    const Theme theme = Theme::of(palette);
    return drawnIcon([&](QPainter &painter, const QRectF &box) { paintVerdict(painter, box, verdict, theme); });
}

QIcon severityIcon(Severity severity, const QPalette &palette)
{
    if (severity == Severity::Error)
        return verdictIcon(Verdict::Invalid, palette);
    if (severity == Severity::Warning)
        return verdictIcon(Verdict::Warning, palette);
    if (severity == Severity::NotJudged)
        return verdictIcon(Verdict::Unjudged, palette);
    const QColor color = Theme::of(palette).color(severity);
    return drawnIcon([&](QPainter &painter, const QRectF &square) {
        painter.setRenderHint(QPainter::Antialiasing);
        const double unit = square.width() / 12;
        painter.setPen(QPen(color, 1.4 * unit));
        painter.drawEllipse(square.center(), 4.6 * unit, 4.6 * unit);
        painter.drawLine(square.center() - QPointF(0, 0.4 * unit), square.center() + QPointF(0, 2.4 * unit));
        painter.drawPoint(square.center() - QPointF(0, 2.4 * unit));
    });
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

QIcon themedIcon(const QString &name, const QPalette &palette)
{
    QFile file(u":/eventscope/icons/%1.svg"_s.arg(name));
    if (!file.open(QIODevice::ReadOnly))
        return {};
    return QIcon(new InkIconEngine(file.readAll(), palette));
}

double contrast(const QColor &a, const QColor &b)
{
    const double first = luminance(a);
    const double second = luminance(b);
    return (std::max(first, second) + 0.05) / (std::min(first, second) + 0.05);
}

}
