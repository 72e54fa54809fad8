// SPDX-License-Identifier: GPL-3.0-or-later
#include "explorer/timelinelegend.h"

#include <QAbstractButton>
#include <QApplication>
#include <QKeyEvent>
#include <QLocale>
#include <QPainter>

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

constexpr int swatch = 12;
constexpr int inset = 6;
constexpr int between = 6;
constexpr int widestName = 200;

}

// One series: its fill, its name, how many.
class TimelineLegend::Entry : public QAbstractButton {
public:
    explicit Entry(QWidget *parent)
        : QAbstractButton(parent)
    {
        setCheckable(true);
        setCursor(Qt::PointingHandCursor);
        setAttribute(Qt::WA_Hover);
    }

    void setSeries(const Histogram::Series &series, const QString &title, const SeriesColors &colors, bool chosen)
    {
        m_series = series;
        m_series.counts.clear();
        m_colors = &colors;
        const QString count = QLocale().toString(qlonglong{series.total});
        setText(title);
        m_count = count;
        setChecked(chosen);
        setEnabled(!series.other);
        setAccessibleName(tr("%1, %2 events").arg(title, count));
        setToolTip(series.other ? tr("What is left beside the most frequent ones: %1 events").arg(count)
                   : chosen
                       ? tr("%1: %2 events. Click to show the others again, Ctrl+click to take it out.")
                             .arg(title.toHtmlEscaped(), count)
                       : tr("%1: %2 events. Click to filter for it, Ctrl+click to add it, Alt+click to exclude it.")
                             .arg(title.toHtmlEscaped(), count));
        updateGeometry();
        update();
    }

    [[nodiscard]] const QByteArray &value() const { return m_series.value; }

    [[nodiscard]] QSize sizeHint() const override
    {
        const QFontMetrics metrics = fontMetrics();
        const int name = std::min(widestName, metrics.horizontalAdvance(text()) + 1);
        return {
            inset * 2 + swatch + between + name + between + metrics.horizontalAdvance(m_count), metrics.height() + 6};
    }

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        const Theme theme = Theme::of(palette());
        const QRectF frame = QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5);
        if (isChecked() || (underMouse() && isEnabled()) || hasFocus()) {
            painter.setPen(hasFocus() || isChecked() ? QPen(theme.accent) : QPen(Qt::NoPen));
            painter.setBrush(isChecked() ? theme.noticeFill : underMouse() ? theme.gridLine : QColor(Qt::transparent));
            painter.drawRoundedRect(frame, 4, 4);
        }
        painter.setRenderHint(QPainter::Antialiasing, false);
        const QRect mark(inset, (height() - swatch) / 2, swatch, swatch);
        paintSeries(painter, {mark}, m_colors->fill(m_series, theme), palette().color(QPalette::Base));
        const QFontMetrics metrics = fontMetrics();
        const int count = metrics.horizontalAdvance(m_count);
        const QRect name(
            mark.right() + 1 + between, 0, width() - mark.right() - 1 - 2 * between - count - inset, height());
        painter.setPen(palette().color(QPalette::Active, QPalette::WindowText));
        painter.drawText(name, Qt::AlignVCenter, metrics.elidedText(text(), Qt::ElideMiddle, name.width()));
        painter.setPen(theme.subtleText);
        painter.drawText(rect().adjusted(0, 0, -inset, 0), Qt::AlignVCenter | Qt::AlignRight, m_count);
    }

private:
    Histogram::Series m_series;
    QString m_count;
    const SeriesColors *m_colors = nullptr;
};

TimelineLegend::TimelineLegend(QWidget *parent)
    : QWidget(parent)
{
    setObjectName(u"timelineLegend"_s);
    setAccessibleName(tr("Legend"));
    QSizePolicy policy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
}

void TimelineLegend::follow(const TimelineModel &model, const SeriesColors &colors)
{
    const std::vector<Histogram::Series> &series = model.histogram().series;
    const QList<QByteArray> chosen = model.chosenValues();
    while (m_entries.size() > static_cast<qsizetype>(series.size()))
        delete m_entries.takeLast();
    while (m_entries.size() < static_cast<qsizetype>(series.size())) {
        auto *entry = new Entry(this);
        entry->installEventFilter(this);
        connect(entry, &QAbstractButton::clicked, this, [this, entry] {
            const Qt::KeyboardModifiers keys = QApplication::keyboardModifiers();
            if (keys.testFlag(Qt::AltModifier))
                emit valueExcluded(entry->value());
            else
                emit valueClicked(entry->value(), keys.testFlag(Qt::ControlModifier));
        });
        m_entries << entry;
    }
    for (qsizetype i = 0; i < m_entries.size(); ++i) {
        const Histogram::Series &one = series[static_cast<size_t>(i)];
        Entry *entry = m_entries[i];
        entry->setObjectName(u"legend-%1"_s.arg(i));
        entry->setFocusPolicy(i == 0 ? Qt::StrongFocus : Qt::ClickFocus);
        entry->setSeries(one, seriesTitle(one, model), colors, !one.other && chosen.contains(literal(one.value)));
        entry->setVisible(true);
    }
    if (std::exchange(m_stack, model.stack()) != model.stack() || m_tallestFor != width())
        m_tallest = 0;
    m_tallestFor = width();
    m_tallest = std::max(m_tallest, arrange(width(), true));
    updateGeometry();
}

QSize TimelineLegend::sizeHint() const
{
    return {400, heightForWidth(std::max(200, width()))};
}

QSize TimelineLegend::minimumSizeHint() const
{
    return {120, fontMetrics().height() + 6};
}

int TimelineLegend::heightForWidth(int width) const
{
    const int needed = arrange(width, false);
    return width == m_tallestFor ? std::max(needed, m_tallest) : needed;
}

// Left to right, then the next line; the height that it takes.
int TimelineLegend::arrange(int width, bool apply) const
{
    const int line = fontMetrics().height() + 6;
    int x = 0;
    int y = 0;
    for (Entry *entry : m_entries) {
        const QSize size = entry->sizeHint().boundedTo({std::max(60, width), line});
        if (x > 0 && x + size.width() > width) {
            x = 0;
            y += line + 2;
        }
        if (apply)
            entry->setGeometry(QRect({x, y}, size));
        x += size.width() + 4;
    }
    return y + line;
}

void TimelineLegend::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    arrange(width(), true);
}

void TimelineLegend::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::FontChange) {
        updateGeometry();
        arrange(width(), true);
    }
}

bool TimelineLegend::eventFilter(QObject *object, QEvent *event)
{
    if (event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent *>(event)->key();
        if (key == Qt::Key_Left || key == Qt::Key_Up || key == Qt::Key_Right || key == Qt::Key_Down) {
            moveFocus(key == Qt::Key_Left || key == Qt::Key_Up ? -1 : 1);
            return true;
        }
        if (key == Qt::Key_Return || key == Qt::Key_Enter) {
            static_cast<QAbstractButton *>(object)->click();
            return true;
        }
    }
    return QWidget::eventFilter(object, event);
}

void TimelineLegend::moveFocus(int by)
{
    const auto now = std::ranges::find_if(m_entries, [](const Entry *entry) { return entry->hasFocus(); });
    for (qsizetype i = now - m_entries.begin() + by; i >= 0 && i < m_entries.size(); i += by) {
        if (m_entries[i]->isEnabled()) {
            m_entries[i]->setFocus(Qt::OtherFocusReason);
            return;
        }
    }
}

}
