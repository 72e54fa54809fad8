// SPDX-License-Identifier: GPL-3.0-or-later
#include "mainwindow/messagebar.h"

#include "theme.h"

#include <QAccessible>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QToolButton>
#include <QVBoxLayout>

#include <utility>

using namespace Qt::StringLiterals;

namespace eventscope {

class MessageBar::Row : public QWidget {
public:
    Row(Message message, MessageBar &bar)
        : QWidget(&bar)
        , m_message(std::move(message))
        , m_icon(new QLabel(this))
        , m_close(new QToolButton(this))
    {
        setObjectName(u"message"_s);
        auto *layout = new QHBoxLayout(this);
        layout->setContentsMargins(10, 5, 6, 5);
        layout->setSpacing(8);
        layout->addWidget(m_icon);
        auto *text = new QLabel(m_message.text, this);
        text->setObjectName(u"messageText"_s);
        text->setTextFormat(Qt::PlainText);
        text->setTextInteractionFlags(Qt::TextSelectableByMouse);
        text->setWordWrap(true);
        layout->addWidget(text, 1);
        for (size_t i = 0; i < m_message.actions.size(); ++i) {
            auto *button = new QPushButton(m_message.actions[i].label, this);
            button->setObjectName(u"messageAction%1"_s.arg(i));
            connect(button, &QPushButton::clicked, &bar, [this, &bar, act = m_message.actions[i].act] {
                bar.close(this);
                act();
            });
            layout->addWidget(button);
        }
        m_close->setObjectName(u"messageClose"_s);
        m_close->setAutoRaise(true);
        m_close->setToolTip(MessageBar::tr("Close this message"));
        m_close->setAccessibleName(m_close->toolTip());
        connect(m_close, &QToolButton::clicked, &bar, [this, &bar] { bar.close(this); });
        layout->addWidget(m_close);
        setAccessibleName(m_message.text);
        paintIcons();
    }

    [[nodiscard]] const QByteArray &key() const { return m_message.key; }

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        const Theme theme = Theme::of(palette());
        painter.fillRect(rect(), ground(theme));
        painter.fillRect(QRect(0, 0, 3, height()), theme.color(severity()));
        painter.setPen(theme.gridLine);
        painter.drawLine(0, height() - 1, width(), height() - 1);
    }

    void changeEvent(QEvent *event) override
    {
        QWidget::changeEvent(event);
        if (event->type() == QEvent::PaletteChange)
            paintIcons();
    }

private:
    [[nodiscard]] QColor ground(const Theme &theme) const
    {
        switch (m_message.kind) {
        case Message::Kind::Notice:
            break;
        case Message::Kind::Warning:
            return theme.warningFill;
        case Message::Kind::Error:
            return theme.errorFill;
        }
        return theme.noticeFill;
    }

    [[nodiscard]] Severity severity() const { return severityOf(m_message.kind); }

    void paintIcons()
    {
        m_icon->setPixmap(severityIcon(severity(), palette()).pixmap(16, 16));
        m_close->setIcon(themedIcon(u"close"_s, palette()));
    }

    Message m_message;
    QLabel *m_icon;
    QToolButton *m_close;
};

Severity severityOf(Message::Kind kind)
{
    switch (kind) {
    case Message::Kind::Notice:
        break;
    case Message::Kind::Warning:
        return Severity::Warning;
    case Message::Kind::Error:
        return Severity::Error;
    }
    return Severity::Info;
}

MessageBar::MessageBar(QWidget *parent)
    : QWidget(parent)
    , m_layout(new QVBoxLayout(this))
{
    setObjectName(u"messageBar"_s);
    m_layout->setContentsMargins(0, 0, 0, 0);
    m_layout->setSpacing(0);
    hide();
}

void MessageBar::post(Message message)
{
    if (!message.key.isEmpty())
        dismiss(message.key);
    while (count() >= most)
        close(rows().constFirst());
    emit posted(message.kind, message.text);
    m_layout->addWidget(new Row(std::move(message), *this));
    show();
    QAccessibleEvent event(this, QAccessible::Alert);
    QAccessible::updateAccessibility(&event);
}

void MessageBar::dismiss(const QByteArray &key)
{
    for (Row *row : rows()) {
        if (row->key() == key)
            close(row);
    }
}

void MessageBar::clear()
{
    for (Row *row : rows())
        close(row);
}

int MessageBar::count() const
{
    return m_layout->count();
}

QList<MessageBar::Row *> MessageBar::rows() const
{
    QList<Row *> rows;
    for (int i = 0; i < m_layout->count(); ++i)
        rows << static_cast<Row *>(m_layout->itemAt(i)->widget());
    return rows;
}

// May be called from a signal of the row's own button.
void MessageBar::close(Row *row)
{
    m_layout->removeWidget(row);
    row->hide();
    row->deleteLater();
    setVisible(count() > 0);
}

}
