// SPDX-License-Identifier: GPL-3.0-or-later
#include "composer/fieldboolean.h"

#include "compose/formvalue.h"

#include <QBoxLayout>
#include <QComboBox>

using namespace Qt::StringLiterals;

namespace eventscope {

FieldBoolean::FieldBoolean(FieldHost &host, FieldSite site, QWidget *parent)
    : FieldEditor(host, std::move(site), parent)
    , m_combo(new QComboBox(this))
{
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->addWidget(m_combo, 1);
    const FormField &field = this->site().field;
    if (!this->site().inSeries)
        m_combo->addItem(tr("absent"), QByteArray());
    m_combo->addItem(u"true"_s, "true"_ba);
    m_combo->addItem(u"false"_s, "false"_ba);
    if (field.allows(JsonType::Null) && !field.types.empty())
        m_combo->addItem(u"null"_s, "null"_ba);
    m_fixed = m_combo->count();
    m_combo->setEnabled(!field.readOnly);
    m_combo->setMinimumContentsLength(4);
    m_combo->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    adopt(m_combo);
    connect(m_combo, &QComboBox::activated, this, &FieldBoolean::choose);
}

QWidget *FieldBoolean::input()
{
    return m_combo;
}

void FieldBoolean::showValue(JsonValue value)
{
    const QByteArray raw =
        value ? QByteArray(value.raw().data(), qsizetype(std::min(value.length(), 200U))) : QByteArray();
    int index = m_combo->findData(raw);
    if (index >= m_fixed || index < 0) {
        while (m_combo->count() > m_fixed)
            m_combo->removeItem(m_fixed);
        m_combo->addItem(QString::fromUtf8(raw).simplified(), raw);
        index = m_fixed;
    }
    if (index != m_combo->currentIndex())
        m_combo->setCurrentIndex(index);
    if (index < m_fixed) {
        while (m_combo->count() > m_fixed)
            m_combo->removeItem(m_fixed);
    }
}

void FieldBoolean::choose(int index)
{
    if (index >= m_fixed)
        return;
    const QByteArray raw = m_combo->itemData(index).toByteArray();
    host().draft().endMerge();    // each choice is a step of its own
    if (raw.isEmpty())
        removeMember();
    else
        write(raw);
    host().draft().endMerge();
}

}
