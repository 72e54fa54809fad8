// SPDX-License-Identifier: GPL-3.0-or-later
#include "endpoints/sendingbox.h"

#include "endpoints/formrow.h"

#include <QBoxLayout>
#include <QCheckBox>
#include <QDoubleSpinBox>
#include <QLocale>
#include <QSpinBox>

#include <cmath>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

constexpr double mostPace = 1'000'000;
constexpr int mostAtOnce = 16;

}

SendingBox::SendingBox(QWidget *parent)
    : QWidget(parent)
    , m_pace(new QDoubleSpinBox(this))
    , m_atOnce(new QSpinBox(this))
    , m_resume(new QCheckBox(tr("Try a&gain when the outcome is unknown"), this))
    , m_resumeNote(new FieldNote(u"endpointResumeHelp"_s, this))
{
    setObjectName(u"sendingBox"_s);
    m_pace->setObjectName(u"endpointPace"_s);
    m_pace->setAccessibleName(tr("Events a second at most"));
    m_pace->setRange(0, mostPace);
    m_pace->setDecimals(2);
    m_pace->setSpecialValueText(tr("As the service allows"));
    m_pace->setSuffix(tr(" events a second"));
    m_atOnce->setObjectName(u"endpointAtOnce"_s);
    m_atOnce->setAccessibleName(tr("Requests at once"));
    m_atOnce->setRange(1, mostAtOnce);
    m_resume->setObjectName(u"endpointResume"_s);
    layOut();
    setWhyNotResumed({});
    connect(m_pace, &QDoubleSpinBox::valueChanged, this, &SendingBox::edited);
    connect(m_atOnce, &QSpinBox::valueChanged, this, &SendingBox::edited);
    connect(m_resume, &QCheckBox::toggled, this, &SendingBox::edited);
}

void SendingBox::layOut()
{
    auto *rows = makeForm(this);
    addField(rows, tr("At most"), m_pace, nullptr);
    auto *atOnceHelp = new FieldNote(u"endpointAtOnceHelp"_s, this);
    atOnceHelp->say(FieldNote::Kind::Help, tr("With more than one on their way, events may arrive in another order."));
    addField(rows, tr("Requests at once"), m_atOnce, atOnceHelp);
    addField(rows, {}, m_resume, m_resumeNote);
}

void SendingBox::setEndpoint(const Endpoint &endpoint)
{
    m_shownPace = endpoint.perSecond;
    m_pace->setValue(endpoint.perSecond);
    m_atOnce->setValue(endpoint.concurrency);
    m_resume->setChecked(endpoint.resumeUnknown);
}

void SendingBox::read(Endpoint &endpoint) const
{
    // What the field cannot show stays as it is.
    constexpr double shownStep = 0.01;
    const bool isTouched = std::abs(m_pace->value() - m_shownPace) > shownStep;
    endpoint.perSecond = isTouched ? m_pace->value() : m_shownPace;
    endpoint.concurrency = m_atOnce->value();
    endpoint.resumeUnknown = m_resume->isChecked();
}

void SendingBox::setWhyNotResumed(const QString &sentence)
{
    m_resume->setEnabled(sentence.isEmpty() || m_resume->isChecked());
    if (!sentence.isEmpty()) {
        m_resumeNote->say(FieldNote::Kind::Help, sentence);
        return;
    }
    m_resumeNote->say(FieldNote::Kind::Help,
        tr("When a request broke off, nobody knows whether its events were taken. They are sent again with the same "
           "dedup key, by which the service drops what it has already. Off: you decide each time, in the outbox."));
}

QString SendingBox::summary() const
{
    QStringList words;
    if (m_pace->value() > 0)
        words << tr("at most %1 events a second").arg(QLocale().toString(m_pace->value(), 'g', 6));
    else
        words << tr("as fast as the service allows");
    if (m_atOnce->value() > 1)
        words << tr("%1 requests at once").arg(m_atOnce->value());
    if (m_resume->isChecked())
        words << tr("unknown outcomes are tried again");
    return words.join(u", "_s);
}

}
