// SPDX-License-Identifier: GPL-3.0-or-later
#include "explorer/laneruler.h"

#include "explorer/axispainter.h"
#include "theme.h"

#include <QPainter>

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

// Both marks and the time between them.
class MarkRuler {
public:
    MarkRuler(QPainter &painter, const LaneScene &scene, const QPalette &palette)
        : m_painter(painter)
        , m_palette(palette)
        , m_accent(Theme::of(palette).accent)
        , m_ruler(scene.layout.ruler())
        , m_plot(scene.layout.plot())
    {
        const Columns &columns = scene.model.columns();
        if (const auto first = scene.marks.first())
            m_flags.push_back({scene.layout.x(columns.time(*first)), u"1"_s});
        if (const auto second = scene.marks.second())
            m_flags.push_back({scene.layout.x(columns.time(*second)), u"2"_s});
        if (const auto delta = scene.marks.delta(columns))
            m_delta = u"Δ "_s + deltaText(*delta);
        std::ranges::sort(m_flags, {}, &Flag::x);
    }

    void paint()
    {
        if (m_flags.size() == 2)
            paintSpan();
        for (const Flag &flag : m_flags)
            paintLine(flag);
        if (m_flags.size() == 2 && (isBehind(m_flags.front()) || isBefore(m_flags.back())))
            return paintFlag(m_painter, m_flags.front().label + u", "_s + m_flags.back().label + u"  "_s + m_delta,
                m_flags.front().x, m_ruler, m_palette);
        paintFlags();
    }

private:
    struct Flag {
        double x;
        QString label;
    };

    [[nodiscard]] bool isBefore(const Flag &flag) const { return flag.x < m_plot.left() - 1; }
    [[nodiscard]] bool isBehind(const Flag &flag) const { return flag.x > m_plot.right() + 1; }
    [[nodiscard]] double inside(const Flag &flag) const { return std::clamp(flag.x, m_plot.left(), m_plot.right()); }
    [[nodiscard]] double widthOf(const QString &text) const
    {
        return QFontMetricsF(m_painter.font()).horizontalAdvance(text) + 12;
    }

    void paintSpan()
    {
        const double left = inside(m_flags.front());
        const double right = inside(m_flags.back());
        QColor tint = m_accent;
        tint.setAlphaF(0.07F);
        m_painter.fillRect(QRectF(left, m_plot.top(), right - left, m_plot.height()), tint);
        m_painter.setPen(QPen(m_accent, 1));
        m_painter.drawLine(QPointF(left, m_ruler.center().y()), QPointF(right, m_ruler.center().y()));
    }

    void paintLine(const Flag &flag)
    {
        if (isBefore(flag) || isBehind(flag))
            return;
        const double x = std::round(flag.x) + 0.5;
        m_painter.setPen(QPen(m_accent, 1, Qt::DashLine));
        m_painter.drawLine(QPointF(x, m_ruler.top()), QPointF(x, m_plot.bottom()));
    }

    void paintFlags()
    {
        const double side = widthOf(u"◂ 2"_s);
        double left = inside(m_flags.front());
        double right = inside(m_flags.back());
        if (m_flags.size() == 2 && right - left < side) {    // beside one another
            const double middle = std::clamp(
                (left + right) / 2, m_plot.left() + side, std::max(m_plot.left(), m_plot.right() - 2 * side) + side);
            left = middle - side / 2;
            right = middle + side / 2;
        }
        if (m_flags.size() == 2) {
            const double wide = widthOf(m_delta);
            const bool fits = right - left > wide + side;
            const double behind = right + (side + wide) / 2;
            const double before = left - (side + wide) / 2;
            const double place = fits ? (left + right) / 2 : behind + wide / 2 < m_plot.right() ? behind : before;
            paintFlag(m_painter, m_delta, place, m_ruler, m_palette);
            paintFlag(m_painter, textOf(m_flags.back()), right, m_ruler, m_palette);
        }
        paintFlag(m_painter, textOf(m_flags.front()), left, m_ruler, m_palette);
    }

    [[nodiscard]] QString textOf(const Flag &flag) const
    {
        return isBefore(flag) ? u"◂ "_s + flag.label : isBehind(flag) ? flag.label + u" ▸"_s : flag.label;
    }

    QPainter &m_painter;
    const QPalette &m_palette;
    QColor m_accent;
    QRectF m_ruler;
    QRectF m_plot;
    std::vector<Flag> m_flags;    // by place
    QString m_delta;
};

}

void paintLaneRuler(QPainter &painter, const LaneScene &scene, const QPalette &palette)
{
    if (scene.marks.first())
        MarkRuler(painter, scene, palette).paint();
}

}
