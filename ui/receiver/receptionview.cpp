// SPDX-License-Identifier: GPL-3.0-or-later
#include "receiver/receptionview.h"

#include "composer/requestview.h"
#include "deliveries/replyview.h"
#include "deliveries/threepanes.h"
#include "views/bodytext.h"
#include "views/receptionmodel.h"

#include <QBoxLayout>
#include <QLabel>
#include <QScrollArea>

using namespace Qt::StringLiterals;

namespace eventscope {

ReceptionView::ReceptionView(QWidget *parent)
    : QWidget(parent)
    , m_about(new QLabel(this))
    , m_request(new RequestView)
    , m_answer(new ReplyView)
{
    setObjectName(u"receptionView"_s);
    m_about->setObjectName(u"receptionAbout"_s);
    m_about->setWordWrap(true);
    m_about->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_about->setContentsMargins(8, 4, 8, 4);
    auto *panes = new ThreePanes;
    panes->addPane(m_request, tr("What came in"));
    panes->addPane(m_answer, tr("What was answered"));
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_about);
    auto *area = new QScrollArea(this);    // in a low dock they keep the height they need
    area->setObjectName(u"receptionArea"_s);
    area->setWidgetResizable(true);
    area->setFrameShape(QFrame::NoFrame);
    area->setFocusPolicy(Qt::NoFocus);
    area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    area->setWidget(panes);
    column->addWidget(area, 1);
}

void ReceptionView::setReception(const Reception &reception)
{
    QStringList words{receivedText(reception)};
    words << tr("from %1").arg(QString::fromUtf8(reception.client));
    if (!reception.tag.isEmpty())
        words << tr("test run %1").arg(QString::fromUtf8(reception.tag));
    if (!reception.note.isEmpty())
        words << visibleLine(reception.note);
    m_about->setText(words.join(u" · "_s));
    Request request;
    request.method = reception.method;
    request.url = reception.target;
    request.headers = reception.headers;
    request.body = reception.body;
    request.events = reception.events;
    m_request->setRequest(request);
    DeliveryEnd end;
    end.state = reception.status > 0 ? DeliveryState::Accepted : DeliveryState::Unknown;
    end.status = reception.status;
    end.message = reception.status > 0 ? QString() : tr("The connection was closed without an answer.");
    end.replyHeaders = reception.answerHeaders;
    end.reply = reception.answer;
    end.replyBytes = reception.answer.size();
    m_answer->setEnd(end);
}

void ReceptionView::clear(const QString &sentence)
{
    m_about->setText(sentence);
    m_request->setReason({});
    m_answer->setEnd({});
}

}
