// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "composer/jsoneditorsearch.h"

#include <QTimer>
#include <QWidget>

#include <optional>

class QLabel;
class QLineEdit;
class QToolButton;

namespace eventscope {

// The bar below an editor: what is looked for, how many there are, and the way from one to the next.
class FindBar : public QWidget {
    Q_OBJECT

public:
    // `text` gives what is searched, at each search.
    FindBar(std::function<std::string_view()> text, QWidget *parent);

    // Opens with what is selected, where that is one line.
    void open(const QString &selected, quint32 caret);
    // To the match before or behind the place, around the end.
    void step(bool forward, quint32 caret);
    void textChanged();
    [[nodiscard]] const std::vector<TextSearch::Match> &matches() const { return m_matches; }

signals:
    void found();    // the matches are others now
    void matchChosen(quint32 offset, quint32 length);
    void stepRequested(bool forward);
    void closed();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void changeEvent(QEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    void layOut();
    void connectParts();
    void search();
    void tellCount(std::optional<std::size_t> at);
    void dress();

    std::function<std::string_view()> m_text;
    std::vector<TextSearch::Match> m_matches;
    QTimer m_delay;        // while the wanted is typed
    QTimer m_again;        // while the text is
    quint32 m_from = 0;    // where the caret was when the bar was opened
    QLineEdit *m_wanted;
    QToolButton *m_case;
    QLabel *m_count;
    QToolButton *m_previous;
    QToolButton *m_next;
    QToolButton *m_close;
};

}
