// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "explorer/timelineseries.h"

#include <QWidget>

class QAbstractButton;

namespace eventscope {

// The series by colour, name and count; a click filters for one, Ctrl+click adds one, Alt+click excludes one.
// One stop for Tab, arrows move within, Enter is a click.
class TimelineLegend : public QWidget {
    Q_OBJECT

public:
    explicit TimelineLegend(QWidget *parent = nullptr);

    // The series of the histogram; those whose values the filter lets through are checked.
    void follow(const TimelineModel &model, const SeriesColors &colors);

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;
    [[nodiscard]] int heightForWidth(int width) const override;

signals:
    void valueClicked(const QByteArray &value, bool add);
    void valueExcluded(const QByteArray &value);

protected:
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;
    bool eventFilter(QObject *object, QEvent *event) override;

private:
    class Entry;

    int arrange(int width, bool apply) const;
    void moveFocus(int by);

    QList<Entry *> m_entries;
    HistogramSpec::Stack m_stack = HistogramSpec::Stack::Name;
    // It does not give up a line that it once needed, or what is below would jump while one pans.
    int m_tallest = 0;
    int m_tallestFor = 0;    // that width
};

}
