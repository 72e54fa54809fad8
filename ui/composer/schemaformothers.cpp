// SPDX-License-Identifier: GPL-3.0-or-later
#include "composer/schemaformothers.h"

#include "compose/formvalue.h"
#include "theme.h"

#include <QBoxLayout>
#include <QComboBox>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace eventscope {

SchemaFormOthers::SchemaFormOthers(FieldHost &host, QWidget *parent)
    : QWidget(parent)
    , m_host(host)
    , m_key(new QLineEdit(this))
    , m_object(new QComboBox(this))
    , m_fault(new QLabel(this))
{
    m_key->setObjectName(u"add:"_s);
    m_key->setPlaceholderText(tr("Add a member"));
    m_key->setAccessibleName(tr("Add a member that the definition does not know"));
    m_key->setFixedWidth(host.leadWidth(0));
    m_object->setObjectName(u"addTo"_s);
    m_object->setAccessibleName(tr("The object that is to have it"));
    m_fault->setTextFormat(Qt::PlainText);
    m_fault->setWordWrap(true);
    m_fault->hide();
    host.watch(m_key);
    host.watch(m_object);
    m_key->installEventFilter(this);
    auto *line = new QHBoxLayout;
    line->setSpacing(8);
    line->addWidget(m_key);
    line->addWidget(m_object);
    line->addStretch(1);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(4);
    column->addLayout(line);
    column->addWidget(m_fault);
    connect(m_key, &QLineEdit::textEdited, m_fault, &QWidget::hide);
}

void SchemaFormOthers::setObjects(const std::vector<FormObject> &objects)
{
    const bool same = std::equal(objects.begin(), objects.end(), m_objects.begin(), m_objects.end(),
        [](const FormObject &a, const FormObject &b) { return a.at == b.at && a.member == b.member; });
    setVisible(!objects.empty());
    if (same)
        return;
    m_objects = objects;
    m_object->clear();
    for (const FormObject &object : objects)
        m_object->addItem(
            object.at.isRoot() ? tr("to the event") : tr("to %1").arg(QString::fromUtf8(object.at.text())));
    m_object->setVisible(objects.size() > 1);
}

bool SchemaFormOthers::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::KeyPress) {
        const auto &key = *static_cast<QKeyEvent *>(event);
        const bool enters = key.key() == Qt::Key_Return || key.key() == Qt::Key_Enter;
        if (enters && key.modifiers() == Qt::NoModifier) {
            add();
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

void SchemaFormOthers::add()
{
    const QString name = m_key->text();
    if (name.isEmpty())
        return;
    const auto chosen = std::size_t(std::max(0, m_object->currentIndex()));
    if (chosen >= m_objects.size())
        return;
    const FormObject &object = m_objects[chosen];
    const JsonPointer at = object.at.child(name.toStdString());
    if (m_host.valueAt(DraftPart::Event, at)) {
        m_host.focusAt(DraftPart::Event, at);
        return;
    }
    m_host.draft().endMerge();
    const auto done = m_host.draft().set(DraftPart::Event, at, freshValue(*object.member, m_host.now()));
    if (!done) {
        say(done.error().message);
        return;
    }
    m_key->clear();
    m_host.focusAt(DraftPart::Event, at);
}

void SchemaFormOthers::say(const QString &sentence)
{
    QPalette ink = palette();
    ink.setColor(QPalette::WindowText, Theme::of(ink).error);
    m_fault->setPalette(ink);
    m_fault->setText(sentence);
    m_fault->show();
}

}
