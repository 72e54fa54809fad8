// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "validation/finding.h"

#include <QByteArray>
#include <QString>
#include <QWidget>

#include <functional>
#include <vector>

class QVBoxLayout;

namespace eventscope {

// What the window says without asking for an answer at once.
struct Message {
    enum class Kind : quint8 { Notice, Warning, Error };
    struct Action {
        QString label;
        std::function<void()> act;    // the message goes away first
    };

    Kind kind = Kind::Notice;
    QString text;      // plain
    QByteArray key;    // takes the place of an earlier message with the same key; may be empty
    std::vector<Action> actions;
};

// What its icon and colour say.
[[nodiscard]] Severity severityOf(Message::Kind kind);

// Messages one below the other, each with its actions and a button that closes it. The oldest gives
// way when there are too many; hidden when there is none.
class MessageBar : public QWidget {
    Q_OBJECT

public:
    static constexpr int most = 4;

    explicit MessageBar(QWidget *parent = nullptr);

    void post(Message message);
    void dismiss(const QByteArray &key);
    void clear();
    [[nodiscard]] int count() const;

signals:
    void posted(eventscope::Message::Kind kind, const QString &text);

private:
    class Row;

    [[nodiscard]] QList<Row *> rows() const;
    void close(Row *row);

    QVBoxLayout *m_layout;
};

}
