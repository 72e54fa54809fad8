// SPDX-License-Identifier: GPL-3.0-or-later
#include "deliveries/replyview.h"

#include "composer/bodyview.h"
#include "composer/plainlines.h"
#include "explorer/sourceedit.h"
#include "views/celltext.h"
#include "views/deliverytext.h"

#include <QBoxLayout>
#include <QCheckBox>
#include <QLabel>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

constexpr int mostHeaderLines = 8;

QLabel *makeTitle(const QString &text, QWidget *parent)
{
    auto *title = new QLabel(text, parent);
    QFont font = title->font();
    font.setBold(true);
    title->setFont(font);
    return title;
}

QString whyNothing(DeliveryState state)
{
    switch (state) {
    case DeliveryState::InFlight:
        return ReplyView::tr("Waiting for the answer…");
    case DeliveryState::Failed:
    case DeliveryState::Cancelled:
        return ReplyView::tr("Nothing went out, so nothing came back.");
    default:
        return ReplyView::tr("No answer came.");
    }
}

}

ReplyView::ReplyView(QWidget *parent)
    : QWidget(parent)
    , m_nothing(new QLabel(this))
    , m_status(new PlainLines(2, this))
    , m_headersTitle(makeTitle({}, this))
    , m_headers(new PlainLines(mostHeaderLines, this))
    , m_bodyTitle(makeTitle(tr("Body"), this))
    , m_size(new QLabel(this))
    , m_indented(new QCheckBox(tr("Inden&ted"), this))
    , m_body(new BodyView(this))
{
    setObjectName(u"replyView"_s);
    m_nothing->setObjectName(u"replyNothing"_s);
    m_nothing->setWordWrap(true);
    m_nothing->setMargin(16);
    m_nothing->setAlignment(Qt::AlignCenter);
    m_nothing->setForegroundRole(QPalette::PlaceholderText);
    m_status->setObjectName(u"replyStatus"_s);
    m_status->setAccessibleName(tr("Status line"));
    m_headers->setObjectName(u"replyHeaders"_s);
    m_headers->setAccessibleName(tr("Headers of the reply"));
    m_size->setObjectName(u"replySize"_s);
    m_size->setWordWrap(true);
    m_indented->setObjectName(u"replyIndented"_s);
    m_indented->setChecked(true);
    m_body->setObjectName(u"replyBody"_s);
    m_body->edit()->setObjectName(u"replyBodyText"_s);
    m_body->edit()->setAccessibleName(tr("Body of the reply"));
    m_body->setIndented(true);
    connect(m_indented, &QCheckBox::toggled, m_body, &BodyView::setIndented);
    layOut();
}

void ReplyView::layOut()
{
    auto *row = new QHBoxLayout;
    row->setSpacing(10);
    row->addWidget(m_bodyTitle);
    row->addWidget(m_size, 1);
    row->addWidget(m_indented);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(8, 8, 8, 8);
    column->setSpacing(4);
    column->addWidget(m_nothing, 1);
    column->addWidget(m_status);
    column->addSpacing(4);
    column->addWidget(m_headersTitle);
    column->addWidget(m_headers);
    column->addSpacing(4);
    column->addLayout(row);
    column->addWidget(m_body, 1);
}

QString ReplyView::sizes(const DeliveryEnd &end, const QString &what) const
{
    if (end.reply.isEmpty())
        return {};
    if (isReplyWhole(end))
        return tr("%1 · %2").arg(byteCount(end.replyBytes), what);
    return tr("%1 · %2; only the first %3 were kept").arg(byteCount(end.replyBytes), what, byteCount(end.reply.size()));
}

void ReplyView::setEnd(const DeliveryEnd &end)
{
    const bool came = end.status > 0;
    m_nothing->setText(whyNothing(end.state));
    m_nothing->setVisible(!came);
    for (QWidget *part : std::initializer_list<QWidget *>{m_status, m_bodyTitle, m_size, m_body})
        part->setVisible(came);
    const bool hasHeaders = came && !end.replyHeaders.empty();
    m_headersTitle->setVisible(hasHeaders);
    m_headers->setVisible(hasHeaders);
    const BodyText body = BodyText::of(end.reply, headerValue(end.replyHeaders, "Content-Type"), !isReplyWhole(end));
    m_indented->setVisible(came && body.kind == BodyText::Kind::Json);
    m_status->setLines(statusText(end.status));
    m_headersTitle->setText(counted(static_cast<qint64>(end.replyHeaders.size()), tr("1 header"), tr("%1 headers")));
    m_headers->setPairs(end.replyHeaders, u": "_s);
    m_size->setText(sizes(end, body.what));
    m_body->setBody(body, tr("The reply has no body."));
}

}
