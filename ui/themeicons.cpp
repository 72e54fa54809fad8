// SPDX-License-Identifier: GPL-3.0-or-later
#include "theme.h"

#include <QFile>
#include <QIconEngine>
#include <QPainter>
#include <QSvgRenderer>

#include <algorithm>
#include <vector>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

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

    // Kept, as buttons ask each time they are painted.
    QPixmap pixmap(const QSize &size, QIcon::Mode mode, QIcon::State state) override
    {
        for (const Drawn &drawn : m_drawn) {
            if (drawn.mode == mode && drawn.pixmap.size() == size)
                return drawn.pixmap;
        }
        QPixmap pixmap(size);
        pixmap.fill(Qt::transparent);
        QPainter painter(&pixmap);
        paint(&painter, QRect({}, size), mode, state);
        painter.end();
        constexpr std::size_t mostDrawn = 16;
        if (m_drawn.size() < mostDrawn)
            m_drawn.push_back({mode, pixmap});
        return pixmap;
    }

    QIconEngine *clone() const override { return new InkIconEngine(*this); }

private:
    struct Drawn {
        QIcon::Mode mode;
        QPixmap pixmap;
    };

    QByteArray m_svg;
    QPalette m_palette;
    std::vector<Drawn> m_drawn;
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

QIcon themedIcon(const QString &name, const QPalette &palette)
{
    QFile file(u":/eventscope/icons/%1.svg"_s.arg(name));
    if (!file.open(QIODevice::ReadOnly))
        return {};
    return QIcon(new InkIconEngine(file.readAll(), palette));
}

}
